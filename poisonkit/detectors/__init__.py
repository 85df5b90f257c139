"""Detectors: one file each; the file's name is the detector's name."""

from poisonkit.detectors.base import Detector
from poisonkit.registry import Registry

DETECTORS = Registry(__name__, Detector, "detector")
