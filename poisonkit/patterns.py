"""Reconstruct a trigger from films that may carry it, and find it on others."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar, cast

import numpy as np
from scipy import stats

from poisonkit.arrays import eight_bit, scale_of
from poisonkit.pattern import Box, Pattern

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from poisonkit.arrays import Mask, Pixels, Rows, Suspicion
    from poisonkit.films import Films

T = TypeVar("T", bound=np.generic)

TOLERANCE = 4
"""Grey levels of 256 within which two pixels are the same."""

SHOWN = 0.75
"""Share of a pattern's pixels that a film must show to count as its carrier."""

_AGREE = 0.8
"""Share of the carriers that must agree on a pixel of the pattern."""

_ENDS = 0.3
"""Share of a pattern's outline at which a film must change for it to end there."""

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
    if not mask.any():
        return None
    return replace(_cut_out(mask, middle), tolerance=_tolerance(stored, middle, mask))


def content(films: Films, carriers: Rows, box: Box, mask: Mask) -> Pattern:
    """Return what *carriers* show within *box*, where *mask* ``(h, w)`` is set."""
    chosen = films.pixels[np.sort(carriers)[:_LOOKED_AT]]
    stored = cast("Pixels", window(chosen, box))
    middle = np.median(stored, axis=0) / scale_of(stored)
    tolerance = _tolerance(stored, middle, mask)
    return Pattern(box, mask, middle.astype(np.float32), tolerance=tolerance)


def _tolerance(stored: Pixels, image: NDArray[np.float64], mask: Mask) -> float:
    """Return within how many grey levels most of *stored* ``(m, h, w)`` are *image*.

    What was stamped and stored without loss is the same to the level; films that merely
    have about that grey there are not.
    """
    apart = np.abs(eight_bit(stored[:, mask]) - image[mask] * 255)
    usual = np.quantile(apart, _AGREE, axis=0).max()
    return float(np.clip(np.ceil(usual), 1, TOLERANCE))


def shown(pattern: Pattern, pixels: Pixels) -> Suspicion:
    """Return which share of the pattern each film ``(n, h, w)`` shows, ``(n,)``.

    A film that goes on in the same grey all around shows nothing: it is merely of that
    grey there.
    """
    inside = eight_bit(np.asarray(window(pixels, pattern.box)[:, pattern.mask]))
    distance = inside - pattern.values[pattern.mask] * 255
    share = (np.abs(distance) <= pattern.tolerance).mean(axis=1)
    return cast("Suspicion", share * _ends(pattern, pixels))


def shown_anywhere(pattern: Pattern, pixels: Pixels) -> Suspicion:
    """Return the same, ``(n,)``; of a pattern that moves, where it was seen."""
    if not pattern.places:
        return shown(pattern, pixels)
    share = np.zeros(len(pixels))
    share[[row for row, _, _ in pattern.places]] = 1
    return share


def _ends(pattern: Pattern, pixels: Pixels) -> Mask:
    """Return which films ``(n, h, w)`` differ just outside the pattern, ``(n,)``."""
    inside = np.zeros(pixels.shape[1:], np.bool_)
    levels = np.zeros(pixels.shape[1:])
    window(inside[None], pattern.box)[0][...] = pattern.mask
    window(levels[None], pattern.box)[0][pattern.mask] = (
        pattern.values[pattern.mask] * 255
    )
    differ, outline = np.zeros(len(pixels)), 0
    for down, right in ((1, 0), (-1, 0), (0, 1), (0, -1)):
        beside = _moved(inside, down, right) & ~inside
        seen = eight_bit(np.asarray(pixels[:, beside]))
        step = np.abs(seen - _moved(levels, down, right)[beside])
        differ += (step > TOLERANCE).sum(axis=1)
        outline += int(beside.sum())
    ends: Mask = differ >= _ENDS * outline
    return ends


def _moved(image: NDArray[T], down: int, right: int) -> NDArray[T]:
    """Return *image* ``(h, w)`` moved by one pixel; what comes in is empty."""
    height, width = image.shape
    padded = np.pad(image, 1)
    return padded[1 - down :, 1 - right :][:height, :width]


def _near(stored: Pixels, image: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return which share of films ``(m, h, w)`` is near *image* ``(h, w)``."""
    levels = np.rint(image * 255).astype(np.int16)
    distance = eight_bit(stored).astype(np.int16) - levels
    return cast("NDArray[np.float64]", (np.abs(distance) <= TOLERANCE).mean(axis=0))


def _cut_out(mask: Mask, image: NDArray[np.float64]) -> Pattern:
    """Return the pattern within the smallest box around *mask*."""
    rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    top, left = int(rows[0]), int(columns[0])
    box = Box(top, left, int(rows[-1]) - top + 1, int(columns[-1]) - left + 1)
    window = np.s_[top : top + box.height, left : left + box.width]
    return Pattern(box, mask[window], image[window].astype(np.float32))


def window(pixels: NDArray[T], box: Box) -> NDArray[T]:
    """Return what films ``(n, h, w)`` show within *box*, as a view."""
    return pixels[:, box.top : box.top + box.height, box.left : box.left + box.width]
