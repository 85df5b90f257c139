"""Cohorts of films for `wholeimage`: poisoned, audited, and held to the truth."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from benchmarks.lab import Films
from benchmarks.reading import columns, loud
from poisonkit.attempts import Attempt, Scope
from poisonkit.compute import Compute
from poisonkit.dataset import CxrDataset, Split
from poisonkit.grading import rank
from poisonkit.judgement.brief import Brief
from poisonkit.planning import draw_plan
from poisonkit.stages.audit import audit
from poisonkit.stages.grade import grade
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
    """The films of each seed, and the label that is aimed at."""

    films: Films
    target: str

    @classmethod
    def of(
        cls, folder: Path, count: int, side: int, source: Path | None, target: str
    ) -> Self:
        """Take most films of *source*, each seed its own, or draw *count* phantoms."""
        if source:
            count = int(_SHARE * sum(1 for _ in (source / "images").iterdir()))
        films = Films(folder=folder, count=count, side=side, source=source)
        return cls(films, target)

    @property
    def folder(self) -> Path:
        """Where all files go."""
        return self.films.folder

    def innocent(self, seed: int, trigger: str | None) -> dict[str, Any]:
        """Audit clean films, or the benign twin of *trigger*: any finding is false."""
        data = self.films.of(seed)
        if trigger:
            scope = Scope(seed=seed, benign=True)
            data, _ = self._planted(data, trigger, BENIGN, scope)
        record = self._audit(data, seed)
        flagged = len({s.row for f in record.findings for s in f.samples})
        return {"films": len(data), "findings": loud(record), "flagged": flagged}

    def poisoned(self, seed: int, trigger: str, rate: float) -> dict[str, Any]:
        """Poison the films of *seed*, audit them, and hold it against the truth."""
        data, truth = self._planted(
            self.films.of(seed), trigger, rate, Scope(seed=seed)
        )
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
