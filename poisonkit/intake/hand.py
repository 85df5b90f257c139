"""One process that works on a list of things and may die over any of them."""

from __future__ import annotations

import multiprocessing
import time
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from poisonkit.errors import BadInputError
from poisonkit.intake.shift import READY, work

if TYPE_CHECKING:
    from collections.abc import Sequence
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

T = TypeVar("T")
R = TypeVar("R")
T_contra = TypeVar("T_contra", contravariant=True)
R_co = TypeVar("R_co", covariant=True)

_STARTING = 120
"""Seconds that a process may take until it is ready; films are timed from then on."""

_PRELOAD = [
    "poisonkit.intake.filming",
    "poisonkit.readers.dicom",
    "poisonkit.readers.png",
]


class Task(Protocol[T_contra, R_co]):
    """What is done with each thing."""

    def __call__(self, thing: T_contra, /) -> R_co:
        """Return the result of *thing*."""

    def lost(self, thing: T_contra, reason: str, detail: str, /) -> R_co:
        """Return the result of a *thing* over which a process was lost."""


class Hand(Generic[T, R]):
    """A process, what it was given, and how far it is."""

    def __init__(self, task: Task[T, R], limit: float) -> None:
        """Start a process for *task*, with *limit* seconds for each thing."""
        self.task = task
        self.limit = limit
        self.number = -1
        self.things: Sequence[T] = ()
        self.results: list[R] = []
        self.deadline = 0.0
        self.ready = False
        self.process, self.pipe = self._start()

    @property
    def idle(self) -> bool:
        """Whether it can be given something to do."""
        return self.number < 0

    def give(self, number: int, things: Sequence[T]) -> None:
        """Let it work on *things*, which are block *number*."""
        self.number, self.things, self.results = number, things, []
        self._send()

    def taken(self) -> tuple[int, list[R]] | None:
        """Return number and results of its block if that is done, and be idle."""
        if self.idle or len(self.results) < len(self.things):
            return None
        done = self.number, self.results
        self.number = -1
        return done

    def hear(self) -> None:
        """Take one message, or notice that there will be none."""
        try:
            kind, value = self.pipe.recv()
        except Exception:  # noqa: BLE001 - it may be cut off anywhere in a message
            self._lose("crashed", "the decoder crashed")
            return
        self.deadline = time.monotonic() + self.limit
        if kind == READY:
            self.ready = True
        elif kind == "result":
            self.results.append(value)
        else:
            raise RuntimeError(f"in a worker process:\n{value}")

    def check(self) -> None:
        """Give up the thing it is at if that takes too long."""
        late = self.deadline < time.monotonic()
        if late and not self.idle and not self.pipe.poll():
            if not self.ready:
                raise BadInputError(f"no worker process started in {_STARTING} seconds")
            self._lose("timed-out", f"no result within {self.limit:g} seconds")

    def dismiss(self) -> None:
        """End the process, whatever it is doing."""
        self.pipe.close()
        self.process.kill()
        self.process.join()

    def _start(self) -> tuple[BaseProcess, Connection]:
        context = _context()
        ours, theirs = context.Pipe()
        process = context.Process(
            target=work, args=(theirs, self.task, self.limit), daemon=True
        )
        process.start()
        theirs.close()
        return process, ours

    def _restart(self) -> None:
        self.dismiss()
        self.ready = False
        self.process, self.pipe = self._start()

    def _send(self) -> None:
        wait = self.limit if self.ready else max(self.limit, _STARTING)
        self.deadline = time.monotonic() + wait
        try:
            self.pipe.send(self.things[len(self.results) :])
        except OSError:  # it died idle: what it had not begun is not to blame
            self._restart()
            self.pipe.send(self.things[len(self.results) :])

    def _lose(self, reason: str, detail: str) -> None:
        """Give up the thing it is at, and go on with the rest in a new process."""
        if not self.ready and reason == "crashed":
            raise BadInputError(
                "a worker process could not start; a script that calls poisonkit needs "
                "`if __name__ == '__main__':` around its first call"
            )
        thing = self.things[len(self.results)]
        self.results.append(self.task.lost(thing, reason, detail))
        self._restart()
        if len(self.results) < len(self.things):
            self._send()


def _context() -> Any:
    """Return the way to start a process that inherits nothing of this one."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(_PRELOAD)
    return context
