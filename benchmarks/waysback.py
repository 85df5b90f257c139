"""Ways to take a backdoor out of one poisoned set, and what each comes to."""

from __future__ import annotations

import shutil
import time
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any, Self

from poisonkit.attempts import Attempt, Scope
from poisonkit.auditfile import AuditRecord
from poisonkit.compute import Compute
from poisonkit.dataset import CxrDataset
from poisonkit.judgement.brief import Brief
from poisonkit.networks import NETWORKS
from poisonkit.planning import draw_plan
from poisonkit.recipe import Recipe
from poisonkit.stages.audit import audit
from poisonkit.stages.clean import clean
from poisonkit.stages.evaluate import evaluate
from poisonkit.stages.inject import inject
from poisonkit.stages.unlearn import unlearn
from poisonkit.unlearning import CALM, Terms

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from benchmarks.lab import Lab
    from poisonkit.manifest import Manifest

TRIGGER = "patch:size=3,value=0.9"
NEVER = 1e-9
"""Share of the films with a trigger at which no draw ever chooses one."""


@dataclass(frozen=True, kw_only=True)
class Case:
    """One poisoned set with its truth and its audits."""

    lab: Lab
    folder: Path
    bad: CxrDataset
    truth: Manifest

    @classmethod
    def prepare(cls, lab: Lab, folder: Path, target: str, rate: float) -> Self:
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
