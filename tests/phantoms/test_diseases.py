"""Heart, diaphragm and pleura: diseases do what radiologists know them by."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from poisonkit.phantoms.film import expose
from tests.phantoms.people import pair

if TYPE_CHECKING:
    from poisonkit.arrays import Mask
    from poisonkit.phantoms.chest import Chest
    from poisonkit.phantoms.organs.cage import Side

SIDES: tuple[Side, Side] = (-1, 1)


def heart_to_chest(chest: Chest) -> float:
    """Return the cardiothoracic ratio: widest heart over widest chest."""
    solid = chest.anatomy.mediastinum.thickness(chest.frame) > 0.3
    row = np.abs(chest.frame.y - chest.anatomy.mediastinum.floor) < 0.2
    return float(np.ptp(chest.frame.x[solid & row]) / (2 * chest.anatomy.cage.width))


def angles(chest: Chest) -> Mask:
    """Return where the costophrenic angles are, (h, w)."""
    lungs, fall = chest.lungs, chest.anatomy.cage.fall
    low = chest.frame.y > max(chest.anatomy.cage.domes) + 0.2 * fall
    corner: Mask = low & (lungs.inside > 0.5) & (lungs.out > 0.7)
    return corner


def test_cardiomegaly_widens_the_heart(number: int) -> None:
    """The cardiothoracic ratio rises, and beyond one half in a plain case."""
    healthy, sick = pair(number, "cardiomegaly", 0.7)

    assert heart_to_chest(healthy) < 0.55
    assert heart_to_chest(sick) > max(0.5, 1.15 * heart_to_chest(healthy))


def test_effusion_fills_an_angle(number: int) -> None:
    """At least one costophrenic angle turns plainly whiter."""
    healthy, sick = pair(number, "effusion", 0.5)
    brighter = expose(sick.density()) - expose(healthy.density())

    assert brighter[angles(healthy)].max() > 0.15


def test_effusion_has_a_meniscus(number: int) -> None:
    """The fluid stands higher at the wall than in the middle of the lung."""
    _, sick = pair(number, "effusion", 0.6)
    dry = sick.air > 0.25
    side = max(SIDES, key=lambda s: float((~dry & (sick.half(s) > 0.5)).sum()))
    here = dry & (side * sick.frame.x > 0)
    lowest = [
        sick.frame.y[
            here & (sick.lungs.out > low) & (sick.lungs.out < low + 0.08)
        ].max()
        for low in (0.6, 0.88)
    ]

    assert lowest[1] < lowest[0]


def test_atelectasis_loses_volume(number: int) -> None:
    """One dome of the diaphragm rises, the other stays."""
    healthy, sick = pair(number, "atelectasis", 0.8)
    raised = np.subtract(healthy.anatomy.cage.domes, sick.anatomy.cage.domes)

    assert 0.1 < raised.max() < 0.2
    assert raised.min() == 0


def test_pneumothorax_is_a_rim_without_vessels(number: int) -> None:
    """Along the wall of the upper chest the film is darker and bare of markings."""
    healthy, sick = pair(number, "pneumothorax", 0.7)
    rim = (healthy.lungs.wall > 0.02) & (healthy.lungs.wall < 0.07)
    rim &= (healthy.lungs.down < 0.4) & (sick.air > healthy.air + 0.02)

    assert rim.sum() > 40
    assert np.abs(sick.vessels[rim]).mean() < 0.01
    assert (sick.density()[rim] < healthy.density()[rim]).mean() > 0.8


def test_pneumothorax_shows_a_pleural_line(number: int) -> None:
    """A fine bright line lies between free air and lung."""
    healthy, sick = pair(number, "pneumothorax", 0.7)

    assert (sick.vessels - healthy.vessels).max() > 0.05
