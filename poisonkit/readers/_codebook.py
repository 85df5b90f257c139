"""From grey levels back to stored codes: the reader's own table, read backwards."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from poisonkit.errors import UnreadableFileError
from poisonkit.readers._grey import codes_of, grey_table, padding

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pydicom import Dataset

    from poisonkit.readers._stored import Stored


@dataclass(frozen=True, kw_only=True, eq=False)
class Codebook:
    """How each code of a film is shown, and which codes may be written."""

    greys: NDArray[np.unsignedinteger[Any]]
    """(c,), the grey level of each code, in the order of the reader's table."""

    codes: NDArray[np.int64]
    """(c,), the codes themselves; the negative ones stand behind the others."""

    free: NDArray[np.bool_]
    """(c,), False for what stands for the outside of the film, or cannot be held."""

    @cached_property
    def ranks(self) -> NDArray[np.int64]:
        """(c,), the place of each code among all, the lowest first."""
        ranks: NDArray[np.int64] = self.codes - self.codes.min()
        return ranks

    def nearest(
        self, levels: NDArray[Any], wanted: NDArray[Any], before: NDArray[Any]
    ) -> NDArray[np.int64]:
        """Return the places ``(m,)`` of the codes whose *levels* are nearest.

        Of several with the same level it is the one nearest to what was there *before*
        ``(m,)``: where a window ends, that is the last code within it.
        """
        places, span = np.flatnonzero(self.free), len(self.codes)
        keys = levels[places].astype(np.int64) * span + self.ranks[places]
        order = np.argsort(keys)
        keys = keys[order]
        level = closest(np.unique(levels[places]).astype(np.int64), wanted)
        # Within the codes of that level, and no further.
        first = np.searchsorted(keys, level * span)
        last = np.searchsorted(keys, (level + 1) * span) - 1
        goal = level * span + self.ranks[before]
        at = np.clip(np.searchsorted(keys, goal), first, last)
        below = np.maximum(at - 1, first)
        lower = np.abs(goal - keys[below]) <= np.abs(keys[at] - goal)
        found: NDArray[np.int64] = places[order[np.where(lower, below, at)]]
        return found


def closest(steps: NDArray[np.int64], wanted: NDArray[Any]) -> NDArray[np.int64]:
    """Return for each of *wanted* the nearest of the rising *steps*."""
    goal = wanted.astype(np.int64)
    right = np.minimum(np.searchsorted(steps, goal), len(steps) - 1)
    left = np.maximum(right - 1, 0)
    lower = np.abs(goal - steps[left]) <= np.abs(steps[right] - goal)
    found: NDArray[np.int64] = steps[np.where(lower, left, right)]
    return found


def codebook(film: Stored, header: Dataset, width: int) -> Codebook:
    """Return the codes of *film*, of which a pixel holds the lowest *width* bits."""
    codes = codes_of(film, header)
    signed = bool(codes.min() < 0)
    low, high = (-(1 << (width - 1)) if signed else 0), 1 << (width - signed)
    free = (codes >= low) & (codes < high) & ~padding(codes, header)
    if not free.any():
        detail = "every code that a pixel can have stands for what is outside the film"
        raise UnreadableFileError("cannot-write", detail)
    greys, _ = grey_table(film, header)
    return Codebook(greys=greys, codes=codes, free=free)
