"""Objectives of attacks: one file each; the file's name is the objective's name."""

from poisonkit.objectives.base import Objective
from poisonkit.registry import Registry

OBJECTIVES = Registry(__name__, Objective, "objective")
