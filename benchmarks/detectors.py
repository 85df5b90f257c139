"""Detectors against each other: ``python -m benchmarks.detectors``.

Cells that are done are kept in the results' JSON file, and a second call goes on where
the first ended.  A cell takes one to two minutes on one core.
"""

from __future__ import annotations

import json
import sys
import time
from contextlib import nullcontext
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click
import torch

import poisonkit
from benchmarks.cells import Bench
from benchmarks.rivals import art_version
from benchmarks.tables import MEASURES, alarm_table, audit_table, ranking_table
from poisonkit.compute import Compute
from poisonkit.files import write_json

RESULTS = Path(__file__).parent / "results"
RATES, SEEDS = (0.003, 0.01, 0.02, 0.05), 3


@click.command()
@click.option("--quick", is_flag=True, help="400 films, two rates, one seed.")
@click.option("--films", default=2400, show_default=True)
@click.option("--side", default=64, show_default=True, help="Pixels.")
@click.option("--trigger", default="patch:size=3,value=1.0", show_default=True)
@click.option("--target", default="Effusion", show_default=True)
@click.option("--name", default="detectors", show_default=True, help="Of the results.")
@click.option("--keep", type=click.Path(path_type=Path), help="Keep all files here.")
def main(  # noqa: PLR0913 - one parameter per option
    *,
    quick: bool,
    films: int,
    side: int,
    trigger: str,
    target: str,
    name: str,
    keep: Path | None,
) -> None:
    """Compare detectors on poisoned phantoms and on their clean twins."""
    torch.set_num_threads(1)
    if quick:  # too few films for the rates that are hardest
        films, name = 400, f"{name}-quick"
    settings = {
        "films": films,
        "side": side,
        "trigger": trigger,
        "target": target,
        "poisonkit": poisonkit.__version__,
        "adversarial-robustness-toolbox": art_version(),
    }
    store = _Store(RESULTS / f"{name}.json", settings)
    rates, seeds = (RATES[1:4:2], range(1)) if quick else (RATES, range(SEEDS))
    if keep:
        keep.mkdir(parents=True, exist_ok=True)
    with nullcontext(keep) if keep else TemporaryDirectory() as folder:
        bench = Bench(
            folder=Path(folder),
            films=films,
            side=side,
            trigger=trigger,
            target=target,
            compute=Compute.choose("cpu"),
        )
        for seed in seeds:
            store.do(f"clean, seed {seed}", lambda s=seed: bench.clean(s))
            for rate in rates:
                cell = f"rate {rate:g}, seed {seed}"
                store.do(cell, lambda s=seed, r=rate: bench.poisoned(s, r))
    text = _report(store, rates, seeds)
    store.path.with_suffix(".md").write_text(text + "\n", encoding="utf-8")
    print(text)


class _Store:
    """Cells that are done, in a JSON file."""

    def __init__(self, path: Path, settings: dict[str, Any]) -> None:
        self.path = path
        self.held: dict[str, Any] = {"settings": settings, "cells": {}}
        if path.exists():
            before = json.loads(path.read_text(encoding="utf-8"))
            if before["settings"] != settings:
                raise SystemExit(f"{path} is of other settings; remove it, or --name")
            self.held = before

    def do(self, cell: str, work: Any) -> None:
        """Do the *work* of *cell*, unless it is done."""
        if cell in self.held["cells"]:
            return
        start = time.perf_counter()
        self.held["cells"][cell] = work()
        self.path.parent.mkdir(exist_ok=True)
        write_json(self.path, self.held)
        print(f"{cell}: {time.perf_counter() - start:.0f} s", file=sys.stderr)


def _report(store: _Store, rates: tuple[float, ...], seeds: range) -> str:
    cells, settings = store.held["cells"], store.held["settings"]
    by_rate = {r: [cells[f"rate {r:g}, seed {s}"] for s in seeds] for r in rates}
    told = ", ".join(f"{key} {value}" for key, value in settings.items())
    parts = [f"Settings: {told}; seeds: {len(seeds)}.", "## All training films"]
    parts += [ranking_table(by_rate, "rows", measure) for measure in MEASURES]
    parts.append("## Among the target's positives alone")
    among = "among the target's positives"
    parts += [ranking_table(by_rate, among, measure) for measure in MEASURES]
    parts += ["## The audit's verdict", audit_table(by_rate), "## False alarms"]
    parts.append(alarm_table([cells[f"clean, seed {s}"] for s in seeds]))
    return "\n\n".join(parts)


if __name__ == "__main__":
    main()
