"""The films that an audit accuses, each once, the gravest first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from poisonkit.errors import BadInputError
from poisonkit.finding import Severity

if TYPE_CHECKING:
    from pathlib import Path

    from poisonkit.auditfile import AuditRecord
    from poisonkit.auditrecords import FindingRecord
    from poisonkit.dataset import CxrDataset


@dataclass(frozen=True, kw_only=True)
class Suspect:
    """One film that at least one finding names."""

    row: int
    image: str
    suspicion: float
    """The largest of its findings'."""

    findings: tuple[int, ...]
    """Their places among the record's findings, the gravest first."""

    box: tuple[int, int, int, int] | None
    """top, left, height, width of what it shares with others, where that is known."""


def suspects_of(record: AuditRecord) -> list[Suspect]:
    """Return every film that a finding names, as a reviewer goes through them."""
    found: dict[int, Suspect] = {}
    for place in _by_severity(record):
        finding = record.findings[place]
        for rank, sample in enumerate(finding.samples):
            known = found.get(sample.row)
            found[sample.row] = Suspect(
                row=sample.row,
                image=sample.image,
                suspicion=max(sample.suspicion, known.suspicion if known else 0.0),
                findings=(*(known.findings if known else ()), place),
                box=(known.box if known else None) or _box(finding, rank),
            )
    return list(found.values())


def check_suspects(record: AuditRecord, data: CxrDataset, folder: Path) -> None:
    """Refuse a record that does not speak of the films of *data*."""
    if record.data_digest != data.digest:
        raise BadInputError(f"{folder} is the audit of another data set")
    if record.label_names != data.label_names:
        raise BadInputError(f"{folder} is no audit of these labels: it was edited")
    for finding in record.findings:
        for sample in finding.samples:
            if not 0 <= sample.row < len(data) or data.ids[sample.row] != sample.image:
                raise BadInputError(
                    f"{folder}: finding {finding.id} names the row {sample.row}, which "
                    f"is not the film that it says: findings.json was edited"
                )
        if finding.label and finding.label not in data.label_names:
            raise BadInputError(
                f"{folder}: finding {finding.id} is of {finding.label}, which is no "
                f"label: findings.json was edited"
            )


def _by_severity(record: AuditRecord) -> list[int]:
    ranks = [list(Severity).index(finding.severity) for finding in record.findings]
    return sorted(range(len(ranks)), key=lambda place: -ranks[place])


def _box(finding: FindingRecord, rank: int) -> tuple[int, int, int, int] | None:
    """Return where the film of this *rank* bears the pattern, if the record says so."""
    where = finding.where
    if where is None or where.whole or (where.moves and rank):
        return None
    return where.box
