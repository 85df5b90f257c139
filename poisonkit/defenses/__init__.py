"""Defenses: one way of training each; the file's name is the defense's name."""

from poisonkit.defenses.base import Defense
from poisonkit.registry import Registry

DEFENSES = Registry(__name__, Defense, "defense")
