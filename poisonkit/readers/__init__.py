"""Readers: one file format each; the file's name is the reader's name."""

from poisonkit.readers.base import Reader
from poisonkit.registry import Registry

READERS = Registry(__name__, Reader, "reader")
