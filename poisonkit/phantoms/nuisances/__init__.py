"""Nuisances: what real films show besides the patient, one file each."""

from poisonkit.phantoms.nuisances.base import Nuisance
from poisonkit.registry import Registry

NUISANCES = Registry(__name__, Nuisance, "nuisance")
