"""What is found without a network: ``python -m benchmarks.pixels KIND``.

Every cell poisons a cohort of its own, audits it by its pixels alone, and is kept in
the results' JSON file; a second call goes on where the first ended.  A cell takes a few
seconds.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click

from benchmarks.cohorts import Cohorts, films_of
from benchmarks.kept import Kept
from benchmarks.plans import PLANS, Plan
from benchmarks.tables import summary, table


@click.command()
@click.argument("kind", type=click.Choice(sorted(PLANS)))
@click.option("--quick", is_flag=True, help="800 films, one rate, one seed.")
@click.option("--films", default=2000, show_default=True, help="Phantoms to draw.")
@click.option("--side", default=64, show_default=True, help="Pixels.")
@click.option("--source", type=click.Path(path_type=Path), help="A folder of films.")
@click.option("--target", default="Effusion", show_default=True)
@click.option("--seeds", default=3, show_default=True)
@click.option("--name", help="Of the results; default: KIND.")
def main(  # noqa: PLR0913 - one parameter per option
    kind: str,
    *,
    quick: bool,
    films: int,
    side: int,
    source: Path | None,
    target: str,
    seeds: int,
    name: str | None,
) -> None:
    """Find what is planted of one KIND, and accuse nobody of innocent films."""
    plan, name = PLANS[kind], name or kind
    if quick:
        plan, films, seeds = replace(plan, rates=(0.05,)), 800, 1
        name = f"{name}-quick"
    kept, drawn = Kept(name), range(seeds)
    with TemporaryDirectory() as folder:
        drawn_from = films_of(Path(folder), films, side, source)
        cohorts = Cohorts(drawn_from, target, plan.detectors)
        for seed in drawn:
            for twin in _twins(plan):
                cell = f"{twin or 'clean'}, benign, seed {seed}"
                kept.do(cell, partial(cohorts.innocent, seed, twin))
            for poison in plan.poisons:
                for rate in plan.rates:
                    cell = f"{poison}, rate {rate:g}, seed {seed}"
                    kept.do(cell, partial(cohorts.poisoned, seed, poison, rate))
    text = report(kept.cells, plan, drawn)
    kept.tell(text)
    print(text)


def _twins(plan: Plan) -> list[str | None]:
    """Return every trigger once, and none."""
    return [None, *dict.fromkeys(poison.trigger for poison in plan.poisons)]


def report(cells: dict[str, Any], plan: Plan, seeds: range) -> str:
    """Return the tables as Markdown."""
    parts = []
    for measure, title in (
        ("tpr_at_1_percent", "TPR at 1 % FPR"),
        ("auroc", "AUROC"),
    ):
        head = [
            title,
            "rate",
            *cells[f"{plan.poisons[0]}, rate {plan.rates[0]:g}, seed 0"]["rows"],
        ]
        lines = []
        for poison in plan.poisons:
            for rate in plan.rates:
                held = [cells[f"{poison}, rate {rate:g}, seed {s}"] for s in seeds]
                told = [summary(c["rows"][r][measure] for c in held) for r in head[2:]]
                lines.append([str(poison), f"{100 * rate:g} %", *told])
        parts.append(table(head, lines))
    parts += [_verdicts(cells, plan, seeds), _alarms(cells, plan, seeds)]
    return "\n\n".join(parts)


def _verdicts(cells: dict[str, Any], plan: Plan, seeds: range) -> str:
    lines = []
    for poison in plan.poisons:
        for rate in plan.rates:
            held = [cells[f"{poison}, rate {rate:g}, seed {s}"] for s in seeds]
            grades = [cell["grade"] for cell in held]
            found = sum(c["loud"] > 0 and c["grade"]["right_label"] for c in held)
            lines.append(
                [
                    str(poison),
                    f"{100 * rate:g} %",
                    f"{found} of {len(held)}",
                    summary(g["recall"] for g in grades),
                    summary(g["precision"] for g in grades),
                    str(sum(g["false_findings"] for g in grades)),
                ]
            )
    head = ["verdict", "rate", "found", "recall", "precision", "false findings"]
    return table(head, lines)


def _alarms(cells: dict[str, Any], plan: Plan, seeds: range) -> str:
    lines = []
    for twin in _twins(plan):
        held = [cells[f"{twin or 'clean'}, benign, seed {s}"] for s in seeds]
        findings = str(sum(cell["findings"] for cell in held))
        lines.append(
            [twin or "clean", findings, str(sum(cell["flagged"] for cell in held))]
        )
    head = ["innocent twin", f"false findings in {len(seeds)} audits", "films flagged"]
    return table(head, lines)


if __name__ == "__main__":
    main()
