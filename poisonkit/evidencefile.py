"""``evidence.h5``: what one pass of one model over one data set showed.

/logits (n, l), /activations (n, d), /head (l, d); /pairs/row, /label, /why (p,) of the
pairs of a film and a label that matter, /pairs/maps (p, g, g): their signed saliency,
each divided by the sum of its absolute values, and /pairs/gradients (p, c): the mean
over all places of the label's gradient in the middle of the network, of length one.
Attributes: schema, data_digest, model_digest, lineage.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import IntEnum
from typing import TYPE_CHECKING, Any, Self

import h5py
import numpy as np

from poisonkit.errors import BadInputError

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from poisonkit.arrays import Activations, Logits, Losses, Rows, Saliency

SCHEMA = 2


class Why(IntEnum):
    """Why a pair of a film and a label was looked at."""

    PRESENT = 0
    """The film has the label."""

    PREDICTED = 1
    """It has not, but the model says so."""

    DENIED = 2
    """It has not, and the model is surer of that than of almost any other."""

    NULL = 3
    """It has not; drawn by chance, to know what is usual."""


@dataclass(frozen=True, kw_only=True)
class Pairs:
    """Films and labels to look at together; all ``(p,)``, in the order of rows."""

    rows: Rows
    labels: Rows
    why: NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.rows)

    def take(self, places: Rows) -> Self:
        """Return some of them."""
        parts = {name: values[places] for name, values in vars(self).items()}
        return replace(self, **parts)


@dataclass(frozen=True, kw_only=True)
class EvidenceFile:
    """An open evidence file; its large arrays are mapped, not read."""

    data_digest: str
    model_digest: str
    logits: Logits
    activations: NDArray[np.float16]
    head: Activations
    """(l, d): the weights that turn activations into logits."""

    pairs: Pairs
    maps: NDArray[np.float16]
    """(p, g, g), signed."""

    gradients: NDArray[np.float16]
    """(p, c)."""

    losses: NDArray[np.float16] | None = None
    """(e, n, l): how the model learned each sample; None if it was trained
    elsewhere."""

    @classmethod
    def open(cls, path: Path) -> Self:
        """Map the file at *path*, or say why it cannot be used."""
        try:
            with h5py.File(path) as file:
                _check(file)
                return cls(**_arrays(path, file))
        except (OSError, KeyError, ValueError) as error:
            detail = str(error).strip("\"'")
            raise BadInputError(f"{path} is no evidence file: {detail}") from error

    def rows_of(self, label: int, why: Why) -> Rows:
        """Return the rows of one label's pairs."""
        chosen = (self.pairs.labels == label) & (self.pairs.why == why)
        rows: Rows = self.pairs.rows[chosen]
        return rows

    def maps_of(self, label: int, why: Why) -> tuple[Rows, Saliency]:
        """Return rows and signed maps of one label's pairs."""
        chosen = (self.pairs.labels == label) & (self.pairs.why == why)
        return self.pairs.rows[chosen], self.maps[chosen].astype(np.float32)

    def gradients_of(self, label: int, rows: Rows) -> Activations:
        """Return the gradients of one label at *rows*, which were all looked at."""
        places = np.flatnonzero(self.pairs.labels == label)
        found = places[np.searchsorted(self.pairs.rows[places], rows)]
        return self.gradients[found].astype(np.float32)

    def losses_of(self, label: int, rows: Rows) -> Losses:
        """Return how the model learned one label of *rows*, ``(m, e)``."""
        assert self.losses is not None, "asked only where there are traces"
        return self.losses[:, rows, label].T.astype(np.float32)


def _check(file: h5py.File) -> None:
    if file.attrs["schema"] != SCHEMA:
        raise ValueError(f"schema {file.attrs['schema']}, but {SCHEMA} is understood")


def _arrays(path: Path, file: h5py.File) -> dict[str, Any]:
    pairs = Pairs(
        rows=file["pairs/row"][:].astype(np.int64),
        labels=file["pairs/label"][:].astype(np.int64),
        why=file["pairs/why"][:],
    )
    return {
        "data_digest": file.attrs["data_digest"],
        "model_digest": file.attrs["model_digest"],
        "logits": file["logits"][:],
        "activations": _mapped(path, file["activations"]),
        "head": file["head"][:],
        "pairs": pairs,
        "maps": _mapped(path, file["pairs/maps"]),
        "gradients": _mapped(path, file["pairs/gradients"]),
        "losses": _mapped(path, file["losses"]) if "losses" in file else None,
    }


def _mapped(path: Path, stored: h5py.Dataset) -> NDArray[np.float16]:
    """Return what is *stored* without reading it; what is empty lies nowhere."""
    if not stored.size:
        return np.zeros(stored.shape, stored.dtype)
    offset = stored.id.get_offset()
    return np.memmap(path, stored.dtype, "r", offset, stored.shape)
