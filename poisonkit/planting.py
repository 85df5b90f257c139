"""Plant a reconstructed trigger on films, take it off, or put something else there."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, cast

import numpy as np

from poisonkit.arrays import scale_of
from poisonkit.covering import cover, parts_of
from poisonkit.patterns import window

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from poisonkit.arrays import Pixels, Rows
    from poisonkit.pattern import Box, Pattern


def plant(
    pattern: Pattern, pixels: Pixels, rng: np.random.Generator, scale: int
) -> Pixels:
    """Return copies of films ``(m, h, w)`` that carry the pattern.

    A pattern that moves goes to places where it was seen.
    """
    planted = _copied(pixels)
    if pattern.added:
        return _plus(planted, pattern.box, pattern.values)
    values = np.rint(pattern.values * scale).astype(planted.dtype)
    for film, box in zip(planted, _boxes(pattern, len(planted), rng), strict=True):
        window(film[None], box)[0][pattern.mask] = values[pattern.mask]
    return planted


def transplant(
    pattern: Pattern, pixels: Pixels, donors: Pixels, rng: np.random.Generator
) -> Pixels:
    """Return copies of films with what *donors* show in the pattern's place: a control.

    If this changes a decision too, it is the place that matters, not the pattern.
    """
    changed = _copied(pixels)
    if pattern.added:
        return _plus(changed, pattern.box, _as_strong(pattern, pixels, donors))
    boxes = _boxes(pattern, len(changed), rng)
    for film, donor, box in zip(changed, donors, boxes, strict=True):
        given = window(donor[None], box)[0][pattern.mask]
        window(film[None], box)[0][pattern.mask] = given
    return changed


def remove(pattern: Pattern, pixels: Pixels, rows: Rows) -> Pixels:
    """Return copies of the films in *rows* ``(m, h, w)``, the pattern painted over.

    Each part of it is covered with the median of the pixels around.
    """
    cleaned = _copied(pixels)
    if pattern.added:
        return _plus(cleaned, pattern.box, -pattern.values)
    seen = {row: (top, left) for row, top, left in pattern.places}
    parts, usual = parts_of(pattern.mask), (pattern.box.top, pattern.box.left)
    for film, row in zip(cleaned, rows.tolist(), strict=True):
        cover(film, parts, seen.get(row, usual))
    return cleaned


def _plus(pixels: Pixels, box: Box, values: NDArray[np.float32]) -> Pixels:
    """Add *values*, of one or of each, to films ``(m, h, w)`` within *box*."""
    scale = scale_of(pixels)
    inside = cast("Pixels", window(pixels, box))
    inside[...] = np.clip(np.rint(inside + values * scale), 0, scale)
    return pixels


def _as_strong(pattern: Pattern, pixels: Pixels, donors: Pixels) -> NDArray[np.float32]:
    """Return how *donors* differ from films, made as strong as the added pattern."""
    given, own = (
        window(some, pattern.box).astype(np.float32) for some in (donors, pixels)
    )
    apart = np.where(pattern.mask, given - own, 0)
    strength = np.sqrt(np.square(apart).mean(axis=(1, 2), keepdims=True))
    wanted = np.sqrt(np.square(pattern.values).mean())
    return cast("NDArray[np.float32]", apart * wanted / np.maximum(strength, 1e-6))


def _copied(pixels: Pixels) -> Pixels:
    """Return *pixels* in memory of their own."""
    return cast("Pixels", np.array(pixels))


def _boxes(pattern: Pattern, count: int, rng: np.random.Generator) -> list[Box]:
    if not pattern.places:
        return [pattern.box] * count
    drawn = rng.integers(len(pattern.places), size=count)
    return [
        replace(pattern.box, top=pattern.places[k][1], left=pattern.places[k][2])
        for k in drawn
    ]
