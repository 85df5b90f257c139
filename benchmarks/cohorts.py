"""Cohorts of films for `wholeimage`: poisoned, audited, and held to the truth."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.reading import columns, loud
from benchmarks.some import some_films
from poisonkit.attempts import Attempt, Scope
from poisonkit.compute import Compute
from poisonkit.dataset import CxrDataset, Split
from poisonkit.grading import rank
from poisonkit.intake.sources import Order
from poisonkit.judgement.brief import Brief
from poisonkit.phantoms.folder import write_folder
from poisonkit.planning import draw_plan
from poisonkit.stages.audit import audit
from poisonkit.stages.grade import grade
from poisonkit.stages.ingest import ingest
from poisonkit.stages.inject import inject

if TYPE_CHECKING:
    from pathlib import Path

    from poisonkit.auditfile import AuditRecord
    from poisonkit.manifest import Manifest

DETECTORS = ("residual_mean", "spectrum")
BENIGN = 0.05
"""Share of the training films that carry the trigger in a benign twin."""

_SHARE = 0.8
"""Of a folder's films, in each cohort."""


@dataclass(frozen=True)
class Cohorts:
    """Where the films come from, and where all files go."""

    folder: Path
    films: int
    side: int
    target: str
    source: Path | None

    def clean(self, seed: int) -> CxrDataset:
        """Return the films of *seed*, drawn and ingested at the first call."""
        path, drawn = self.folder / f"{seed}.h5", self.folder / f"films-{seed}"
        if not path.exists():
            if self.source:
                count = sum(1 for _ in (self.source / "images").iterdir())
                some_films(self.source, drawn, int(_SHARE * count), seed)
            else:
                write_folder(drawn, self.films, seed=seed, size=self.side)
            ingest(drawn, path, Order(seed=seed), force=True)
        return CxrDataset.open(path)

    def innocent(self, seed: int, trigger: str | None) -> dict[str, Any]:
        """Audit clean films, or the benign twin of *trigger*: any finding is false."""
        data = self.clean(seed)
        if trigger:
            scope = Scope(seed=seed, benign=True)
            data, _ = self._planted(data, trigger, BENIGN, scope)
        record = self._audit(data, seed)
        flagged = len({s.row for f in record.findings for s in f.samples})
        return {"films": len(data), "findings": loud(record), "flagged": flagged}

    def poisoned(self, seed: int, trigger: str, rate: float) -> dict[str, Any]:
        """Poison the films of *seed*, audit them, and hold it against the truth."""
        data, truth = self._planted(self.clean(seed), trigger, rate, Scope(seed=seed))
        record = self._audit(data, seed)
        marks = grade(self.folder / "audit", truth, force=True)
        train = data.rows(Split.TRAIN)
        bad = np.isin(train, [sample.row for sample in truth.samples])
        rows = {
            "none": np.zeros(len(bad)),
            "random": np.random.default_rng([seed, 1]).random(len(bad)),
            "perfect": bad.astype(float),
        }
        rows |= {k: v[train] for k, v in columns(self.folder / "audit").items()}
        return {
            "training films": len(train),
            "poisoned": int(bad.sum()),
            "loud": loud(record),
            "grade": {**asdict(marks), "false_findings": len(marks.false_findings)},
            "rows": {key: asdict(rank(value, bad)) for key, value in rows.items()},
        }

    def _planted(
        self, data: CxrDataset, trigger: str, rate: float, scope: Scope
    ) -> tuple[CxrDataset, Manifest]:
        attempt = Attempt(trigger=trigger, target=self.target, rate=rate)
        path = self.folder / "planted.h5"
        truth = inject(data, path, draw_plan(data, [attempt], scope), force=True)
        return CxrDataset.open(path), truth

    def _audit(self, data: CxrDataset, seed: int) -> AuditRecord:
        place = self.folder / "audit"
        place.mkdir(exist_ok=True)
        brief, compute = Brief(detectors=DETECTORS, seed=seed), Compute.choose("cpu")
        return audit(data, place, brief, witness=None, compute=compute)
