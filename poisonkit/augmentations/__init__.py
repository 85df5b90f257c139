"""Augmentations: one change of training films each; the file's name is its name."""

from poisonkit.augmentations.base import Augmentation
from poisonkit.registry import Registry

AUGMENTATIONS = Registry(__name__, Augmentation, "augmentation")
