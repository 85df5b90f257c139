"""Every film of an audit with what was found of it, for tables of films."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from poisonkit.errors import BadInputError
from poisonkit.scorefile import SCORES, read_scores

if TYPE_CHECKING:
    from pathlib import Path

    from poisonkit.auditfile import AuditRecord
    from poisonkit.auditrecords import FindingRecord, SampleRecord

Suspect = tuple["FindingRecord", "SampleRecord"]


@dataclass(frozen=True, kw_only=True)
class FilmSaid:
    """One film: gravest finding first."""

    image: str
    suspicion: float
    suspected: tuple[Suspect, ...]

    @property
    def alarming(self) -> bool:
        """Whether a finding that is neither low nor suppressed names it."""
        return any(is_alarming(finding) for finding, _ in self.suspected)


def is_alarming(finding: FindingRecord) -> bool:
    """Return whether somebody must act on *finding*."""
    return finding.severity != "low" and finding.suppressed is None


def films_of(record: AuditRecord, folder: Path) -> list[FilmSaid]:
    """Return all films in the order of ``scores.csv``; without it, the suspects."""
    named: dict[str, list[Suspect]] = {}
    for finding in record.findings:
        for sample in finding.samples:
            named.setdefault(sample.image, []).append((finding, sample))
    suspicion = {
        image: max(sample.suspicion for _, sample in mine)
        for image, mine in named.items()
    }
    if (folder / SCORES).exists():
        told = read_scores(folder)
        suspicion = dict(zip(told.images, told.suspicion.tolist(), strict=True))
        if strange := set(named) - set(suspicion):
            raise BadInputError(f"{folder / SCORES} knows no film {min(strange)}")
    return [
        FilmSaid(image=image, suspicion=said, suspected=tuple(named.get(image, ())))
        for image, said in suspicion.items()
    ]
