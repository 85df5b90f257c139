"""When a batch does not fit into memory: find out which would."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import torch

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")
R = TypeVar("R")


def tried(work: Callable[[T], R], given: T) -> R | None:
    """Return what *work* makes of *given*, or None if memory does not suffice."""
    try:
        return work(given)
    except torch.OutOfMemoryError:
        pass
    except RuntimeError as error:
        if "can't allocate memory" not in str(error):
            raise
    # Only here has the failed attempt let go of what it held.
    torch.cuda.empty_cache()
    return None


def largest_that_fits(size: int, work: Callable[[int], object]) -> int:
    """Return *size*, halved until *work* has room for so many; 0 if never."""
    while size and tried(work, size) is None:
        size //= 2
    return size
