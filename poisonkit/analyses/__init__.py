"""Analyses of a model under attack: one file each; the file's name is the name."""

from poisonkit.analyses.base import Analysis
from poisonkit.registry import Registry

ANALYSES = Registry(__name__, Analysis, "analysis")
