"""The loss of every sample, label and epoch, as training met it.

``losses.h5``: /traces (e, n, l) float16, NaN where a sample was not trained on or its
label is unknown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

import h5py
import numpy as np

from poisonkit.errors import BadInputError

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

    from poisonkit.arrays import Losses

NAME = "losses.h5"


class TraceWriter:
    """Writes one epoch at a time; holds none."""

    def __init__(self, folder: Path, data_digest: str) -> None:
        """Start the file in *folder*."""
        self.file = h5py.File(folder / NAME, "w")
        self.file.attrs["data_digest"] = data_digest
        self.epochs = 0

    def write(self, losses: Losses) -> None:
        """Append the losses ``(n, l)`` of the next epoch."""
        shape = (self.epochs + 1, *losses.shape)
        if not self.epochs:
            self.file.create_dataset(
                "traces",
                shape,
                np.float16,
                maxshape=(None, *losses.shape),
                chunks=(1, *losses.shape),
            )
        self.file["traces"].resize(shape)
        self.file["traces"][self.epochs] = losses
        self.epochs += 1

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.file.close()


def read_traces(run: Path, data_digest: str) -> Losses | None:
    """Return ``(e, n, l)``; None where *run* kept none or learned from other data."""
    path = run / NAME
    if not path.exists():
        return None
    try:
        with h5py.File(path) as file:
            if file.attrs["data_digest"] != data_digest or "traces" not in file:
                return None
            traces: Losses = file["traces"][:].astype(np.float32)
            return traces
    except (OSError, KeyError) as error:
        raise BadInputError(f"{path} is damaged; train again") from error
