"""Triggers of the whole film, no network asked: ``python -m benchmarks.wholeimage``.

Every cell poisons a cohort of its own, audits it by its pixels alone, and is kept in
the results' JSON file; a second call goes on where the first ended.  A cell takes a few
seconds.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click

from benchmarks.cohorts import Cohorts
from benchmarks.kept import Kept
from benchmarks.tables import summary, table

TRIGGERS = (
    "blended:alpha=0.1",
    "blended:alpha=0.2",
    "sinusoid",
    "frequency",
    "low_frequency",
    "warp",
)
RATES = 0.02, 0.05, 0.1


@click.command()
@click.option("--quick", is_flag=True, help="800 films, one rate, one seed.")
@click.option("--films", default=2000, show_default=True, help="Phantoms to draw.")
@click.option("--side", default=64, show_default=True, help="Pixels.")
@click.option("--source", type=click.Path(path_type=Path), help="A folder of films.")
@click.option("--target", default="Effusion", show_default=True)
@click.option("--seeds", default=3, show_default=True)
@click.option("--name", default="wholeimage", show_default=True, help="Of the results.")
def main(  # noqa: PLR0913 - one parameter per option
    *,
    quick: bool,
    films: int,
    side: int,
    source: Path | None,
    target: str,
    seeds: int,
    name: str,
) -> None:
    """Find triggers of the whole film, and accuse nobody of innocent films."""
    if quick:
        films, name = 800, f"{name}-quick"
    rates, drawn = ((0.05,), range(1)) if quick else (RATES, range(seeds))
    kept = Kept(name)
    with TemporaryDirectory() as folder:
        cohorts = Cohorts.of(Path(folder), films, side, source, target)
        for seed in drawn:
            for twin in (None, *TRIGGERS):
                cell = f"{twin or 'clean'}, benign, seed {seed}"
                kept.do(cell, partial(cohorts.innocent, seed, twin))
            for trigger in TRIGGERS:
                for rate in rates:
                    cell = f"{trigger}, rate {rate:g}, seed {seed}"
                    kept.do(cell, partial(cohorts.poisoned, seed, trigger, rate))
    text = report(kept.cells, rates, drawn)
    kept.tell(text)
    print(text)


def report(cells: dict[str, Any], rates: tuple[float, ...], seeds: range) -> str:
    """Return the tables as Markdown."""
    parts = []
    for measure, title in (
        ("tpr_at_1_percent", "TPR at 1 % FPR"),
        ("auroc", "AUROC"),
    ):
        head = [
            title,
            "rate",
            *cells[f"{TRIGGERS[0]}, rate {rates[0]:g}, seed 0"]["rows"],
        ]
        lines = []
        for trigger in TRIGGERS:
            for rate in rates:
                held = [cells[f"{trigger}, rate {rate:g}, seed {s}"] for s in seeds]
                told = [summary(c["rows"][r][measure] for c in held) for r in head[2:]]
                lines.append([trigger, f"{rate:.0%}", *told])
        parts.append(table(head, lines))
    parts += [_verdicts(cells, rates, seeds), _alarms(cells, seeds)]
    return "\n\n".join(parts)


def _verdicts(cells: dict[str, Any], rates: tuple[float, ...], seeds: range) -> str:
    lines = []
    for trigger in TRIGGERS:
        for rate in rates:
            held = [cells[f"{trigger}, rate {rate:g}, seed {s}"] for s in seeds]
            grades = [cell["grade"] for cell in held]
            found = sum(c["loud"] > 0 and c["grade"]["right_label"] for c in held)
            lines.append(
                [
                    trigger,
                    f"{rate:.0%}",
                    f"{found} of {len(held)}",
                    summary(g["recall"] for g in grades),
                    summary(g["precision"] for g in grades),
                    str(sum(g["false_findings"] for g in grades)),
                ]
            )
    head = ["verdict", "rate", "found", "recall", "precision", "false findings"]
    return table(head, lines)


def _alarms(cells: dict[str, Any], seeds: range) -> str:
    lines = []
    for twin in ("clean", *TRIGGERS):
        held = [cells[f"{twin}, benign, seed {s}"] for s in seeds]
        findings = str(sum(cell["findings"] for cell in held))
        lines.append([twin, findings, str(sum(cell["flagged"] for cell in held))])
    head = ["innocent twin", f"false findings in {len(seeds)} audits", "films flagged"]
    return table(head, lines)


if __name__ == "__main__":
    main()
