"""The same command in several processes, which torchrun starts."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING

from poisonkit import ranks
from poisonkit.errors import BadInputError
from poisonkit.files import part_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from poisonkit.compute import Compute


@contextmanager
def together(compute: Compute, source: Path) -> Iterator[None]:
    """Join the other processes: all do the same work and come to the same result."""
    with ranks.joined(compute.device):
        if ranks.count() > 1 and source.is_dir():
            raise BadInputError(
                "several processes need a data set: poisonkit ingest SRC DATA.h5 first"
            )
        yield


@contextmanager
def own_place(out: Path) -> Iterator[Path]:
    """Yield where this process writes what is asked for as *out*.

    Only what the first one writes is kept.
    """
    if not ranks.number():
        yield out
        return
    spare = part_of(out.with_name(f"{out.name}.{ranks.number()}"))
    shutil.rmtree(spare, ignore_errors=True)
    spare.mkdir()
    try:
        yield spare / out.name
    finally:
        shutil.rmtree(spare, ignore_errors=True)
