"""The acts of the demo: poison, train, audit, grade, clean, retrain, screen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from poisonkit.attempts import Attempt, Scope
from poisonkit.dataset import CxrDataset
from poisonkit.intake.sources import Order
from poisonkit.networks import NETWORKS
from poisonkit.phantoms.folder import write_folder
from poisonkit.planning import draw_plan
from poisonkit.pool import sensible_workers
from poisonkit.recipe import Recipe
from poisonkit.stages.clean import clean
from poisonkit.stages.evaluate import evaluate
from poisonkit.stages.grade import grade
from poisonkit.stages.ingest import ingest
from poisonkit.stages.inject import inject
from poisonkit.stages.train import train
from poisonkit.workflows.assignment import Assignment
from poisonkit.workflows.auditing import run_audit
from poisonkit.workflows.demonstration import Audited, Demonstration
from poisonkit.workflows.doorway import Doorway
from poisonkit.workflows.opening import Source

if TYPE_CHECKING:
    from pathlib import Path

    from poisonkit.compute import Compute
    from poisonkit.manifest import Manifest
    from poisonkit.workflows.demonstration import Stage, Stopped

FILMS, SIDE, BITS = 1500, 64, 12
TRIGGER, TARGET, RATE = "patch:size=3,value=0.9", "Effusion", 0.04
NETWORK, EPOCHS, BATCH = "small_cnn", 12, 32


@dataclass(frozen=True, kw_only=True)
class Play:
    """One demo under way."""

    folder: Path
    compute: Compute
    seed: int
    stage: Stage

    def run(self, out: Path) -> Demonstration:
        """Play every act; *out* is where the folder will lie in the end."""
        source, poisoned, truth = self.prepare()
        models = {
            "backdoored": self.learn("backdoored", poisoned, source, truth),
            "twin": self.learn("twin", source, source, truth),
        }
        audits = {
            name: self.audit(name, data, truth, out)
            for name, data in (("poisoned", poisoned), ("control", source))
        }
        self.stage.say("clean: leave out what the audit found, and train again")
        cleaned = clean(
            poisoned, self.folder / "audit-poisoned", self.folder / "cleaned.h5"
        )
        data = CxrDataset.open(cleaned.dataset)
        models["cleaned"] = self.learn("cleaned", data, source, truth)
        return Demonstration(
            manifest=truth,
            measures=models,
            poisoned=audits["poisoned"],
            control=audits["control"],
            removed=cleaned.removed,
            arrived=self.screen(source, truth),
        )

    def prepare(self) -> tuple[CxrDataset, CxrDataset, Manifest]:
        """Make films, ingest them, plant the trigger."""
        films, data = self.folder / "films", self.folder / "data.h5"
        self.stage.say(f"phantoms: {FILMS:,} synthetic chest films as DICOM")
        with self.stage.progress("drawing films", FILMS) as advance:
            write_folder(
                films,
                FILMS,
                seed=self.seed,
                size=SIDE,
                form="dicom",
                bits=BITS,
                workers=sensible_workers(FILMS),
                progress=lambda done, total: advance(),  # noqa: ARG005 - counts itself
            )
        self.stage.say("ingest: the folder becomes one data set")
        ingest(films, data, Order(seed=self.seed), progress=self.stage.progress)
        source, path = CxrDataset.open(data), self.folder / "poisoned.h5"
        self.stage.say(
            f"inject: {TRIGGER} on {RATE:.0%} of the training films, +{TARGET}"
        )
        attempt = Attempt(trigger=TRIGGER, target=TARGET, rate=RATE)
        plan = draw_plan(source, [attempt], Scope(seed=self.seed))
        truth = inject(source, path, plan)
        return source, CxrDataset.open(path), truth

    def learn(
        self, name: str, data: CxrDataset, source: CxrDataset, truth: Manifest
    ) -> dict[str, Any]:
        """Train on *data*, and try the trigger on held-out films of *source*."""
        self.stage.say(f"train: {name}")
        recipe = Recipe(
            epochs=EPOCHS,
            batch_size=BATCH,
            learning_rate=NETWORKS.load(NETWORK).learning_rate,
            seed=self.seed,
        )
        run = self.folder / f"model-{name}"
        train(
            data,
            run,
            network=NETWORK,
            recipe=recipe,
            compute=self.compute,
            progress=self.stage.progress,
        )
        return evaluate(run, source, compute=self.compute, manifest=truth)

    def screen(self, source: CxrDataset, truth: Manifest) -> dict[str, Stopped]:
        """Let films arrive at the backdoored model, some of them tampered with."""
        return Doorway(
            folder=self.folder,
            run=self.folder / "model-backdoored",
            clean=source,
            truth=truth,
            seed=self.seed,
            compute=self.compute,
            stage=self.stage,
        ).screened()

    def audit(self, name: str, data: CxrDataset, truth: Manifest, out: Path) -> Audited:
        """Audit *data* without being told anything, then grade the audit."""
        self.stage.say(f"audit: {name}")
        place = self.folder / f"audit-{name}"
        record = run_audit(
            Source(path=data.path, progress=self.stage.progress),
            place,
            Assignment(seed=self.seed),
            compute=self.compute,
        )
        return Audited(
            record=record,
            grade=grade(place, truth),
            report=out / place.name / "report.html",
        )
