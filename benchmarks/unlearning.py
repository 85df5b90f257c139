"""What unlearning is worth, against training anew: ``python -m benchmarks.unlearning``.

For each seed: poison, train, audit by pixels alone, then take the backdoor out in
several ways.  Each model is tried on held-out films of the untouched set; its seconds
are the process's own on the processor.  An audit of which every second suspect was
struck out stands for one that missed half.  Cells that are done are kept in a file; a
run goes on where the last one stopped.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click
from tqdm import tqdm

from benchmarks.kept import Kept
from benchmarks.lab import Films, Lab
from benchmarks.tables import span, table
from poisonkit.attempts import Attempt, Scope
from poisonkit.auditfile import AuditRecord
from poisonkit.compute import Compute
from poisonkit.dataset import CxrDataset
from poisonkit.judgement.brief import Brief
from poisonkit.manifest import Manifest
from poisonkit.networks import NETWORKS
from poisonkit.planning import draw_plan
from poisonkit.recipe import Recipe
from poisonkit.stages.audit import audit
from poisonkit.stages.clean import clean
from poisonkit.stages.evaluate import evaluate
from poisonkit.stages.inject import inject
from poisonkit.stages.unlearn import unlearn
from poisonkit.unlearning import CALM, Terms

TRIGGER = "patch:size=3,value=0.9"
NEVER = 1e-9
"""Share of the films with a trigger at which no draw ever chooses one."""

HEAD = ("model", "seeds", "attack success", "untouched", "infected AUROC",
        "clean AUROC", "processor seconds")  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Case:
    """One poisoned set with its truth and its audits."""

    lab: Lab
    folder: Path
    bad: CxrDataset
    truth: Manifest

    @classmethod
    def prepare(cls, lab: Lab, folder: Path, target: str, rate: float) -> Case:
        """Poison the films, audit them, and strike out half of the suspects."""
        source = lab.source()
        attempt = Attempt(trigger=TRIGGER, target=target, rate=rate)
        plan = draw_plan(source, [attempt], Scope(seed=lab.seed))
        truth = inject(source, folder / "bad.h5", plan)
        bad = CxrDataset.open(folder / "bad.h5")
        (folder / "whole").mkdir()
        brief = Brief(detectors=("repeated_pixels",), seed=lab.seed)
        record = audit(
            bad, folder / "whole", brief, witness=None, compute=Compute.choose()
        )
        shutil.copytree(folder / "whole", folder / "half")
        halves = tuple(replace(f, samples=f.samples[::2]) for f in record.findings)
        replace(record, findings=halves).write(folder / "half")
        return cls(lab=lab, folder=folder, bad=bad, truth=truth)

    def models(self) -> dict[str, Callable[[Path], object]]:
        """Return how each model is made, in the order in which they need each other."""
        return {
            "backdoored": partial(self.lab.model, self.bad),
            "clean twin": partial(self.lab.model, self.lab.source()),
            "retrained on the cleaned set": partial(self.retrain, "whole"),
            "unlearned": partial(self.unlearn, "whole", 0.5),
            "fine-tuned, nothing planted": partial(self.unlearn, "whole", NEVER),
            "half missed: retrained": partial(self.retrain, "half"),
            "half missed: unlearned": partial(self.unlearn, "half", 0.5),
        }

    def retrain(self, which: str, run: Path) -> None:
        """Train anew without the suspects."""
        place = self.folder / f"{which}.h5"
        clean(self.bad, self.folder / which, place)
        self.lab.model(CxrDataset.open(place), run)

    def unlearn(self, which: str, share: float, run: Path) -> None:
        """Make the backdoored model forget the trigger."""
        rate = NETWORKS.create(self.lab.network).learning_rate * CALM
        recipe = Recipe(epochs=4, batch_size=32, learning_rate=rate, seed=self.lab.seed)
        unlearn(
            self.folder / "backdoored",
            self.bad,
            run,
            audit=self.folder / which,
            terms=Terms(share=share, recipe=recipe),
            compute=Compute.choose(),
        )

    def measured(self) -> dict[str, Any]:
        """Return what becomes of each model, and what it cost."""
        told = {}
        for name, make in self.models().items():
            run, start = self.folder / name, time.process_time()
            make(run)
            spent = time.process_time() - start
            said = evaluate(
                run, self.lab.source(), compute=Compute.choose(), manifest=self.truth
            )
            told[name] = {"seconds": spent, "clean_auroc": said["clean_auroc"]}
            told[name] |= said["attack"]
        record = AuditRecord.read(self.folder / "whole")
        accused = {s.row for f in record.findings for s in f.samples}
        return {
            "poisoned": len(self.truth.samples),
            "accused": len(accused),
            "rightly": len(accused & {s.row for s in self.truth.samples}),
            "models": told,
        }


def cell(lab: Lab, target: str, rate: float) -> dict[str, Any]:
    """Return what all models of one seed came to."""
    with TemporaryDirectory(dir=lab.films.folder) as name:
        return Case.prepare(lab, Path(name), target, rate).measured()


def report(done: dict[str, Any]) -> str:
    """Return the table of what is done so far."""
    cells = list(done.values())
    lines = []
    for name in cells[0]["models"]:
        told = [each["models"][name] for each in cells]
        measures = ("attack_success_rate", "untouched_rate", "infected_auroc",
                    "clean_auroc")  # fmt: skip
        spent = sum(each["seconds"] for each in told) / len(told)
        values = [span(each[measure] for each in told) for measure in measures]
        lines.append([name, str(len(told)), *values, f"{spent:.1f}"])
    found = "; ".join(
        f"{key}: {each['rightly']} of {each['poisoned']}, "
        f"{each['accused'] - each['rightly']} wrongly"
        for key, each in done.items()
    )
    return f"{table(HEAD, lines)}\n\nPoisoned films found: {found}."


@click.command()
@click.option("--films", type=click.Path(path_type=Path), help="Films of yours.")
@click.option("--name", default="phantoms", show_default=True, help="Of the results.")
@click.option("--network", default="small_cnn", show_default=True)
@click.option("--target", default="Effusion", show_default=True)
@click.option("--rate", default=0.05, show_default=True)
@click.option("--seeds", default=3, show_default=True)
@click.option("--epochs", default=12, show_default=True, help="Of a training.")
@click.option("--count", default=1500, show_default=True, help="Films.")
@click.option("--size", default=64, show_default=True, help="Pixels a side.")
def main(  # noqa: PLR0913 - one parameter per option
    *,
    films: Path | None,
    name: str,
    network: str,
    target: str,
    rate: float,
    seeds: int,
    epochs: int,
    count: int,
    size: int,
) -> None:
    """Take backdoors out in every way, and write the table as it grows."""
    kept = Kept(f"unlearning-{name}")
    with TemporaryDirectory() as folder:
        drawn = Films(
            folder=Path(folder), count=count, side=size, source=films, size=size
        )
        lab = Lab(films=drawn, network=network, epochs=epochs)
        for seed in tqdm(range(seeds)):
            work = partial(cell, replace(lab, seed=seed), target, rate)
            kept.do(f"seed {seed}", work)
            kept.tell(report(kept.cells))


if __name__ == "__main__":
    main()
