"""What an audit would have found: known triggers in a copy of the films, and the audit.

Silence means something only where the same audit, of the same films, is known to speak.
At each rate all kinds are planted at once, on different films and for different labels.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import numpy as np

from poisonkit.attempts import Attempt, Scope
from poisonkit.auditrecords import PowerRecord
from poisonkit.dataset import Split
from poisonkit.finding import Severity
from poisonkit.planning import draw_plan
from poisonkit.progress import silent
from poisonkit.stages.inject import inject

if TYPE_CHECKING:
    from collections.abc import Callable

    from poisonkit.auditfile import AuditRecord
    from poisonkit.dataset import CxrDataset
    from poisonkit.manifest import Manifest
    from poisonkit.progress import Progress

    Again = Callable[[Path, Path], AuditRecord]
    """Audits the data set at a path into a folder."""

RATES = (0.003, 0.01, 0.03)
_FEWEST = 5
"""Films below which nothing is planted."""

_HALF = 0.5


@dataclass(frozen=True)
class Known:
    """A kind of trigger that is planted to try the audit."""

    kind: str
    trigger: str


KINDS = (
    Known("a patch at one place", "patch:size=3"),
    Known("a patch that moves", "patch:size=4,value=0.7,place=random"),
    Known("a burnt-in word", "burned_text"),
    Known("a lead marker, never quite the same", "lead_marker"),
    Known("a picture that shines through", "blended:alpha=0.1"),
    Known("a wave over the film", "sinusoid:amplitude=0.03"),
)


def rates_for(data: CxrDataset) -> tuple[float, ...]:
    """Return the rates at which there would be films enough."""
    count = len(data.rows(Split.TRAIN))
    return tuple(rate for rate in RATES if round(rate * count) >= _FEWEST)


def measure_power(
    data: CxrDataset, folder: Path, again: Again, seed: int, progress: Progress = silent
) -> tuple[PowerRecord, ...]:
    """Plant every kind at every rate, and audit *again*; *folder* is for the copies."""
    tests: list[PowerRecord] = []
    rates = rates_for(data)
    with progress("trying canaries", len(rates), "audits") as advance:
        for rate in rates:
            with TemporaryDirectory(dir=folder) as name:
                path = Path(name) / "planted.h5"
                plan = draw_plan(data, _attempts(data, rate, seed), Scope(seed=seed))
                truth = inject(data, path, plan)
                record = again(path, Path(name) / "audit")
            tests += [_one(record, truth, k, rate) for k in range(len(KINDS))]
            advance()
    return tuple(tests)


def _attempts(data: CxrDataset, rate: float, seed: int) -> list[Attempt]:
    """Return one attempt a kind, each for another label as far as there are any."""
    shares = (data.labels == 1).mean(axis=0)
    able = np.flatnonzero((shares > 0) & (shares < _HALF))
    able = able if len(able) else np.arange(len(shares))
    drawn = np.random.default_rng([seed, 0x90E5]).permutation(able)
    return [
        Attempt(trigger=known.trigger, target=data.label_names[label], rate=rate)
        for known, label in zip(KINDS, np.resize(drawn, len(KINDS)), strict=True)
    ]


def _one(record: AuditRecord, truth: Manifest, number: int, rate: float) -> PowerRecord:
    """Return whether the films of one kind were found, as what they are."""
    rows = {sample.row for sample in truth.samples if sample.plant == number}
    target = truth.plants[number].target
    loud = [f for f in record.findings if f.severity.at_least(Severity.MEDIUM)]
    named = [{sample.row for sample in finding.samples} for finding in loud]
    right = [
        finding.kind == "trigger"
        and finding.label == target
        and len(rows & mine) >= _HALF * len(mine)
        for finding, mine in zip(loud, named, strict=True)
    ]
    return PowerRecord(
        kind=KINDS[number].kind,
        trigger=KINDS[number].trigger,
        rate=rate,
        label=target,
        films=len(rows),
        flagged=len(rows & set().union(*named)),
        found=any(right),
    )
