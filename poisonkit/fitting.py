"""When a batch does not fit into memory: find out which would, and say so."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import torch

from poisonkit.errors import BadParameterError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@contextmanager
def saying_what_fits(size: int, trial: Callable[[int], object]) -> Iterator[None]:
    """Refuse a batch of *size* films that is too large, and name one that is not.

    *trial* does the work on the first so many films of the batch.
    """
    try:
        yield
    except torch.OutOfMemoryError as error:
        smaller = size // 2
        while smaller and not _fits(smaller, trial):
            smaller //= 2
        hint = f"{smaller} would: --batch-size {smaller}" if smaller else "nor does one"
        raise BadParameterError(
            f"{size} films at a time do not fit into the accelerator's memory; {hint}"
        ) from error


def _fits(size: int, trial: Callable[[int], object]) -> bool:
    torch.cuda.empty_cache()
    try:
        trial(size)
    except torch.OutOfMemoryError:
        return False
    return True
