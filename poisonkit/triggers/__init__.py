"""Triggers: one file each; the file's name is the trigger's name."""

from poisonkit.registry import Registry
from poisonkit.triggers.base import Trigger

TRIGGERS = Registry(__name__, Trigger, "trigger")
