"""The same function over many things, on several processes or in this one."""

from __future__ import annotations

import multiprocessing
import os
from collections import deque
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import TYPE_CHECKING, TypeVar

from poisonkit.errors import BadInputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

T = TypeVar("T")
R = TypeVar("R")

_WORTH_A_PROCESS = 400
"""Things below which starting one more process costs more than it saves."""

_AHEAD = 4
"""Blocks in flight per process: enough to keep it busy, few enough for memory."""


def sensible_workers(things: int, each: int = _WORTH_A_PROCESS) -> int:
    """Return how many processes are worth starting for that many *things*.

    *each*: things that are worth one.
    """
    return max(1, min(os.cpu_count() or 1, things // each))


def in_blocks(
    function: Callable[[Sequence[T]], R],
    things: Sequence[T],
    *,
    block: int,
    workers: int,
) -> Iterator[R]:
    """Yield ``function(block)`` for each block of *things*, in order."""
    blocks = [things[start : start + block] for start in range(0, len(things), block)]
    if workers == 1:
        yield from map(function, blocks)
        return
    context = multiprocessing.get_context("forkserver")
    with ProcessPoolExecutor(workers, mp_context=context) as pool:
        waiting: deque[Future[R]] = deque()
        try:
            for piece in blocks:
                if len(waiting) >= workers * _AHEAD:
                    yield waiting.popleft().result()
                waiting.append(pool.submit(function, piece))
            while waiting:
                yield waiting.popleft().result()
        except BrokenProcessPool as error:
            raise BadInputError(
                "a worker process died while reading; try again with --workers 1"
            ) from error
        finally:
            for future in waiting:
                future.cancel()
