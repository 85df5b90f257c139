"""Cohorts of films for `pixels`: poisoned, audited, and held to the truth."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.lab import Films
from benchmarks.poisons import Poison
from benchmarks.reading import columns, loud
from poisonkit.attempts import Scope
from poisonkit.compute import Compute
from poisonkit.dataset import Split
from poisonkit.grading import rank
from poisonkit.judgement.brief import Brief
from poisonkit.stages.audit import audit
from poisonkit.stages.grade import grade

if TYPE_CHECKING:
    from pathlib import Path

    from poisonkit.auditfile import AuditRecord
    from poisonkit.dataset import CxrDataset
    from poisonkit.manifest import Manifest

BENIGN = 0.05
"""Share of the training films that carry the trigger in a benign twin."""

_SHARE = 0.8
"""Of a folder's films, in each cohort."""


def films_of(folder: Path, count: int, side: int, source: Path | None) -> Films:
    """Return most films of *source*, each seed its own, or *count* phantoms."""
    if source:
        count = int(_SHARE * sum(1 for _ in (source / "images").iterdir()))
    return Films(folder=folder, count=count, side=side, source=source)


@dataclass(frozen=True)
class Cohorts:
    """The films of each seed, the label that is aimed at, and who looks."""

    films: Films
    target: str
    detectors: tuple[str, ...]

    @property
    def folder(self) -> Path:
        """Where all files go."""
        return self.films.folder

    def innocent(self, seed: int, trigger: str | None) -> dict[str, Any]:
        """Audit clean films, or the benign twin of *trigger*: any finding is false."""
        data = self.films.of(seed)
        if trigger:
            scope = Scope(seed=seed, benign=True)
            data, _ = self._planted(data, Poison(trigger), BENIGN, scope)
        record = self._audit(data, seed)
        flagged = len({s.row for f in record.findings for s in f.samples})
        return {"films": len(data), "findings": loud(record), "flagged": flagged}

    def poisoned(self, seed: int, poison: Poison, rate: float) -> dict[str, Any]:
        """Poison the films of *seed*, audit them, and hold it against the truth."""
        data, truth = self._planted(self.films.of(seed), poison, rate, Scope(seed=seed))
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
        self, data: CxrDataset, poison: Poison, rate: float, scope: Scope
    ) -> tuple[CxrDataset, Manifest]:
        path = self.folder / "planted.h5"
        return poison.planted(data, path, self.target, rate, scope)

    def _audit(self, data: CxrDataset, seed: int) -> AuditRecord:
        place = self.folder / "audit"
        place.mkdir(exist_ok=True)
        brief, compute = (
            Brief(detectors=self.detectors, seed=seed),
            Compute.choose("cpu"),
        )
        return audit(data, place, brief, witness=None, compute=compute)
