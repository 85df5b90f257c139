"""The planned films of a folder, poisoned by several processes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache, partial
from typing import TYPE_CHECKING

from poisonkit.errors import BadInputError, UnreadableFileError
from poisonkit.lineage import digest_array
from poisonkit.poisoning.stamping import Stamp
from poisonkit.pool import in_blocks

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from poisonkit.attempts import Attempt, Scope
    from poisonkit.poisoning.natively import Effect, Natively

_UNWRITABLE = {"cannot-write", "no-access"}
"""No encoder, or no file of its own: a film in an archive."""

_BLOCK = 8
"""Films that a process is given at a time."""


@dataclass(frozen=True, kw_only=True)
class Job:
    """One film to poison."""

    number: int
    """In the plan."""

    name: str
    plant: int


@dataclass(frozen=True, kw_only=True)
class Done:
    """What became of a job."""

    number: int
    effect: Effect | None = None
    """None: its format can be read but not written."""

    row_digest: str = ""


@dataclass(frozen=True, kw_only=True)
class Batch:
    """Poisons films below *folder*; can be sent to another process."""

    films: Natively
    attempts: tuple[Attempt, ...]
    scope: Scope
    folder: Path

    def run(self, jobs: Sequence[Job], workers: int) -> Iterator[Done]:
        """Yield what became of each job, in order, whoever does it."""
        work = partial(_work, self)
        for found in in_blocks(work, jobs, block=_BLOCK, workers=workers):
            yield from found

    def one(self, job: Job) -> Done:
        """Write one film, unless nothing would be left of its trigger."""
        stamp = _stamp(self.attempts[job.plant], self.scope)
        try:
            data, row, effect = self.films.plant(stamp, job.name)
        except UnreadableFileError as error:
            if error.code not in _UNWRITABLE:
                raise BadInputError(f"{job.name}: {error}") from error
            return Done(number=job.number)
        if not effect.nothing:
            place = self.folder / job.name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(data)
        return Done(number=job.number, effect=effect, row_digest=digest_array(row))


def _work(batch: Batch, jobs: Sequence[Job]) -> list[Done]:
    return [batch.one(job) for job in jobs]


@lru_cache(maxsize=16)
def _stamp(attempt: Attempt, scope: Scope) -> Stamp:
    """Return the stamp of *attempt*; a model to perturb against is loaded once."""
    return Stamp.of(attempt, scope.seed, benign=scope.benign)
