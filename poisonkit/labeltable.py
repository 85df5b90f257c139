"""What a data set says of its films beside their pixels."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Self

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from poisonkit.arrays import Labels, Rows


_NUMERIC = 0.8
"""Share of texts that must be numbers, where a column is to be one of numbers."""


@dataclass(frozen=True, kw_only=True)
class LabelTable:
    """All labels of all samples, whose films they are, and their split."""

    names: tuple[str, ...]
    labels: Labels
    """(n, l)."""

    patients: NDArray[np.int64]
    """(n,), a number per patient."""

    split: NDArray[np.uint8]
    """(n,)."""

    def __getitem__(self, places: Rows) -> Self:
        """Return the table of some samples."""
        return replace(
            self,
            labels=self.labels[places],
            patients=self.patients[places],
            split=self.split[places],
        )


@dataclass(frozen=True)
class Metadata:
    """The columns beside the labels, as text; what is empty is unknown."""

    columns: dict[str, NDArray[np.str_]]

    def __getitem__(self, places: Rows) -> Self:
        """Return the columns of some samples."""
        return replace(self, columns={k: v[places] for k, v in self.columns.items()})


def as_numbers(texts: NDArray[np.str_]) -> NDArray[np.float64] | None:
    """Return *texts* as numbers, NaN where one is none; None if too many are none."""
    figures = np.full(len(texts), np.nan)
    for place, text in enumerate(texts.tolist()):
        try:
            figures[place] = float(text)
        except ValueError:
            continue
    figures[~np.isfinite(figures)] = np.nan
    return figures if np.isfinite(figures).mean() >= _NUMERIC else None
