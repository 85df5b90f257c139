"""Adversarial attacks: one file each; the file's name is the attack's name."""

from poisonkit.attacks.base import Attack
from poisonkit.registry import Registry

ATTACKS = Registry(__name__, Attack, "attack")
