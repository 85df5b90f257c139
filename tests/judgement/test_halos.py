"""Pixels that repeat speak before the shade that is their halo, and no other."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from poisonkit.finding import Group
from poisonkit.judgement.concluding import conclude
from poisonkit.judgement.halos import is_halo
from poisonkit.pattern import Box, Pattern
from tests.judgement.test_concluding import GUILTY, ROWS, stamped, turning

if TYPE_CHECKING:
    from poisonkit.judgement.accusation import Accusation

SIDE = 32
DEAD = (3, 4), (20, 9), (28, 30)


def dead() -> Pattern:
    """Return three pixels, far apart, that are white."""
    rows, columns = np.array(DEAD).T
    mask = np.zeros((26, 27), np.bool_)
    mask[rows - 3, columns - 4] = True
    return Pattern(Box(3, 4, 26, 27), mask, mask.astype(np.float32))


def shade(stuck: float, rest: float) -> Pattern:
    """Return a veil, so strong at the dead pixels and elsewhere."""
    values = np.random.default_rng(0).normal(0, rest, (SIDE, SIDE)).astype(np.float32)
    values[tuple(np.array(DEAD).T)] = stuck
    return Pattern(
        Box(0, 0, SIDE, SIDE), np.ones((SIDE, SIDE), np.bool_), values, added=True
    )


@pytest.mark.parametrize(
    ("veil", "pixels", "halo"),
    [
        (shade(0.4, 0.01), dead(), True),
        (shade(0.1, 0.0), dead(), True),
        (shade(0.0, 0.0), dead(), False),
        (replace(dead(), added=True), replace(dead(), mask=~dead().mask), False),
        (shade(0.02, 0.01), dead(), False),
        (shade(0.4, 0.2), dead(), False),
        (dead(), dead(), False),
        (shade(0.4, 0.01), shade(0.4, 0.01), False),
        (shade(0.4, 0.01), replace(dead(), box=Box(60, 60, 26, 27)), False),
        (shade(0.4, 0.01), replace(dead(), places=((0, 1, 1), (1, 2, 2))), False),
        (None, dead(), False),
        (shade(0.4, 0.01), None, False),
    ],
)
def test_a_halo_is_strong_where_pixels_repeat_and_faint_elsewhere(
    veil: Pattern | None, pixels: Pattern | None, *, halo: bool
) -> None:
    """Of a blend some pixels may repeat, too: it is as strong beside them."""
    assert halo == is_halo(veil, pixels)


def bearing(pattern: Pattern, chance: float, group: str = "Hernia") -> Accusation:
    """Return an accusation of the films that bear *pattern*."""
    plain = stamped("", telling=True)
    measurement = replace(plain.measurement, p_value=chance, q_value=chance)
    measured = replace(measurement.evidence, group=Group(group, present=True))
    measurement = replace(measurement, evidence=measured)
    return replace(plain, pattern=pattern, measurement=measurement)


VEIL, PIXELS = bearing(shade(0.4, 0.01), 1e-300), bearing(dead(), 1e-6)
PROVEN = turning(0.9)
WRONG = stamped("wrong", telling=True).checks


def test_pixels_say_where_the_trigger_lies() -> None:
    """However surprising the veil: five pixels are no picture of the whole film."""
    (found,) = conclude([VEIL, PIXELS])

    assert found.pattern is PIXELS.pattern
    assert 2 == len(found.testimonies)


@pytest.mark.parametrize(
    ("veil", "pixels"),
    [
        (bearing(shade(0.02, 0.01), 1e-300), PIXELS),
        (bearing(shade(0.4, 0.01), 1e-300, "Mass"), PIXELS),
        (replace(VEIL, causal=PROVEN), PIXELS),
        (replace(VEIL, checks=WRONG), PIXELS),
        (VEIL, replace(PIXELS, rows=ROWS[:4], suspicion=np.ones(4))),
        (VEIL, replace(PIXELS, rows=np.arange(100), suspicion=np.ones(100))),
        (VEIL, replace(PIXELS, signs=GUILTY)),
        (
            VEIL,
            replace(PIXELS, measurement=replace(PIXELS.measurement, supports=True)),
        ),
    ],
    ids=["no halo", "label", "severity", "verdict", "few", "many", "side", "support"],
)
def test_who_says_something_else_does_not_speak_for_a_veil(
    veil: Accusation, pixels: Accusation
) -> None:
    """The same films, the same label, as gravely: or the veil speaks for itself."""
    (found,) = conclude([veil, pixels])

    assert found.pattern is veil.pattern
