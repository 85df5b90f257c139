"""The same command in several processes, which torchrun starts."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from poisonkit import ranks
from poisonkit.errors import BadInputError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from poisonkit.compute import Compute


@contextmanager
def together(compute: Compute, source: Path, out: Path) -> Iterator[Path]:
    """Join the other processes; yield where this one writes what is asked for as *out*.

    All do the same work and come to the same result; only the first one's is kept.
    """
    with ranks.joined(compute.device):
        if ranks.count() > 1 and source.is_dir():
            raise BadInputError(
                "several processes need a data set: poisonkit ingest SRC DATA.h5 first"
            )
        if not ranks.number():
            yield out
            return
        with TemporaryDirectory(prefix="poisonkit-") as folder:
            yield Path(folder) / out.name
