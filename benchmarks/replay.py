"""What reconstructed triggers do to a model: ``python -m benchmarks.replay``.

Every cell poisons a set, audits it by default, with a probe of its own, and reads the
causal test of the finding that names the label and the direction.  The reconstruction
is planted on the films as they were before, beside what the attack made of them.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import click
import numpy as np

from benchmarks.cohorts import Poison
from benchmarks.kept import Kept
from benchmarks.lab import Films
from benchmarks.plans import ADD, REMOVE, REPLACE
from benchmarks.tables import span, summary, table
from poisonkit.arrays import scale_of
from poisonkit.attempts import Attempt, Scope
from poisonkit.compute import Compute
from poisonkit.dataset import CxrDataset
from poisonkit.judgement.causal import STRONG
from poisonkit.patternfile import read_pattern
from poisonkit.planning import draw_plan
from poisonkit.planting import plant
from poisonkit.stages.inject import inject
from poisonkit.workflows.assignment import Assignment
from poisonkit.workflows.auditing import run_audit
from poisonkit.workflows.opening import Source

if TYPE_CHECKING:
    from collections.abc import Mapping

    from poisonkit.arrays import Rows
    from poisonkit.pattern import Pattern

POISONS = (
    Poison("patch:size=3", ADD),
    Poison("patch:size=3", REPLACE),
    Poison("patch:size=3", REMOVE),
    Poison("checkerboard", ADD),
    Poison("dead_pixels", ADD),
    Poison("patch:size=3,place=random", ADD),
    Poison("electrode", ADD),
    Poison("blended:alpha=0.2", ADD),
    Poison("noise:alpha=0.05", ADD),
    Poison("sinusoid", ADD),
)
RATE, LEVELS = 0.05, 255
HEAD = (
    "trigger", "named", "turned by it", "by another film's pixels", "untouched",
    "suspects turned back", "grey levels off",
)  # fmt: skip


def replayed(films: Films, poison: Poison, target: str, seed: int) -> dict[str, Any]:
    """Return what the audit of a poisoned set tried, empty where it names nothing."""
    data, place = films.of(seed), films.folder
    attempt = Attempt(
        trigger=poison.trigger, target=target, rate=RATE, policy=poison.policy
    )
    plan = draw_plan(data, [attempt], Scope(seed=seed))
    truth = inject(data, place / "poisoned.h5", plan, force=True)
    poisoned = CxrDataset.open(place / "poisoned.h5")
    rows = np.array([sample.row for sample in truth.samples])
    wanted = target, "remove" if poison.policy == REMOVE else "add"
    with TemporaryDirectory(dir=place) as folder:
        audit = Path(folder) / "audit"
        source, orders = Source(path=poisoned.path), Assignment(seed=seed)
        record = run_audit(source, audit, orders, compute=Compute.choose())
        for one in record.findings:
            if (one.label, one.direction) == wanted and one.causal_test and one.where:
                pattern = read_pattern(audit, one.id, data.images.shape[1:])
                off = _levels_off(pattern, data, poisoned, rows)
                tried = vars(one.causal_test)
                return {"severity": str(one.severity), "levels": off, **tried}
    return {}


def _levels_off(
    pattern: Pattern, clean: CxrDataset, poisoned: CxrDataset, rows: Rows
) -> float | None:
    """Return how far it is from the attack where that changed a film, of 255 levels."""
    if pattern.places:
        return None
    before, after = clean.images[rows], poisoned.images[rows]
    scale = scale_of(before)
    ours = plant(pattern, before, np.random.default_rng(0), scale)
    apart = np.abs(ours.astype(np.float64) - after)[before != after]
    return float(apart.mean() * LEVELS / scale)


def report(cells: Mapping[str, Any], seeds: range) -> str:
    """Return the tables."""
    lines, told = [], []
    for poison in POISONS:
        held = [cells[f"{poison}, seed {seed}"] for seed in seeds]
        named = [cell for cell in held if cell]
        told += named
        rates = ("flip_rate", "control_rate", "untouched_rate", "restoration_rate")
        means = [summary(cell[rate] for cell in named) for rate in rates]
        off = span(cell["levels"] for cell in named) or "-"
        lines.append((str(poison), f"{len(named)} of {len(held)}", *means, off))
    parts = [table(HEAD, lines)]
    for what, rate in (("triggers", "flip_rate"), ("controls", "control_rate")):
        turned = sum(c[rate] - c["untouched_rate"] >= STRONG for c in told)
        parts.append(f"{what} that turn the model: {turned} of {len(told)}")
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
    kept = Kept(name, {"count": count, "side": side, "target": target})
    with TemporaryDirectory() as folder:
        place = Path(folder)
        drawn = Films(folder=place, count=count, side=side, source=films, size=side)
        for seed in range(seeds):
            for poison in POISONS:
                work = partial(replayed, drawn, poison, target, seed)
                kept.do(f"{poison}, seed {seed}", work)
    text = report(kept.cells, range(seeds))
    kept.tell(text)
    print(text)


if __name__ == "__main__":
    main()
