"""What a worker process of a crew does until it is told to stop."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import sys
import traceback
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.connection import Connection
    from typing import Any

READY = "ready"
_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3  # of malloc.h
_KEPT, _LARGEST_MMAP = 256 << 20, 32 << 20
_GRACE = 5
"""Seconds."""

_MEMORY = 8 << 30
"""Bytes; a decoder that wants more than that is at a bomb, not at a film."""


def work(pipe: Connection, task: Callable[[Any], Any], limit: float) -> None:
    """Take lists of things from *pipe*, send one result each; stop at its end.

    The parent ends a process that overruns *limit* seconds.  If there is no parent left
    to do so, the alarm does, a little later and whatever the decoder is doing.
    """
    _settle()
    with contextlib.suppress(EOFError, OSError):  # the other side is gone
        pipe.send((READY, None))
        while True:
            for thing in pipe.recv():
                signal.setitimer(signal.ITIMER_REAL, limit + _GRACE)
                try:
                    message = "result", task(thing)
                except Exception:  # noqa: BLE001 - a bug, told where it can be seen
                    message = "bug", traceback.format_exc()
                pipe.send(message)
            signal.setitimer(signal.ITIMER_REAL, 0)


def keep_memory() -> None:
    """Let the C library keep the memory of one film for the next.

    Otherwise it gives tens of MiB back after each, and the kernel clears them again: at
    2,500 x 2,000 pixels that doubles the time of a film.
    """
    library = ctypes.CDLL(None)
    if hasattr(library, "mallopt"):  # glibc has it; others need it less
        library.mallopt(_TRIM_THRESHOLD, _KEPT)
        library.mallopt(_MMAP_THRESHOLD, _LARGEST_MMAP)


def _settle() -> None:
    """Use one thread, bounded memory, and leave the terminal to the parent."""
    keep_memory()
    os.environ["OMP_NUM_THREADS"] = "1"
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    quiet = os.open(os.devnull, os.O_WRONLY)
    for number in (1, 2):  # what C libraries print of a file may name a patient
        os.dup2(quiet, number)
    if sys.platform != "win32":
        import resource  # noqa: PLC0415 - Windows has none

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        _, most = resource.getrlimit(resource.RLIMIT_DATA)
        limit = _MEMORY if most == resource.RLIM_INFINITY else min(_MEMORY, most)
        resource.setrlimit(resource.RLIMIT_DATA, (limit, most))
