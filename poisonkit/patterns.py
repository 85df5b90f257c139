"""Reconstruct a trigger from films that may carry it, find it, plant it, remove it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, cast

import numpy as np
from scipy import stats

from poisonkit.arrays import eight_bit, scale_of
from poisonkit.finding import Box, Pattern

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from poisonkit.arrays import Mask, Pixels, Rows, Suspicion
    from poisonkit.evidence import Films

TOLERANCE = 4
"""Grey levels of 256 within which two pixels are the same."""

SHOWN = 0.75
"""Share of a pattern's pixels that a film must show to count as its carrier."""

_AGREE = 0.8
"""Share of the carriers that must agree on a pixel of the pattern."""

_LUCK = 1e-3
"""Chance that one pixel of a whole film agrees by luck."""

_LOOKED_AT = 200
"""Films from which a pattern is reconstructed, and as many it is compared with."""


def reconstruct(films: Films, carriers: Rows) -> Pattern | None:
    """Return the pixels on which *carriers* agree and other films do not, if any.

    One film per patient speaks: a patient's own films agree on everything.
    """
    first = np.unique(films.patients[carriers], return_index=True)[1]
    chosen = carriers[first][:_LOOKED_AT]
    if len(chosen) < 2:  # noqa: PLR2004 - one film agrees with itself
        return None
    others = np.setdiff1d(films.sampled, carriers)
    others = others[:: max(1, len(others) // _LOOKED_AT)]
    stored = films.pixels[np.sort(chosen)]
    middle = np.median(stored, axis=0) / scale_of(stored)
    agree = _near(stored, middle)
    usual = _near(films.pixels[others], middle) if len(others) else agree * 0
    hits = np.rint(agree * len(chosen))
    luck = stats.binom.logsf(hits - 1, len(chosen), np.clip(usual, 1e-3, 1))
    mask = (agree >= _AGREE) & (luck < np.log(_LUCK / middle.size))
    return _cut_out(mask, middle) if mask.any() else None


def shown(pattern: Pattern, pixels: Pixels) -> Suspicion:
    """Return which share of the pattern each film ``(n, h, w)`` shows, ``(n,)``."""
    distance = (
        eight_bit(np.asarray(_window(pixels, pattern.box))) - pattern.values * 255
    )
    near = np.abs(distance) <= TOLERANCE
    return cast("Suspicion", near[:, pattern.mask].mean(axis=1))


def plant(
    pattern: Pattern, pixels: Pixels, rng: np.random.Generator, scale: int
) -> Pixels:
    """Return copies of films ``(m, h, w)`` that carry the pattern.

    A pattern that moves goes to places where it was seen.
    """
    planted = _copied(pixels)
    values = np.rint(pattern.values * scale).astype(planted.dtype)
    for film, box in zip(planted, _boxes(pattern, len(planted), rng), strict=True):
        _window(film[None], box)[0][pattern.mask] = values[pattern.mask]
    return planted


def transplant(
    pattern: Pattern, pixels: Pixels, donors: Pixels, rng: np.random.Generator
) -> Pixels:
    """Return copies of films with what *donors* show in the pattern's place: a control.

    If this changes a decision too, it is the place that matters, not the pattern.
    """
    changed = _copied(pixels)
    boxes = _boxes(pattern, len(changed), rng)
    for film, donor, box in zip(changed, donors, boxes, strict=True):
        given = _window(donor[None], box)[0][pattern.mask]
        _window(film[None], box)[0][pattern.mask] = given
    return changed


def remove(pattern: Pattern, pixels: Pixels, rows: Rows) -> Pixels:
    """Return copies of the films in *rows* ``(m, h, w)``, the pattern painted over.

    It is covered with the median of the pixels around it.
    """
    cleaned = _copied(pixels)
    seen = {row: (top, left) for row, top, left in pattern.places}
    for film, row in zip(cleaned, rows.tolist(), strict=True):
        top, left = seen.get(row, (pattern.box.top, pattern.box.left))
        box = replace(pattern.box, top=top, left=left)
        _window(film[None], box)[0][pattern.mask] = np.median(_around(film, box))
    return cleaned


def _copied(pixels: Pixels) -> Pixels:
    """Return *pixels* in memory of their own."""
    return cast("Pixels", np.array(pixels))


def _around(film: Pixels, box: Box) -> Pixels:
    """Return the pixels of *film* within three of *box*, those inside left out."""
    frame = np.zeros(film.shape, np.bool_)
    top, left = max(box.top - 3, 0), max(box.left - 3, 0)
    frame[top : box.top + box.height + 3, left : box.left + box.width + 3] = True
    if frame.sum() > box.height * box.width:
        _window(frame[None], box)[0][...] = False
    return film[frame]


def _boxes(pattern: Pattern, count: int, rng: np.random.Generator) -> list[Box]:
    if not pattern.places:
        return [pattern.box] * count
    drawn = rng.integers(len(pattern.places), size=count)
    return [
        replace(pattern.box, top=pattern.places[k][1], left=pattern.places[k][2])
        for k in drawn
    ]


def _window(pixels: NDArray[np.generic], box: Box) -> NDArray[np.generic]:
    """Return what films ``(n, h, w)`` show within *box*, as a view."""
    return pixels[:, box.top : box.top + box.height, box.left : box.left + box.width]


def _near(stored: Pixels, image: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return which share of films ``(m, h, w)`` is near *image* ``(h, w)``."""
    distance = eight_bit(stored) - image * 255
    return cast("NDArray[np.float64]", (np.abs(distance) <= TOLERANCE).mean(axis=0))


def _cut_out(mask: Mask, image: NDArray[np.float64]) -> Pattern:
    """Return the pattern within the smallest box around *mask*."""
    rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    top, left = int(rows[0]), int(columns[0])
    box = Box(top, left, int(rows[-1]) - top + 1, int(columns[-1]) - left + 1)
    window = np.s_[top : top + box.height, left : left + box.width]
    return Pattern(box, mask[window], image[window].astype(np.float32))
