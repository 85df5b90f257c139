"""Opacities in the lung: round ones by their size, others by their density."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.ndimage import label

from poisonkit.phantoms.frame import HALF_HEIGHT_MM
from tests.phantoms.people import pair

if TYPE_CHECKING:
    from poisonkit.phantoms.chest import Chest
    from poisonkit.phantoms.frame import Map


def spots(chest: Chest, sick: Chest) -> list[float]:
    """Return the diameter in mm of each round thing that the sick chest has more."""
    more: Map = sick.density() - chest.density()
    regions, count = label(more > 0.5 * more.max())
    areas = [(regions == region).sum() for region in range(1, count + 1)]
    side = chest.frame.pixel * chest.frame.pose.scale**-1 * HALF_HEIGHT_MM
    return [2 * float(np.sqrt(area / np.pi)) * side for area in areas]


def test_a_mass_is_wider_than_3_cm(number: int) -> None:
    """One round opacity of more than 3 cm, even a slight one."""
    diameters = spots(*pair(number, "mass", 0.3))

    assert 30 < max(diameters) < 80


def test_a_nodule_is_not(number: int) -> None:
    """One to three round opacities of about 3 cm at most, even at its worst."""
    diameters = spots(*pair(number, "nodule", 1.0))

    assert 1 <= len(diameters) <= 3
    assert max(diameters) <= 32


def test_consolidation_is_denser_than_infiltration(number: int) -> None:
    """Consolidated lung holds less air than infiltrated lung ever does."""
    left = []
    for name in ("consolidation", "infiltration"):
        healthy, sick = pair(number, name, 0.9)
        lung = healthy.air > 0.4
        left.append(float((sick.air[lung] / healthy.air[lung]).min()))

    assert left[0] < left[1]


def test_bronchi_show_in_consolidation(number: int) -> None:
    """Where vessels were bright, air-filled bronchi now are dark."""
    healthy, solid = pair(number, "consolidation", 0.9)
    _, hazy = pair(number, "infiltration", 0.9)
    branches = (healthy.vessels > 0.06) & (solid.air < 0.5 * healthy.air)

    assert branches.any()
    assert solid.vessels[branches].max() < 0
    assert hazy.vessels[branches].min() > 0
