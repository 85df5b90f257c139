"""A verdict as the record that is written down."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from poisonkit.auditfile import AuditRecord
from poisonkit.auditrecords import (
    CanaryRecord,
    FindingRecord,
    SkipRecord,
    TestRecord,
    WhereRecord,
)
from poisonkit.eyes import eyes_from
from poisonkit.finding import Severity
from poisonkit.judgement.describing import (
    column_shares,
    label_records,
    label_shares,
    sample_records,
)
from poisonkit.judgement.summing import summary
from poisonkit.pictures import FOLDER, box_on

if TYPE_CHECKING:
    from poisonkit.dataset import CxrDataset
    from poisonkit.deliveryrecord import DeliveryRecord
    from poisonkit.eyes import CanaryResult
    from poisonkit.finding import Finding, Testimony
    from poisonkit.lineage import Lineage
    from poisonkit.verdict import Verdict


@dataclass(frozen=True, kw_only=True)
class Circumstances:
    """How an audit was made."""

    alpha: float
    seed: int
    detectors: tuple[str, ...]
    model_digest: str | None
    canaries: tuple[CanaryResult, ...]
    lineage: Lineage
    since: DeliveryRecord | None = None


def record_of(
    data: CxrDataset, verdict: Verdict, circumstances: Circumstances
) -> AuditRecord:
    """Return everything an audit leaves to be read."""
    loud = [f for f in verdict.findings if f.severity.at_least(Severity.MEDIUM)]
    return AuditRecord(
        data_digest=data.digest,
        model_digest=circumstances.model_digest,
        verdict="findings" if loud else "no evidence",
        summary=summary(data, loud, circumstances.canaries, circumstances.since),
        images=len(data),
        patients=len(set(data.patients)),
        label_names=data.label_names,
        alpha=circumstances.alpha,
        seed=circumstances.seed,
        detectors=circumstances.detectors,
        eyes_from=eyes_from(circumstances.canaries),
        canaries=tuple(CanaryRecord(**asdict(c)) for c in circumstances.canaries),
        findings=tuple(_finding(data, finding) for finding in verdict.findings),
        skips=tuple(SkipRecord(**asdict(skip)) for skip in verdict.skips),
        checked=tuple(_test(testimony) for testimony in verdict.checked),
        lineage=asdict(circumstances.lineage),
        image_size=(data.images.shape[1], data.images.shape[2]),
        label_counts=label_records(data),
        since=circumstances.since,
    )


def _finding(data: CxrDataset, finding: Finding) -> FindingRecord:
    return FindingRecord(
        id=finding.id,
        code=finding.code,
        kind=finding.kind,
        severity=finding.severity,
        label=finding.group.label,
        direction=finding.group.direction,
        p_value=finding.p_value,
        q_value=finding.q_value,
        samples=sample_records(data, finding),
        where=_where(finding, data.images.shape[1:]),
        evidence=tuple(_test(testimony) for testimony in finding.testimonies),
        causal_test=finding.causal,
        label_check=finding.checks.labels,
        reference_check=finding.checks.reference,
        notes=finding.notes,
        label_shares=label_shares(data, finding),
        column_shares=column_shares(data, finding),
        subject=finding.subject,
    )


def _where(finding: Finding, shape: tuple[int, ...]) -> WhereRecord | None:
    if finding.pattern is None:
        return None
    box = box_on(finding, int(finding.rows[0])) or finding.pattern.box
    return WhereRecord(
        box=(box.top, box.left, box.height, box.width),
        moves=bool(finding.pattern.places),
        whole=(box.height, box.width) == shape,
        added=finding.pattern.added,
        patch=f"{FOLDER}/{finding.id}-trigger.png",
    )


def _test(testimony: Testimony) -> TestRecord:
    return TestRecord(
        detector=testimony.detector,
        code=testimony.code,
        label=testimony.group.label,
        direction=testimony.group.direction,
        separation=testimony.separation,
        p_value=testimony.p_value,
        q_value=testimony.q_value,
    )
