"""The same task on the workers of a dask cluster.

Dask runs a block again when its worker dies, and gives it up when that has happened a
few times; its things are then tried one by one, and the one that kills is given up.
"""

from __future__ import annotations

import asyncio
import os
import signal
from collections import deque
from concurrent.futures import CancelledError
from dataclasses import dataclass
from threading import Timer
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from poisonkit.errors import BadInputError, WorkersLostError
from poisonkit.intake.shift import keep_memory

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from poisonkit.intake.hand import Task

T = TypeVar("T")
R = TypeVar("R")

_PATIENCE = 3600
"""Seconds for a block: where no worker is left, none ever comes back."""

_AHEAD = 4
"""Blocks in flight per thread of the cluster."""


@dataclass(frozen=True, kw_only=True)
class _Block(Generic[T, R]):
    """What a worker of the cluster does with a list of things."""

    task: Task[T, R]
    limit: float

    def __call__(self, things: Sequence[T]) -> list[R]:
        keep_memory()  # dask's own setting halves the speed
        return [self._one(thing) for thing in things]

    def _one(self, thing: T) -> R:
        # A decoder that hangs cannot be interrupted: the worker ends with it.
        watchdog = Timer(self.limit, os.kill, (os.getpid(), signal.SIGKILL))
        watchdog.daemon = True
        watchdog.start()
        try:
            return self.task(thing)
        finally:
            watchdog.cancel()


def gathered(
    task: Task[T, R], blocks: Sequence[Sequence[T]], *, address: str, limit: float
) -> Iterator[list[R]]:
    """Yield the results of *task* for each of *blocks*, in order."""
    client, killed = _connect(address)
    with client:
        pool = client.get_executor(pure=False)
        work = _Block(task=task, limit=limit)
        threads = sum(client.nthreads().values())
        waiting: deque[tuple[Any, Sequence[T]]] = deque()
        for block in blocks:
            if len(waiting) >= max(1, threads) * _AHEAD:
                yield _result(pool, work, *waiting.popleft(), killed)
            waiting.append((pool.submit(work, block), block))
        while waiting:
            yield _result(pool, work, *waiting.popleft(), killed)


def _connect(address: str) -> tuple[Any, type[Exception]]:
    try:
        from distributed import Client, KilledWorker  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise BadInputError(
            "--cluster needs dask; install it with: pip install "
            "'poisonkit[distributed]'"
        ) from error
    try:
        client = Client(address, timeout=10)
    except (OSError, ValueError, TypeError) as error:
        raise BadInputError(f"no dask scheduler answers at {address}") from error
    if not client.nthreads():
        client.close()
        raise BadInputError(f"the cluster at {address} has no workers")
    return client, KilledWorker


def _result(
    pool: Any,
    work: Callable[[Sequence[T]], list[R]],
    future: Any,
    block: Sequence[T],
    killed: type[Exception],
) -> list[R]:
    """Return the results of *block*; what kills every worker is given up."""
    try:
        found: list[R] = future.result(_PATIENCE)
    except killed:  # its workers died of it, again and again
        if len(block) == 1:
            assert isinstance(work, _Block)
            detail = f"it crashed its workers, or took more than {work.limit:g} seconds"
            return [work.task.lost(block[0], "crashed", detail)]
        # One at a time: an innocent one must not die of its neighbour again and again.
        return [
            result
            for thing in block
            for result in _result(
                pool, work, pool.submit(work, [thing]), [thing], killed
            )
        ]
    except (CancelledError, asyncio.CancelledError, TimeoutError, OSError) as error:
        raise WorkersLostError(
            "the cluster went away; what was read is kept: go on with --resume"
        ) from error
    return found
