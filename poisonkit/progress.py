"""How a long piece of work tells how far it is, without knowing who listens.

The library never prints.  A stage is given a `Progress`; the command line shows it as a
bar, a test or a script leaves the silent default.
"""

from __future__ import annotations

from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator


class Advance(Protocol):
    """Called as work gets done."""

    def __call__(self, done: int = 1, /, **facts: float) -> None:
        """Count *done* more units; *facts* are numbers worth seeing, such as a loss."""


class Progress(Protocol):
    """Opens one task and gives the function that advances it."""

    def __call__(
        self, task: str, total: int, unit: str = "images", /
    ) -> AbstractContextManager[Advance]:
        """Announce *task*, of *total* units."""


@contextmanager
def silent(task: str, total: int, unit: str = "images", /) -> Iterator[Advance]:
    """Be a `Progress` that shows nothing."""
    del task, total, unit

    def advance(done: int = 1, /, **facts: float) -> None:
        del done, facts

    yield advance
