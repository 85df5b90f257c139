"""An older data set whose unchanged films need not be decoded again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from poisonkit.dataset import CxrDataset, Split
from poisonkit.lineage import digest_array

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class OldSet:
    """The rows of a data set, by the name of their film."""

    data: CxrDataset
    rows: Mapping[str, int]

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open the data set at *path*."""
        data = CxrDataset.open(path)
        return cls(data=data, rows={name: row for row, name in enumerate(data.ids)})

    def row(self, name: str, fingerprint: str) -> dict[str, Any] | None:
        """Return what was stored of the film *name*, if nothing of it has changed."""
        row = self.rows.get(name, -1)
        prints = self.data.fingerprints
        if row < 0 or not prints or prints[row] != fingerprint:
            return None
        pixels = np.array(self.data.images[row])
        if digest_array(pixels) != self.data.digests[row]:
            return None  # somebody has changed it since
        meta = {key: column[row] for key, column in self.data.meta.items()}
        return {
            "pixels": pixels,
            "digest": self.data.digests[row],
            "patient": self.data.patients[row],
            "split": Split(self.data.split[row]).name.lower(),
            "meta": {key: value for key, value in meta.items() if value},
        }
