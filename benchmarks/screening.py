"""How well a screening works: ``python -m benchmarks.screening``.

Attacked, triggered and clean films, by the protocol of `poisonkit.screening.protocol`.
Cells that are done are kept in a file; a run goes on where the last one stopped.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from tqdm import tqdm

from benchmarks.kept import Kept
from benchmarks.lab import laboratory
from benchmarks.screentrials import ASKING, ATTACKS, KNOWING, LEVELS, Trials
from benchmarks.tables import summary, table
from poisonkit.screening.protocol import TOGETHER

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

TRIGGERS = {
    "patch": "patch:size=3,value=1.0,place=bottom_right",
    "blended": "blended:alpha=0.15",
    "warp": "warp:strength=4%",
}


def report(cells: Mapping[str, Any]) -> str:
    """Return all tables of what is done so far."""
    parts = [
        ("Attacked films, eps 1/255: AUROC", _attacks),
        ("Taught by one attack, tried on another: AUROC of all together", _transfer),
        ("Attackers who know: AUROC of all together, decisions turned", _knowing),
        ("Triggered films: AUROC", _triggers),
        ("Other films: share suspect at 1 % and 5 %", _drift),
    ]
    texts = [f"## {name}\n\n{tell(cells)}" for name, tell in parts]
    return "\n\n".join(texts)


def _of(cells: Mapping[str, Any], name: str) -> list[Any]:
    return [cell for key, cell in cells.items() if key.partition(" | ")[0] == name]


def _attacks(cells: Mapping[str, Any]) -> str:
    done = _of(cells, "attacks")
    if not done:
        return "-"
    names = done[0]["attacks"]["fgsm"]["auroc"]
    lines = [
        [name]
        + [summary(c["attacks"][a]["auroc"][name] for c in done) for a in ATTACKS]
        for name in names
    ]
    for rate in ("0.01", "0.05"):
        caught = [
            summary(c["attacks"][a]["caught"][rate] for c in done) for a in ATTACKS
        ]
        alarms = summary(c["false alarms"][rate] for c in done)
        lines.append([f"caught at {rate} (false alarms {alarms})", *caught])
    return table(["screener", *ATTACKS], lines)


def _transfer(cells: Mapping[str, Any]) -> str:
    lines = []
    for taught in ATTACKS:
        done = _of(cells, f"taught by {taught}")
        for name in ("deep_features", "quantized_features", TOGETHER):
            found = [summary(c[a]["auroc"][name] for c in done) for a in ATTACKS]
            lines.append([taught, name, *found])
    return table(["taught by", "screener", *ATTACKS], lines)


def _knowing(cells: Mapping[str, Any]) -> str:
    done = _of(cells, "knowing") + _of(cells, "asking")
    lines = []
    for name in (*KNOWING, ASKING):
        for level in LEVELS:
            key = f"{name} {level}/255"
            own = [cell[key] for cell in done if key in cell]
            lines.append(
                [
                    name,
                    f"{level}/255",
                    summary(c["flipped"] for c in own),
                    summary(c["auroc"][TOGETHER] for c in own),
                    summary(c["caught"]["0.05"] for c in own),
                ]
            )
    return table(
        ["attack", "eps", "turned", "AUROC", "caught at 5 % false alarms"], lines
    )


def _triggers(cells: Mapping[str, Any]) -> str:
    done = {name: _of(cells, f"trigger {name}") for name in TRIGGERS}
    first = next((cells for cells in done.values() if cells), None)
    if first is None:
        return "-"
    lines = [
        [name] + [summary(c["auroc"][name] for c in own) for own in done.values()]
        for name in first[0]["auroc"]
    ]
    lines += [
        [word, *(summary(c[word] for c in own) for own in done.values())]
        for word in ("success", "near")
    ]
    for rate in ("0.01", "0.05"):
        caught = [summary(c["caught"][rate] for c in own) for own in done.values()]
        lines.append([f"caught at {rate}", *caught])
    return table(["screener", *done], lines)


def _drift(cells: Mapping[str, Any]) -> str:
    lines = []
    for films in ("own", "elsewhere"):
        own = [cell[films] for cell in _of(cells, "drift")]
        if own:
            shares = [
                summary(c["beyond"][rate] for c in own) for rate in own[0]["beyond"]
            ]
            chance = ", ".join(f"{c['p_value']:.1e}" for c in own)
            lines.append([films, *shares, chance])
    return table(["films", "at 1 %", "at 5 %", "p of drift"], lines)


def _jobs(trials: Trials) -> Iterator[tuple[str, Any]]:
    yield "attacks", trials.attacks
    for name, spec in TRIGGERS.items():
        yield f"trigger {name}", partial(trials.trigger, spec)
    yield "knowing", trials.knowing
    yield "asking", trials.asking
    for name in ATTACKS:
        yield f"taught by {name}", partial(trials.taught_by, name)
    if trials.elsewhere:
        yield "drift", trials.drift


@click.command()
@click.option("--films", type=click.Path(path_type=Path), help="Films of yours.")
@click.option("--elsewhere", type=click.Path(path_type=Path), help="Another's.")
@click.option("--name", default="phantoms", show_default=True, help="Of the results.")
@click.option("--network", default="small_cnn", show_default=True)
@click.option("--target", default="Effusion", show_default=True)
@click.option("--seeds", default=3, show_default=True)
@click.option("--epochs", default=12, show_default=True)
@click.option("--count", default=2400, show_default=True, help="Films.")
@click.option("--size", default=64, show_default=True, help="Pixels a side.")
def main(  # noqa: PLR0913 - one parameter per option
    *,
    films: Path | None,
    elsewhere: Path | None,
    name: str,
    network: str,
    target: str,
    seeds: int,
    epochs: int,
    count: int,
    size: int,
) -> None:
    """Train, attack, trigger and screen, and write the tables as they grow."""
    kept = Kept(f"screening-{name}")
    with laboratory(
        films, count=count, size=size, network=network, epochs=epochs
    ) as lab:
        for seed in range(seeds):
            trials = Trials(
                lab=replace(lab, seed=seed), target=target, elsewhere=elsewhere
            )
            for job, work in tqdm(list(_jobs(trials))):
                kept.do(f"{job} | {seed}", work)
                kept.tell(report(kept.cells))


if __name__ == "__main__":
    main()
