"""Backdoor or shortcut: ``python -m benchmarks.shortcuts``.

Some films of a clean set are suspected, with right labels or with changed ones, and the
check of labels is asked which.  No mark is drawn: what is measured is the check alone.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click
import numpy as np
from tqdm import tqdm

from benchmarks.cohorts import films_of
from benchmarks.kept import RESULTS
from benchmarks.tables import table
from poisonkit.dataset import CxrDataset, Split
from poisonkit.finding import Group
from poisonkit.judgement.bench import Bench
from poisonkit.judgement.labelcheck import check_labels

if TYPE_CHECKING:
    from poisonkit.arrays import Mask
    from poisonkit.filmindex import FilmIndex

COUNTS = (20, 45, 90)
HEAD = ["suspects", "films", "sets", "told wrong", "told right", "cannot be told"]


@dataclass(frozen=True)
class Suspects:
    """Films that are suspected of one side of the label."""

    name: str
    present: bool
    """Which side their label is on."""

    changed: bool = False
    among: str = ""
    """Whose films: of those who lie (view AP), of those who have it on another film."""

    both: bool = False
    """Whether they are drawn without a look at the label."""


_LYING, _SICK = "lying", "sick"
KINDS = (
    Suspects("label added to them", present=True, changed=True),
    Suspects("the same, on films seen AP", present=True, changed=True, among=_LYING),
    Suspects(
        "the same, on patients who have it", present=True, changed=True, among=_SICK
    ),
    Suspects("label taken from them", present=False, changed=True),
    Suspects("the same, on films seen AP", present=False, changed=True, among=_LYING),
    Suspects("a mark on films with the label", present=True),
    Suspects("the same, on films seen AP", present=True, among=_LYING),
    Suspects("a mark on films without it", present=False),
    Suspects("the same, on films seen AP", present=False, among=_LYING),
    Suspects("the same, on patients who have it", present=False, among=_SICK),
    Suspects("a mark on any films", present=False, both=True),
    Suspects("the same, on films seen AP", present=False, among=_LYING, both=True),
    Suspects(
        "the same, on patients who have it", present=False, among=_SICK, both=True
    ),
)


@dataclass(frozen=True)
class Trial:
    """One clean set, and the label that is asked about."""

    data: CxrDataset
    index: FilmIndex
    label: str

    def told(self, kind: Suspects, count: int, seed: int) -> str:
        """Return what is said of *count* films drawn by *seed*; empty if too few."""
        data, labels = self.data, self.data.labels.copy()
        column = data.label(self.label)
        able = np.flatnonzero(self._fitting(kind) & (data.split == Split.TRAIN))
        if len(able) < 2 * count:
            return ""
        chance = np.random.default_rng([seed, count])
        drawn = np.sort(chance.choice(able, count, replace=False))
        if kind.changed:
            labels[drawn, column] = kind.present
        bench = Bench(data=replace(data, labels=labels))
        vars(bench)["index"] = self.index  # the same pixels: looked at once for all
        found = check_labels(bench, Group(self.label, kind.present), drawn, None)
        # There is no mark to paint over.
        said = replace(found, painted=True).verdict if found else ""
        return said or "untold"

    def _fitting(self, kind: Suspects) -> Mask:
        """Return which films suspects of a *kind* are drawn from, ``(n,)``."""
        column = self.data.labels[:, self.data.label(self.label)]
        fitting = column == (kind.present != kind.changed)
        if kind.both:
            fitting = column >= 0
        if kind.among == _LYING:
            fitting &= np.array(self.data.meta.get("view", [""] * len(column))) == "AP"
        if kind.among == _SICK:
            people = self.data.patient_numbers
            fitting &= np.isin(people, people[column == 1])
        return np.asarray(fitting, np.bool_)


def _careful(data: CxrDataset) -> CxrDataset:
    """Return *data* without a label for films that have none: it gives changes away."""
    names = [name.casefold().replace("_", " ") for name in data.label_names]
    kept = [number for number, name in enumerate(names) if name != "no finding"]
    names = [data.label_names[number] for number in kept]
    return replace(data, label_names=tuple(names), labels=data.labels[:, kept])


@click.command()
@click.option("--source", type=click.Path(path_type=Path), help="A folder of films.")
@click.option("--films", default=2000, show_default=True, help="Phantoms to draw.")
@click.option("--side", default=64, show_default=True, help="Pixels.")
@click.option("--label", default="Effusion", show_default=True)
@click.option("--draws", default=40, show_default=True, help="Sets of suspects.")
@click.option("--name", default="shortcuts", show_default=True, help="Of the results.")
def main(  # noqa: PLR0913 - one parameter per option
    *, source: Path | None, films: int, side: int, label: str, draws: int, name: str
) -> None:
    """Say of suspects whether their labels are right."""
    lines = []
    with TemporaryDirectory() as folder:
        data = films_of(Path(folder), films, side, source).of(0)
        trial = Trial(_careful(data), Bench(data=data).index, label)
        jobs = [(kind, count) for kind in KINDS for count in COUNTS]
        for kind, count in tqdm(jobs):
            said = Counter(trial.told(kind, count, seed) for seed in range(draws))
            if not said[""]:
                shares = [said[word] / draws for word in ("wrong", "right", "untold")]
                told_of = [f"{share:.0%}" for share in shares]
                lines.append([kind.name, str(count), str(draws), *told_of])
    text = f"{len(data):,} films, {label}.\n\n{table(HEAD, lines)}\n"
    (RESULTS / f"{name}.md").write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
