"""Layouts: how a data set says which label belongs to which image; one file each."""

from poisonkit.layouts.base import Layout
from poisonkit.registry import Registry

LAYOUTS = Registry(__name__, Layout, "layout")
