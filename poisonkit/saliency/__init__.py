"""Saliency methods: one file each; the file's name is the method's name."""

from poisonkit.registry import Registry
from poisonkit.saliency.base import SaliencyMethod

SALIENCY = Registry(__name__, SaliencyMethod, "saliency method")
