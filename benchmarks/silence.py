"""How often a whole audit cries wolf: ``python -m benchmarks.silence``.

Clean sets and their benign twins, in which films carry a mark whatever their labels, go
through the default audit, a probe of its own trained each time.  Whatever it finds is
false.  With ``--films`` each seed draws other patients of a folder.
"""

from __future__ import annotations

from collections import Counter
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import click

from benchmarks.lab import kept_films
from benchmarks.poisons import Poison, audited
from benchmarks.tables import table
from poisonkit.attempts import Scope

if TYPE_CHECKING:
    from collections.abc import Mapping

    from benchmarks.lab import Films

TWINS = {"clean": None, "benign patch": "patch:size=3", "benign marker": "lead_marker"}
RATE = 0.05
HEAD = ("films", "audits", "with a medium or high finding", "with any", "which")


def innocent(
    films: Films, trigger: str | None, target: str, seed: int
) -> dict[str, Any]:
    """Return what the default audit says of innocent films."""
    data, place = films.of(seed), films.folder
    if trigger:
        scope, path = Scope(seed=seed, benign=True), place / "twin.h5"
        data, _ = Poison(trigger).planted(data, path, target, RATE, scope)
    with TemporaryDirectory(dir=place) as folder:
        record = audited(data, Path(folder) / "audit", seed)
    return {
        "films": len(data),
        "findings": [
            [str(one.severity), one.kind, one.label, one.code]
            for one in record.findings
        ],
    }


def report(cells: Mapping[str, Any], seeds: range) -> str:
    """Return the table."""
    lines = []
    for twin in TWINS:
        found = [cells[f"{twin}, seed {seed}"]["findings"] for seed in seeds]
        loud = sum(any(f[0] != "low" for f in one) for one in found)
        by = Counter(f"{f[0]} {f[1]} {f[3]}" for one in found for f in one)
        told = "; ".join(f"{count} x {what}" for what, count in by.most_common())
        low = sum(bool(one) for one in found)
        lines.append((twin, str(len(found)), str(loud), str(low), told or "-"))
    return table(HEAD, lines)


@click.command()
@click.option("--films", type=click.Path(path_type=Path), help="Yours; else phantoms.")
@click.option("--name", default="phantoms", show_default=True, help="Of the results.")
@click.option("--count", default=800, show_default=True, help="Films of a set.")
@click.option("--side", default=64, show_default=True, help="Pixels.")
@click.option("--target", default="Effusion", show_default=True, help="Of the twins.")
@click.option("--seeds", default=10, show_default=True)
@click.option("--first", default=0, show_default=True, help="Seed.")
def main(  # noqa: PLR0913 - one parameter per option
    *,
    films: Path | None,
    name: str,
    count: int,
    side: int,
    target: str,
    seeds: int,
    first: int,
) -> None:
    """Audit innocent films, and count what is found."""
    chosen = range(first, first + seeds)
    with kept_films(
        f"silence-{name}", source=films, count=count, side=side, target=target
    ) as (kept, drawn):
        for seed in chosen:
            for twin, trigger in TWINS.items():
                work = partial(innocent, drawn, trigger, target, seed)
                kept.do(f"{twin}, seed {seed}", work)
    text = report(kept.cells, chosen)
    kept.tell(text)
    print(text)


if __name__ == "__main__":
    main()
