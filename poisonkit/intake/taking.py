"""All films of a source, block by block, by whoever does the work."""

from __future__ import annotations

import shutil
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from poisonkit.errors import WorkersLostError
from poisonkit.files import refusal
from poisonkit.intake.blockstore import BlockStore
from poisonkit.intake.cluster import gathered
from poisonkit.intake.crew import watched
from poisonkit.pool import sensible_workers

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from poisonkit.intake.filming import Filming
    from poisonkit.intake.sources import Work
    from poisonkit.intake.taken import Taken
    from poisonkit.layouts.base import Entry
    from poisonkit.progress import Progress

_BLOCK = 64
_WORTH_A_PROCESS = 100
"""Films below which starting one more process costs more than it saves."""

_MEGA = 1e6


@dataclass(frozen=True)
class Taking:
    """The work on the entries of one table."""

    filming: Filming
    entries: Sequence[Entry]
    store: BlockStore
    work: Work

    def run(self, progress: Progress) -> list[Taken]:
        """Do every block that is not done yet; return all without their pixels."""
        blocks = list(in_blocks(self.entries))
        folder = self.filming.folder
        done = {
            number
            for number, block in enumerate(blocks)
            if self.work.resume and self.store.whole(number, folder, block)
        }
        missing = [number for number in range(len(blocks)) if number not in done]
        todo = [blocks[number] for number in missing]
        with progress("reading films", len(self.entries), "files") as advance:
            advance(sum(len(blocks[number]) for number in done))
            started, heavy = time.monotonic(), 0
            for number, taken in zip(missing, self._results(todo), strict=True):
                self.store.write(number, taken)
                heavy += sum(film.size for film in taken)
                speed = heavy / _MEGA / max(time.monotonic() - started, 1e-3)
                advance(len(taken), MB_per_s=round(speed, 1))
        return list(self._slim(len(blocks)))

    def _results(self, blocks: Sequence[Sequence[Entry]]) -> Iterator[list[Taken]]:
        limit = self.work.limit
        if not blocks:
            return iter(())
        if self.work.cluster:
            address = self.work.cluster
            return gathered(self.filming, blocks, address=address, limit=limit)
        films = sum(map(len, blocks))
        workers = self.work.workers or sensible_workers(films, _WORTH_A_PROCESS)
        return watched(self.filming, blocks, workers=workers, limit=limit)

    def _slim(self, blocks: int) -> Iterator[Taken]:
        """Yield the records of all blocks; what is equal is held once."""
        facts: dict[tuple[tuple[str, str], ...], dict[str, str]] = {}
        for number in range(blocks):
            for film in self.store.records(number):
                meta = dict(film.meta)
                yield replace(
                    film,
                    patient=sys.intern(film.patient),
                    split=sys.intern(film.split),
                    meta=facts.setdefault(tuple(sorted(meta.items())), meta),
                )


def in_blocks(entries: Sequence[Entry]) -> Iterator[Sequence[Entry]]:
    """Yield *entries* in the blocks in which they are kept."""
    for start in range(0, len(entries), _BLOCK):
        yield entries[start : start + _BLOCK]


def unfinished(destination: Path) -> Path:
    """Return the folder in which an ingest into *destination* keeps its blocks."""
    return destination.absolute().with_name(f".{destination.name}.blocks.part")


@contextmanager
def workplace(destination: Path, plan: str, *, resume: bool) -> Iterator[BlockStore]:
    """Yield the blocks of an ingest, which stay if it is interrupted in any way."""
    store = BlockStore(folder=unfinished(destination))
    if resume and store.begun:
        store.go_on(plan)
    else:
        tidy(destination)
        store.begin(plan)
    try:
        yield store
    except WorkersLostError:
        raise
    except OSError as error:
        tidy(destination)
        raise refusal(destination, store.folder, error) from error
    except Exception:
        tidy(destination)
        raise


def tidy(destination: Path) -> None:
    """Remove the blocks of an ingest into *destination*, which is done or given up."""
    shutil.rmtree(unfinished(destination), ignore_errors=True)
