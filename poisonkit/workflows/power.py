"""What an audit would have found: known triggers in a copy of the films, and the audit.

Silence means something only where the same audit, of the same films, is known to speak.
At each rate all kinds are planted at once, on different films and for different labels.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from poisonkit.attempts import Scope
from poisonkit.auditrecords import PowerRecord
from poisonkit.dataset import Split
from poisonkit.errors import PoisonkitError
from poisonkit.finding import Severity
from poisonkit.planning import draw_plan
from poisonkit.progress import silent
from poisonkit.stages.inject import inject
from poisonkit.workflows.known import KINDS, attempts_at, skipped

if TYPE_CHECKING:
    from collections.abc import Callable

    from poisonkit.auditfile import AuditRecord
    from poisonkit.dataset import CxrDataset
    from poisonkit.manifest import Manifest
    from poisonkit.progress import Progress
    from poisonkit.workflows.known import Known

    Again = Callable[[Path, Path], AuditRecord]
    """Audits the data set at a path into a folder."""

RATES = (0.003, 0.01, 0.03)
_FEWEST = 5
"""Films below which nothing is planted."""

_HALF = 0.5


def measure_power(
    data: CxrDataset, folder: Path, again: Again, seed: int, progress: Progress = silent
) -> tuple[PowerRecord, ...]:
    """Plant every kind at every rate, and audit *again*; *folder* is for the copies.

    What cannot be tried is said so: the audit before it is not lost.
    """
    tests: list[PowerRecord] = []
    with progress("trying canaries", len(RATES), "audits") as advance:
        for rate in RATES:
            with TemporaryDirectory(dir=folder) as name:
                tests += _tried(data, Path(name), again, seed, rate)
            advance()
    return tuple(tests)


def copies_of(data: CxrDataset) -> int:
    """Return how many copies of *data* are audited."""
    return sum(_films_at(data, rate) >= _FEWEST for rate in RATES)


def _films_at(data: CxrDataset, rate: float) -> int:
    return round(rate * len(data.rows(Split.TRAIN)))


def _tried(
    data: CxrDataset, folder: Path, again: Again, seed: int, rate: float
) -> list[PowerRecord]:
    """Return what became of every kind at one rate."""
    count = _films_at(data, rate)
    if count < _FEWEST:
        return skipped(KINDS, rate, f"{count} films, {_FEWEST} needed")
    plantable, left_out = attempts_at(data, rate, seed)
    if not plantable:
        return left_out
    known, attempts = zip(*plantable, strict=True)
    path = folder / "planted.h5"
    try:
        truth = inject(data, path, draw_plan(data, attempts, Scope(seed=seed)))
        record = again(path, folder / "audit")
    except PoisonkitError as error:
        return [*skipped(known, rate, str(error)), *left_out]
    named = [_one(record, truth, place, one, rate) for place, one in enumerate(known)]
    return [*named, *left_out]


def _one(
    record: AuditRecord, truth: Manifest, place: int, known: Known, rate: float
) -> PowerRecord:
    """Return whether the films of one kind were found, as what they are."""
    rows = {sample.row for sample in truth.samples if sample.plant == place}
    target = truth.plants[place].target
    loud = [f for f in record.findings if f.severity.at_least(Severity.MEDIUM)]
    named = [{sample.row for sample in finding.samples} for finding in loud]
    right = [
        finding.kind == "trigger"
        and finding.label == target
        and len(rows & mine) >= _HALF * len(mine)
        for finding, mine in zip(loud, named, strict=True)
    ]
    return PowerRecord(
        kind=known.kind,
        trigger=known.trigger,
        rate=rate,
        label=target,
        films=len(rows),
        flagged=len(rows & set().union(*named)),
        found=any(right),
    )
