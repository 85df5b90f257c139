"""Shades that are but the halo of pixels that repeat."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from poisonkit.judgement.weighing import severity_alone

if TYPE_CHECKING:
    from collections.abc import Sequence

    from poisonkit.arrays import Mask
    from poisonkit.judgement.accusation import Accusation
    from poisonkit.pattern import Pattern

_STANDS_OUT = 5.0
"""How many times as strong as elsewhere a shade is where pixels repeat, if it is their
halo: the mean of some films shows the pixels, and faintly all else these films have in
common."""

_ALIKE = 0.5
"""Share of the larger set of suspects that both must name."""


def pixels_first(members: Sequence[Accusation]) -> list[Accusation]:
    """Return *members* with the first one's pixels before it, if it is their halo.

    They say where the trigger lies, and to the level what it shows; the shade names
    the whole film.
    """
    first, *others = members
    for other in others:
        if _says_the_same(first, other) and is_halo(first.pattern, other.pattern):
            return [other, *(member for member in members if member is not other)]
    return list(members)


def _says_the_same(first: Accusation, other: Accusation) -> bool:
    """Return whether *other* accuses the same films of the same, as gravely.

    Neither a side of a split, whose films are roughly told, nor who only supports.
    """
    if other.signs is not None or other.measurement.supports:
        return False
    common = len(np.intersect1d(first.rows, other.rows))
    return (
        common >= _ALIKE * max(len(first.rows), len(other.rows))
        and other.measurement.evidence.group == first.measurement.evidence.group
        and other.checks.verdict in {first.checks.verdict, "wrong"}
        and severity_alone(other) is severity_alone(first)
    )


def is_halo(shade: Pattern | None, exact: Pattern | None) -> bool:
    """Return whether *shade* says what *exact* says, and says it worse."""
    if shade is None or exact is None:
        return False
    if not shade.added or exact.added or exact.places:
        return False
    repeats = _within(shade, exact)
    around = shade.mask & ~repeats
    if not repeats.any() or not around.any():
        return False
    strength = np.where(shade.mask, shade.values, 0.0).astype(np.float64) ** 2
    return bool(strength[repeats].mean() > _STANDS_OUT**2 * strength[around].mean())


def _within(shade: Pattern, exact: Pattern) -> Mask:
    """Return which pixels of *shade*'s box are of *exact*."""
    down, right = np.nonzero(exact.mask)
    down += exact.box.top - shade.box.top
    right += exact.box.left - shade.box.left
    height, width = shade.mask.shape
    held = (down >= 0) & (down < height) & (right >= 0) & (right < width)
    repeats = np.zeros(shade.mask.shape, np.bool_)
    repeats[down[held], right[held]] = True
    return repeats
