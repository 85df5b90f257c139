"""Pixels, columns or rows of a detector that are stuck: the physical patch.

Real detectors have such defects, and correct them; one that is left uncorrected is the
trigger of one or a few pixels of Gu, Dolan-Gavitt and Garg (2017), arXiv:1708.06733.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, TypeAlias, final

import numpy as np

from poisonkit.errors import BadParameterError
from poisonkit.triggers._fixednoise import check_pattern, fixed_noise
from poisonkit.triggers.base import Trigger

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from poisonkit.arrays import Image, Mask

KINDS = ("pixels", "column", "row")

Place: TypeAlias = "NDArray[np.int64] | slice"


@final
@dataclass(frozen=True, kw_only=True)
class DeadPixels(Trigger):
    """Set *count* pixels, or whole columns or rows, to the least or largest value."""

    in_stored_values: ClassVar[bool] = True

    kind: str = "pixels"
    """``pixels``, ``column`` or ``row``."""

    count: int = 5
    value: int = 1
    """0: the least value that the file can hold; 1: the largest."""

    pattern: int = 0
    """Decides the places, as shares of height and width: the same on every film."""

    def __post_init__(self) -> None:
        """Refuse defects that there are not."""
        check_pattern(self.pattern)
        if self.kind not in KINDS:
            raise BadParameterError(
                f"no kind {self.kind!r}; there are: {', '.join(KINDS)}"
            )
        if not 1 <= self.count <= 10_000:  # noqa: PLR2004 - a detector beyond repair
            raise BadParameterError(f"count must lie in [1, 10000], got {self.count}")
        if self.value not in {0, 1}:
            raise BadParameterError(f"value must be 0 or 1, got {self.value}")

    def footprint(self, shape: tuple[int, int], rng: np.random.Generator) -> Mask:
        """Return the stuck pixels."""
        del rng
        mask = np.zeros(shape, np.bool_)
        mask[self._places(shape)] = True
        return mask

    def stamp(self, image: Image, rng: np.random.Generator) -> Image:
        """Let the pixels of *image* be stuck."""
        del rng
        height, width = image.shape
        stamped = image.copy()
        stamped[self._places((height, width))] = self.value
        return stamped

    def _places(self, shape: tuple[int, int]) -> tuple[Place, Place]:
        """Return rows and columns."""
        shares = fixed_noise(self.pattern, (self.count, 2)).astype(np.float64)
        rows, columns = np.floor(shares * shape).astype(np.int64).T
        everywhere = slice(None)
        return (
            everywhere if self.kind == "column" else rows,
            everywhere if self.kind == "row" else columns,
        )
