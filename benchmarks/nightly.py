"""An audit of a delivery beside one of everything: ``python -m benchmarks.nightly``.

In turns on the same films: a whole audit with a probe of its own, ``--since`` an audit
of most of them, and a whole audit by that earlier probe, which is what ``--since`` must
agree with.  The poison lies in old and new films alike, or in new ones alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time
from typing import TYPE_CHECKING

import click
import numpy as np

from benchmarks.lab import Films
from benchmarks.tables import span, table
from poisonkit.attempts import Attempt, Scope
from poisonkit.compute import Compute
from poisonkit.dataset import CxrDataset
from poisonkit.datasetfile import columns_at, write_dataset
from poisonkit.lineage import Lineage
from poisonkit.planning import draw_plan
from poisonkit.stages.inject import inject
from poisonkit.workflows.assignment import Assignment
from poisonkit.workflows.auditing import run_audit
from poisonkit.workflows.opening import Source

if TYPE_CHECKING:
    from collections.abc import Mapping

    from poisonkit.arrays import Rows
    from poisonkit.auditfile import AuditRecord

RESULTS = Path(__file__).parent / "results"
TRIGGER = Attempt(trigger="patch:size=3,value=0.9", target="Effusion", rate=0.04)
HEAD = (
    "poison in", "whole audit, s", "--since, s", "times faster",
    "whole audit by the earlier probe, s", "times faster", "planted films flagged",
    "by the whole audit", "suspects as by the earlier probe",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """One audit: what it cost, and which new films it suspects."""

    seconds: float
    suspects: Mapping[str, set[str]]
    """By the fingerprints of findings."""

    flagged: set[str]


def outcome(data: Path, place: Path, assignment: Assignment, new: set[str]) -> Outcome:
    """Audit *data* into *place*."""
    start = process_time()
    compute = Compute.choose()
    record = run_audit(Source(path=data), place, assignment, compute=compute)
    named = {
        f.fingerprint: {s.image for s in f.samples} & new
        for f in record.findings
        if {s.image for s in f.samples} & new
    }
    return Outcome(
        seconds=process_time() - start, suspects=named, flagged=loud(record) & new
    )


def loud(record: AuditRecord) -> set[str]:
    """Return the films of findings that are not of low severity."""
    grave = [f for f in record.findings if f.severity != "low"]
    return {sample.image for finding in grave for sample in finding.samples}


def part(data: CxrDataset, rows: Rows, place: Path) -> Path:
    """Write some *rows* of *data*."""
    columns = columns_at(data, rows, Lineage(stage="ingest"))
    write_dataset(place, iter([data.images[rows]]), columns)
    return place


def night(data: CxrDataset, planted: set[str], new: Rows, place: Path) -> list[float]:
    """Return the seconds of three audits, and how far they agree, for one delivery."""
    place.mkdir()
    names = {data.ids[row] for row in new}
    old = part(data, np.setdiff1d(np.arange(len(data)), new), place / "old.h5")
    outcome(old, place / "before", Assignment(), names)
    since = Assignment(since=place / "before")
    by_probe = Assignment(model=place / "before" / "probe")
    whole = outcome(data.path, place / "whole", Assignment(), names)
    fast = outcome(data.path, place / "fast", since, names)
    same = outcome(data.path, place / "same", by_probe, names)
    mine = planted & names
    named = [{(k, f) for k, films in one.suspects.items() for f in films}
             for one in (fast, same)]  # fmt: skip
    everything, common = named[0] | named[1], named[0] & named[1]
    return [
        whole.seconds, fast.seconds, whole.seconds / fast.seconds,
        same.seconds, same.seconds / fast.seconds,
        len(fast.flagged & mine) / len(mine), len(whole.flagged & mine) / len(mine),
        len(common) / max(len(everything), 1),
    ]  # fmt: skip


@click.command()
@click.option("--films", default=1000, show_default=True)
@click.option("--side", default=64, show_default=True, help="Pixels.")
@click.option("--seeds", default=3, show_default=True)
def main(films: int, side: int, seeds: int) -> None:
    """Compare audits of one delivery, a tenth of the films and more."""
    lines: dict[str, list[list[float]]] = {"old and new films": [], "new films": []}
    with TemporaryDirectory() as name:
        cohort = Films(folder=Path(name), count=films, side=side)
        for seed in range(seeds):
            clean = cohort.of(seed)
            bad = Path(name, f"bad-{seed}.h5")
            truth = inject(clean, bad, draw_plan(clean, [TRIGGER], Scope(seed=seed)))
            planted = {sample.id for sample in truth.samples}
            guilty = np.array([sample.row for sample in truth.samples])
            rng = np.random.default_rng(seed)
            some = rng.choice(films, films // 10, replace=False)
            for told, new in zip(lines, (some, np.union1d(some, guilty)), strict=True):
                place = Path(name, f"{seed}-{told[:3]}")
                data = CxrDataset.open(bad)
                lines[told].append(night(data, planted, np.sort(new), place))
                click.echo(f"{seed} {told} {lines[told][-1]}", err=True)
    rows = [[told, *map(span, zip(*each, strict=True))] for told, each in lines.items()]
    text = f"{films:,} phantoms of {side} pixels, {seeds} seeds: mean (least-most)\n\n"
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / "nightly.md"
    path.write_text(text + table(HEAD, rows) + "\n", encoding="utf-8")
    click.echo(path.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
