"""Detectors of labels and columns: ``python -m benchmarks.labels_audit``.

Wrong labels without a trigger, labels replaced beside one, films under two names, and
clean sets.  The audit is told nothing and asks no network; one row shows what a
network's activations would have been worth.
"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import click
import numpy as np

from benchmarks.lab import Films
from benchmarks.reading import columns, loud
from benchmarks.suspects import FEW, SUSPECTS, copied, planted
from benchmarks.tables import summary, table
from benchmarks.yardsticks import TOLD, by_activations, by_textures, references
from poisonkit.compute import Compute
from poisonkit.dataset import CxrDataset, Split
from poisonkit.detectors import DETECTORS
from poisonkit.detectors.base import Scope
from poisonkit.files import write_json
from poisonkit.grading import rank
from poisonkit.judgement.brief import Brief
from poisonkit.stages.audit import audit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from poisonkit.arrays import Mask

RESULTS = Path(__file__).parent / "results"
DETECTING = tuple(
    n for n in DETECTORS.modules() if DETECTORS.load(n).scope is Scope.SET
)
CPU = Compute.choose("cpu")
_GRAVE = ("low", "medium")
_SILENT = {"metadata"}
"""Columns that accuse no film."""


def audited(data: CxrDataset, folder: Path, bad: Mask) -> dict[str, Any]:
    """Audit *data*; return how its columns rank *bad* ``(n,)``, and what was found."""
    folder.mkdir()
    record = audit(data, folder, Brief(detectors=DETECTING), witness=None, compute=CPU)
    train = data.rows(Split.TRAIN) if bad.any() else np.arange(len(data))
    ranks = {name: rank(v[train], bad[train]) for name, v in columns(folder).items()}
    findings = [
        {
            "detector": finding.evidence[0].detector,
            "severity": finding.severity.value,
            "label": finding.label,
            "right": int(bad[[s.row for s in finding.samples]].sum()),
            "films": len(finding.samples),
        }
        for finding in record.findings
    ]
    return {
        "bad": int(bad.sum()),
        "rows": {name: asdict(ranking) for name, ranking in ranks.items()},
        "findings": findings,
        "loud": loud(record),
    }


def innocent(films: Films, seed: int) -> dict[str, Any]:
    """Audit the films of *seed* as they are."""
    place, none = films.folder / f"clean-{seed}", np.zeros(films.count, bool)
    return audited(films.of(seed), place, none)


def cells(films: Films, seed: int, *, probe: bool) -> Any:
    """Return every cell of one *seed*."""
    source, folder = films.of(seed), films.folder
    found = {"clean": innocent(films, seed)}
    for suspect in SUSPECTS:
        data, bad = planted(source, folder / "bad.h5", suspect, seed)
        place = folder / f"{suspect.name}-{seed}"
        cell = audited(data, place, bad)
        cell["rows"] |= references(data, suspect, bad)
        cell["rows"][TOLD] = by_textures(data, suspect, bad)
        if probe and suspect.with_probe:
            row = "a probe's activations, label told"
            cell["rows"][row] = by_activations(data, place, suspect, bad)
        found[suspect.name] = cell
    data, bad = copied(source, folder / "copied.h5", seed)
    found[FEW] = audited(data, folder / f"copies-{seed}", bad)
    return found


def tables(seeds: Sequence[Mapping[str, Any]]) -> str:
    """Return for every suspect the AUROC of every row, and what was found."""
    names = [name for name in seeds[0] if name != "clean"]
    rows = list(dict.fromkeys(row for name in names for row in seeds[0][name]["rows"]))
    rows = [row for row in rows if row not in _SILENT]
    lines = [
        [name, f"{np.mean([s[name]['bad'] for s in seeds]):.0f}"]
        + [
            summary(s[name]["rows"].get(row, {}).get("auroc") for s in seeds)
            for row in rows
        ]
        + [f"{_right(seeds, name, grave)} of {len(seeds)}" for grave in _GRAVE]
        for name in names
    ]
    head = ["AUROC over training films", "wrong films", *rows]
    return table([*head, *(f"rightly accused, {grave}" for grave in _GRAVE)], lines)


def _right(seeds: Sequence[Mapping[str, Any]], name: str, grave: str) -> int:
    """Return in how many audits a finding as *grave* is mostly about what is wrong."""
    return sum(
        any(
            finding["severity"] == grave
            and 2 * finding["right"] >= finding["films"] > 0
            for finding in seed[name]["findings"]
        )
        for seed in seeds
    )


@click.command()
@click.option("--films", default=1200, show_default=True)
@click.option("--side", default=64, show_default=True, help="Pixels.")
@click.option("--seeds", default=3, show_default=True)
@click.option("--clean", default=10, show_default=True, help="Clean sets beside them.")
@click.option("--quick", is_flag=True, help="One seed, few films, no probe.")
def main(*, films: int, side: int, seeds: int, clean: int, quick: bool) -> None:
    """Audit labels and columns of poisoned phantoms and clean ones."""
    if quick:
        films, seeds, clean = 300, 1, 0
    with TemporaryDirectory() as name:
        drawn = Films(folder=Path(name), count=films, side=side)
        found = [cells(drawn, seed, probe=not quick) for seed in range(seeds)]
        quiet = [found[seed]["clean"] for seed in range(seeds)]
        quiet += [innocent(drawn, seed) for seed in range(seeds, seeds + clean)]
    lows = sum(len(each["findings"]) - each["loud"] for each in quiet)
    text = (
        f"{films} phantoms of {side} px, {seeds} seeds.\n\n{tables(found)}\n\n"
        f"Clean sets: {sum(each['loud'] > 0 for each in quiet)} of {len(quiet)} audits "
        f"with a finding of medium severity or worse; {lows} low findings in all.\n"
    )
    print(text)
    if not quick:
        write_json(RESULTS / "labels_audit.json", {"seeds": found, "clean": quiet})
        (RESULTS / "labels_audit.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
