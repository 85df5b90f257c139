"""A data set, and what a model showed of it, in; findings and scores out.

Nothing here, and nothing that this imports, can read a manifest: a test holds that.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # no stubs

from poisonkit.checkpoint import Checkpoint
from poisonkit.detectors import DETECTORS
from poisonkit.errors import BadInputError, BadParameterError, NothingToAuditError
from poisonkit.evidencefile import EvidenceFile
from poisonkit.finding import Verdict
from poisonkit.judgement.accusing import Accusation, accuse
from poisonkit.judgement.bench import Bench
from poisonkit.judgement.causal import Laboratory
from poisonkit.judgement.concluding import conclude
from poisonkit.judgement.measuring import measure
from poisonkit.judgement.ranking import detector_columns, overall
from poisonkit.judgement.recording import Circumstances, record_of
from poisonkit.lineage import Lineage
from poisonkit.pictures import draw_finding, draw_scores
from poisonkit.progress import silent
from poisonkit.scorefile import SCORES, write_scores
from poisonkit.spec import Spec

if TYPE_CHECKING:
    from pathlib import Path

    from poisonkit.auditfile import AuditRecord
    from poisonkit.canary import CanaryResult
    from poisonkit.compute import Compute
    from poisonkit.dataset import CxrDataset
    from poisonkit.progress import Progress


@dataclass(frozen=True, kw_only=True)
class Witness:
    """A model that was trained on the suspected data, and what it showed of them."""

    run: Path
    evidence: Path
    canaries: tuple[CanaryResult, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Brief:
    """How an audit is to be made."""

    detectors: tuple[str, ...]
    alpha: float = 0.05
    """False-discovery rate at which a measurement becomes an accusation."""

    seed: int = 0

    def __post_init__(self) -> None:
        """Refuse an alpha that would accuse nobody or everybody."""
        if not 0 < self.alpha < 1:
            raise BadParameterError(f"alpha must lie between 0 and 1: {self.alpha}")


def audit(  # noqa: PLR0913 - what is audited, how, by whom, where and whither
    data: CxrDataset,
    folder: Path,
    brief: Brief,
    *,
    witness: Witness | None,
    compute: Compute,
    progress: Progress = silent,
) -> AuditRecord:
    """Look for poison in *data* and write what was found into *folder*."""
    bench = Bench(data=data, file=_evidence(data, witness))
    laboratory = _laboratory(bench, witness, compute, brief.seed)
    verdict = _judge(bench, laboratory, brief, progress)
    record = record_of(data, verdict, _circumstances(bench, brief, witness))
    with progress("drawing", len(verdict.findings), "findings") as advance:
        for finding in verdict.findings:
            draw_finding(folder, bench, finding)
            advance()
    draw_scores(folder, verdict)
    write_scores(folder / SCORES, data.ids, verdict)
    record.write(folder)
    return record


def _judge(
    bench: Bench, laboratory: Laboratory | None, brief: Brief, progress: Progress
) -> Verdict:
    """Measure, accuse, conclude."""
    chosen = {Spec.parse(text).name: DETECTORS.create(text) for text in brief.detectors}
    steps = len(chosen) * len(bench.groups())
    # Many small decompositions: threads would wait for each other longer than they
    # work, by minutes where another process keeps a core busy.
    with threadpool_limits(1), progress("measuring", steps, "groups") as advance:
        measured, skips = measure(bench, chosen, brief.seed, advance)
    if not measured:
        reasons = sorted({skip.reason for skip in skips}) or ["there are no labels"]
        raise NothingToAuditError(f"nothing could be audited: {'; '.join(reasons)}")
    surprising = [one for one in measured if one.q_value <= brief.alpha]
    accusations: list[Accusation] = []
    with progress("trying suspects", len(surprising), "accusations") as advance:
        for one in surprising:
            accusations.append(accuse(bench, laboratory, one))
            advance()
    findings = conclude(accusations)
    columns = detector_columns(measured, accusations, len(bench.data))
    return Verdict(
        findings=findings,
        skips=tuple(skips),
        suspicion=overall(columns, findings, len(bench.data)),
        columns=columns,
        checked=tuple(one.testimony() for one in measured),
    )


def _evidence(data: CxrDataset, witness: Witness | None) -> EvidenceFile | None:
    if witness is None:
        return None
    file = EvidenceFile.open(witness.evidence)
    if file.data_digest != data.digest:
        raise BadInputError(f"{witness.evidence} is the evidence of another data set")
    return file


def _laboratory(
    bench: Bench, witness: Witness | None, compute: Compute, seed: int
) -> Laboratory | None:
    if witness is None or bench.file is None:
        return None
    model = Checkpoint.read(witness.run).load(witness.run)
    compute.place(model)
    return Laboratory(
        data=bench.data, file=bench.file, model=model, compute=compute, seed=seed
    )


def _circumstances(
    bench: Bench, brief: Brief, witness: Witness | None
) -> Circumstances:
    model = bench.file.model_digest if bench.file else None
    inputs = {"data": bench.data.digest} | ({"model": model} if model else {})
    return Circumstances(
        alpha=brief.alpha,
        seed=brief.seed,
        detectors=brief.detectors,
        model_digest=model,
        canaries=witness.canaries if witness else (),
        lineage=Lineage(
            stage="audit",
            parameters={"detectors": list(brief.detectors), "alpha": brief.alpha},
            inputs=inputs,
            seed=brief.seed,
        ),
    )
