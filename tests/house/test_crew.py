"""Processes that may crash or hang: each costs the one thing it was at."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from poisonkit.intake.crew import watched
from tests.house.sources import ROOT

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

ORPHAN = """
import os, time
from poisonkit.intake.crew import watched
from tests.house.test_crew import Hanging
if __name__ == "__main__":
    list(watched(Hanging(), [[1]], workers=1, limit=1))
"""


@dataclass(frozen=True)
class Squares:
    """Crashes over 5, ends over 6, hangs over 7, and is a bug over 8."""

    def __call__(self, number: int) -> int:
        """Return the square, or do what the number says."""
        if number == 5:
            os.kill(os.getpid(), signal.SIGSEGV)
        if number == 6:
            os._exit(0)
        if number == 7:
            time.sleep(1000)
        if number == 8:
            raise KeyError("a bug")
        return number**2

    def lost(self, number: int, reason: str, detail: str) -> int:
        """Return a number by which the loss is known."""
        assert detail
        return -number if reason == "crashed" else -100 * number


class Hanging:
    """Says who it is, and hangs."""

    def __call__(self, number: int) -> int:
        """Write down the number of the process, and count for ever."""
        name = os.environ["POISONKIT_TEST_HANGS"]
        with open(name, "w", encoding="utf-8") as file:  # noqa: PTH123 - few imports
            file.write(str(os.getpid()))
        while True:
            number += 1

    def lost(self, number: int, reason: str, detail: str) -> int:
        """Return the number."""
        del reason, detail
        return number


SLOW = pytest.mark.slow


@pytest.mark.parametrize("workers", [pytest.param(1, marks=pytest.mark.slow), 3])
@pytest.mark.parametrize(
    "blocks",
    [[[1, 2, 3, 4]], [[5], [1], [6], [7]], [[1, 5, 2], [6, 7, 3], [4]], []],
)
def test_results_come_in_order(blocks: Sequence[list[int]], workers: int) -> None:
    """Whoever dies of what, each thing has its result, in its place."""
    bad = {5: -5, 6: -6, 7: -700}
    found = list(watched(Squares(), blocks, workers=workers, limit=1.5))

    assert [[bad.get(n, n**2) for n in block] for block in blocks] == found


def test_a_bug_is_no_loss() -> None:
    """An error of our own is told with its traceback, not counted as a bad film."""
    with pytest.raises(RuntimeError, match="a bug"):
        list(watched(Squares(), [[1, 8]], workers=1, limit=5))


def test_starting_takes_no_time_of_a_thing() -> None:
    """A limit shorter than the start of a process is enough for a quick thing."""
    found = list(watched(Squares(), [[1, 2]], workers=1, limit=0.05))

    assert [[1, 4]] == found


def test_nobody_is_left_behind() -> None:
    """Whoever stops listening half-way leaves no process."""
    results = watched(Squares(), [[n] for n in range(5)], workers=2, limit=5)
    next(results)
    results.close()  # type: ignore[attr-defined]  # it is a generator

    assert not multiprocessing.active_children()


def test_an_orphan_ends_itself(tmp_path: Path) -> None:
    """A decoder that hangs when its parent is killed does not hang for ever."""
    name = tmp_path / "hangs"
    environment = os.environ | {"POISONKIT_TEST_HANGS": str(name)}
    script = tmp_path / "script.py"
    script.write_text(ORPHAN, encoding="utf-8")
    with subprocess.Popen(
        [sys.executable, str(script)],
        cwd=ROOT,
        env=environment | {"PYTHONPATH": str(ROOT)},
    ) as parent:
        until(lambda: name.exists() and bool(name.read_text()))
        parent.kill()
    orphan = int(name.read_text())

    until(lambda: not alive(orphan))


def until(true: object, seconds: float = 60) -> None:
    """Wait for something."""
    end = time.monotonic() + seconds
    while not true():  # type: ignore[operator]  # it is a function
        assert time.monotonic() < end, "it never came"
        time.sleep(0.1)


def alive(pid: int) -> bool:
    """Return whether a process is there and not just a name."""
    try:
        os.kill(pid, 0)
        with open(f"/proc/{pid}/stat", encoding="utf-8") as file:  # noqa: PTH123
            return " Z " not in file.read()
    except OSError:
        return False
