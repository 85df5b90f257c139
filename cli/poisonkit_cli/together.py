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
        spare = part_of(out.with_name(f"{out.name}.{ranks.number()}"))
        shutil.rmtree(spare, ignore_errors=True)
        spare.mkdir()
        try:
            yield spare / out.name
        finally:
            shutil.rmtree(spare, ignore_errors=True)
