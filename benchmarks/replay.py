"""What reconstructed triggers do to a model: ``python -m benchmarks.replay``.

Every cell poisons a set, audits it by default, with a probe of its own, and reads the
causal test of the gravest finding that names the label, the direction and poisoned
films.  The reconstruction is planted on the films as they were, and held against what
the attack made of them.
"""

from __future__ import annotations

from dataclasses import asdict
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import click
import numpy as np

from benchmarks.lab import kept_films
from benchmarks.plans import REPLAYED
from benchmarks.poisons import REMOVE, audited
from benchmarks.tables import span, summary, table
from poisonkit.arrays import scale_of
from poisonkit.attempts import Scope
from poisonkit.finding import Severity
from poisonkit.judgement.causal import STRONG
from poisonkit.patternfile import read_pattern
from poisonkit.planting import plant

if TYPE_CHECKING:
    from collections.abc import Mapping

    from benchmarks.lab import Films
    from benchmarks.poisons import Poison
    from poisonkit.arrays import Pixels
    from poisonkit.pattern import Pattern

RATE, LEVELS = 0.05, 255
RIGHT = 0.5
"""Share of poisoned films among the suspects from which it is this poison."""

HEAD = (
    "trigger", "named", "high", "turned by it", "by another film's pixels",
    "untouched", "suspects turned back", "grey levels off", "with nothing planted",
)  # fmt: skip


def replayed(films: Films, poison: Poison, target: str, seed: int) -> dict[str, Any]:
    """Return what the audit of a poisoned set tried, empty where it names nothing."""
    data, place = films.of(seed), films.folder
    scope, path = Scope(seed=seed), place / "poisoned.h5"
    poisoned, truth = poison.planted(data, path, target, RATE, scope)
    rows = [sample.row for sample in truth.samples]
    wanted = target, "remove" if poison.policy == REMOVE else "add"
    with TemporaryDirectory(dir=place) as folder:
        audit = Path(folder) / "audit"
        record = audited(poisoned, audit, seed)
        for one in record.findings:
            if one.causal_test is None or (one.label, one.direction) != wanted:
                continue
            if np.isin([sample.row for sample in one.samples], rows).mean() >= RIGHT:
                pattern = read_pattern(audit, one.id, data.images.shape[1:])
                off = _levels_off(pattern, data.images[rows], poisoned.images[rows])
                tried = asdict(one.causal_test)
                return {"severity": str(one.severity), **off, **tried}
    return {}


def _levels_off(pattern: Pattern, before: Pixels, after: Pixels) -> dict[str, float]:
    """Return how far it, and nothing, are from the attack, of 255 levels.

    Where the attack changed a film; of what moves nothing is said.
    """
    if pattern.places:
        return {}
    scale, rng = scale_of(before), np.random.default_rng(0)
    tried = {"levels": plant(pattern, before, rng, scale), "nothing": before}
    return {
        name: float(np.abs(films.astype(float) - after)[before != after].mean())
        * (LEVELS / scale)
        for name, films in tried.items()
    }


def report(cells: Mapping[str, Any], seeds: range) -> str:
    """Return the tables."""
    lines, told = [], []
    for poison in REPLAYED:
        held = [cells[f"{poison}, seed {seed}"] for seed in seeds]
        named = [cell for cell in held if cell]
        told += named
        rates = ("flip_rate", "control_rate", "untouched_rate", "restoration_rate")
        means = [summary(cell[rate] for cell in named) for rate in rates]
        off = [span(c.get(k) for c in named) or "-" for k in ("levels", "nothing")]
        high = str(sum(cell["severity"] == Severity.HIGH for cell in named))
        count = f"{len(named)} of {len(held)}"
        lines.append((str(poison), count, high, *means, *off))
    parts = [table(HEAD, lines)]
    for what, rate in (("triggers", "flip_rate"), ("controls", "control_rate")):
        turned = sum(c[rate] - c["untouched_rate"] >= STRONG for c in told)
        share = f"{turned} of {len(told)}"
        parts.append(f"{what} that turn {STRONG:.0%} more than by itself: {share}")
    return "\n\n".join(parts)


@click.command()
@click.option("--films", type=click.Path(path_type=Path), help="Yours; else phantoms.")
@click.option("--name", default="replay", show_default=True, help="Of the results.")
@click.option("--count", default=1500, show_default=True, help="Films of a set.")
@click.option("--side", default=64, show_default=True, help="Pixels.")
@click.option("--target", default="Effusion", show_default=True)
@click.option("--seeds", default=3, show_default=True)
def main(  # noqa: PLR0913 - one parameter per option
    *,
    films: Path | None,
    name: str,
    count: int,
    side: int,
    target: str,
    seeds: int,
) -> None:
    """Plant what audits reconstructed, and count the decisions that turn."""
    with kept_films(name, source=films, count=count, side=side, target=target) as (
        kept,
        drawn,
    ):
        for seed in range(seeds):
            for poison in REPLAYED:
                work = partial(replayed, drawn, poison, target, seed)
                kept.do(f"{poison}, seed {seed}", work)
    text = report(kept.cells, range(seeds))
    kept.tell(text)
    print(text)


if __name__ == "__main__":
    main()
