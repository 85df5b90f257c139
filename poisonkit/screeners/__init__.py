"""Screeners: one file each; the file's name is the screener's name."""

from poisonkit.registry import Registry
from poisonkit.screeners.base import Screener

SCREENERS = Registry(__name__, Screener, "screener")
"""Every screener keeps the promises of `Screener`; a new file is tested unasked."""
