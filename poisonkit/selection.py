"""Which of the samples that may be poisoned are: at random, fairly, and repeatably."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from poisonkit.arrays import Rows


@dataclass(frozen=True, kw_only=True)
class Selection:
    """How samples are drawn."""

    patients: NDArray[np.int64] | None = None
    """(n,): all eligible samples of a patient together, or none of them."""

    strata: NDArray[np.str_] | None = None
    """(n,): each kind gets its share."""

    def draw(self, allowed: Rows, count: int, rng: np.random.Generator) -> Rows:
        """Return *count* of the rows *allowed*, in order; by patient perhaps fewer."""
        if self.strata is None:
            return np.sort(self._drawn(allowed, count, rng))
        kinds, place = np.unique(self.strata[allowed], return_inverse=True)
        shares = _shares(np.bincount(place, minlength=len(kinds)), count)
        parts = [
            self._drawn(allowed[place == kind], share, rng)
            for kind, share in enumerate(shares.tolist())
        ]
        return np.sort(np.concatenate(parts))

    def _drawn(self, allowed: Rows, count: int, rng: np.random.Generator) -> Rows:
        if self.patients is None:
            return rng.choice(allowed, count, replace=False)
        return np.array(list(self._whole(allowed, count, rng)), np.int64)

    def _whole(
        self, allowed: Rows, count: int, rng: np.random.Generator
    ) -> Iterator[int]:
        """Yield the rows of patients in random order, where all of them still fit."""
        assert self.patients is not None
        mine: dict[int, list[int]] = {}
        for row, patient in zip(allowed.tolist(), self.patients[allowed], strict=True):
            mine.setdefault(int(patient), []).append(row)
        for patient in rng.permutation(sorted(mine)).tolist():
            if len(mine[patient]) <= count:
                count -= len(mine[patient])
                yield from mine[patient]


def _shares(sizes: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    """Divide *count* in proportion to *sizes*; large remainders are rounded up."""
    exact = sizes * (count / sizes.sum())
    shares: NDArray[np.int64] = np.floor(exact).astype(np.int64)
    behind = np.argsort(shares - exact, kind="stable")
    shares[behind[: count - int(shares.sum())]] += 1
    return shares
