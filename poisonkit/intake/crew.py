"""A task over many things, done by processes that may crash or hang.

Each thing has a time limit.  A process that dies or overruns costs the one thing it was
at; another process goes on with the rest.  Results come in the order of the things.
"""

from __future__ import annotations

import time
from multiprocessing.connection import wait
from typing import TYPE_CHECKING, TypeVar

from poisonkit.intake.hand import Hand

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from poisonkit.intake.hand import Task

T = TypeVar("T")
R = TypeVar("R")

_AHEAD = 4
"""Blocks per process that may wait for an earlier one: few enough for memory."""


def watched(
    task: Task[T, R], blocks: Iterable[Sequence[T]], *, workers: int, limit: float
) -> Iterator[list[R]]:
    """Yield the results of *task* for each of *blocks*, in order; none may be empty.

    There are *workers* processes, and *limit* seconds for each thing.
    """
    hands: list[Hand[T, R]] = []
    try:
        hands.extend(Hand(task, limit) for _ in range(workers))
        yield from _run(hands, enumerate(blocks))
    finally:
        for hand in hands:
            hand.dismiss()


def _run(
    hands: Sequence[Hand[T, R]], coming: Iterator[tuple[int, Sequence[T]]]
) -> Iterator[list[R]]:
    done: dict[int, list[R]] = {}
    turn = 0
    while True:
        _hand_out(hands, coming, len(done))
        if all(hand.idle for hand in hands):
            return
        _await(hands)
        done.update(found for hand in hands if (found := hand.taken()))
        while turn in done:
            yield done.pop(turn)
            turn += 1


def _hand_out(
    hands: Sequence[Hand[T, R]], coming: Iterator[tuple[int, Sequence[T]]], held: int
) -> None:
    """Give every idle hand the next block, unless too many results are *held*."""
    for hand in hands:
        busy = sum(not each.idle for each in hands)
        if hand.idle and (not busy or held + busy < _AHEAD * len(hands)):
            number, things = next(coming, (-1, ()))
            if number >= 0:
                hand.give(number, things)


def _await(hands: Sequence[Hand[T, R]]) -> None:
    """Wait until a hand has news or overruns, and let each take note."""
    busy = [hand for hand in hands if not hand.idle]
    soonest = min(hand.deadline for hand in busy) - time.monotonic()
    heard = wait([hand.pipe for hand in busy], max(0.0, soonest))
    for hand in busy:
        if hand.pipe in heard:
            hand.hear()
        else:
            hand.check()
