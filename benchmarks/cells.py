"""One cell of the detectors table: poison a set of phantoms, audit it, rank its films.

The audit is told nothing.  Every row of the table ranks the same training films, with
activations of the same probe.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.reading import OVERALL, accused, columns, loud
from benchmarks.references import among_positives, references, testified
from benchmarks.rivals import art_scores
from poisonkit.attempts import Attempt, Scope
from poisonkit.dataset import CxrDataset, Split
from poisonkit.grading import rank
from poisonkit.judgement.brief import Brief, Witness
from poisonkit.planning import draw_plan
from poisonkit.scorefile import read_scores
from poisonkit.stages.audit import audit
from poisonkit.stages.evaluate import evaluate
from poisonkit.stages.evidence import gather_evidence
from poisonkit.stages.grade import grade
from poisonkit.stages.inject import inject
from poisonkit.stages.probe import train_probe

if TYPE_CHECKING:
    from pathlib import Path

    from benchmarks.lab import Films
    from poisonkit.auditfile import AuditRecord
    from poisonkit.compute import Compute


@dataclass(frozen=True, kw_only=True)
class Bench:
    """What all cells of a table share."""

    films: Films
    trigger: str
    target: str
    compute: Compute
    detectors: tuple[str, ...]

    @property
    def folder(self) -> Path:
        """Where all files go."""
        return self.films.folder

    def poisoned(self, seed: int, rate: float) -> dict[str, Any]:
        """Poison the phantoms of *seed* at *rate*; return how every row did."""
        source, name = self.films.of(seed), f"poisoned-{seed}-{rate:g}"
        attempt = Attempt(trigger=self.trigger, target=self.target, rate=rate)
        plan = draw_plan(source, [attempt], Scope(seed=seed))
        path = self.folder / f"{name}.h5"
        truth = inject(source, path, plan, force=True)
        data = CxrDataset.open(path)
        witness, eyes = self._witness(data, name, seed)
        record = self._audit(data, name, witness, seed, self.detectors)
        marks = grade(self.folder / name, truth, force=True)
        train = data.rows(Split.TRAIN)
        bad = np.isin(train, [sample.row for sample in truth.samples])
        rivals = art_scores(witness, data, self.target, seed)
        rows = references(data, self.target, bad, seed)
        rows |= {key: rival.scores for key, rival in rivals.items()}
        rows |= {k: v[train] for k, v in columns(self.folder / name).items()}
        run = witness.run
        assert run is not None, "a probe is trained here"
        asked = testified(data, run, witness.evidence, self.compute)
        within = among_positives(asked, self.target, self.detectors, rows)
        attack = evaluate(run, source, compute=self.compute, manifest=truth)
        return {
            "training films": len(train),
            "poisoned": int(bad.sum()),
            "share of the target's positives": truth.target_share,
            "probe's infected_auroc": attack["attack"]["infected_auroc"],
            "probe's eyes_from": eyes,
            "verdict": record.summary,
            "tests": accused(record, self.target),
            "grade": {**asdict(marks), "false_findings": len(marks.false_findings)},
            "rows": {key: asdict(rank(value, bad)) for key, value in rows.items()},
            "among the target's positives": {
                key: asdict(rank(value, bad[members]))
                for key, (value, members) in within.items()
            },
        }

    def clean(self, seed: int) -> dict[str, Any]:
        """Audit the clean twin of *seed*; return what every row would have accused."""
        data, name = self.films.of(seed), f"twin-{seed}"
        witness, eyes = self._witness(data, name, seed)
        train = data.rows(Split.TRAIN)
        rows = {
            key: {"flagged": float(rival.flagged.mean()), "findings": None}
            for key, rival in art_scores(witness, data, self.target, seed).items()
        }
        each = ((d, (d,)) for d in self.detectors)
        for row, chosen in [(OVERALL, self.detectors), *each]:
            place = f"{name}-{row.partition(':')[0]}"
            record = self._audit(data, place, witness, seed, chosen)
            flagged = read_scores(self.folder / place).flagged[train]
            rows[row] = {"flagged": float(flagged.mean()), "findings": loud(record)}
        return {"training films": len(train), "probe's eyes_from": eyes, "rows": rows}

    def _witness(
        self, data: CxrDataset, name: str, seed: int
    ) -> tuple[Witness, float | None]:
        run, place = self.folder / f"{name}-probe", self.folder / f"{name}-evidence.h5"
        probed = train_probe(data, run, compute=self.compute, seed=seed, force=True)
        gather_evidence(run, data, place, compute=self.compute, seed=seed, force=True)
        return Witness(run=run, evidence=place, canaries=probed.canaries), (
            probed.eyes_from
        )

    def _audit(
        self,
        data: CxrDataset,
        name: str,
        witness: Witness,
        seed: int,
        detectors: tuple[str, ...],
    ) -> AuditRecord:
        place, brief = self.folder / name, Brief(detectors=detectors, seed=seed)
        place.mkdir(exist_ok=True)
        return audit(data, place, brief, witness=lambda: witness, compute=self.compute)
