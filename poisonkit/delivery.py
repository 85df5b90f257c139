"""The films of a set that an earlier audit has not seen, and what is said of them.

Statistics need the whole set; what an audit concludes is about the delivery.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from poisonkit.deliveryrecord import DeliveryRecord

if TYPE_CHECKING:
    from collections.abc import Sequence

    from poisonkit.arrays import Rows
    from poisonkit.auditrecords import FindingRecord
    from poisonkit.dataset import CxrDataset
    from poisonkit.finding import Finding
    from poisonkit.verdict import Verdict


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """Which films are new, and what was found before they came."""

    rows: Rows
    """(m,): of the data set."""

    known: Sequence[FindingRecord]
    audit: str
    """The digest of the earlier audit's findings."""

    def of_new(self, verdict: Verdict) -> Verdict:
        """Return *verdict* with only those findings, and suspects, that are new."""
        new = [self._part(f) for f in verdict.findings if self._concerns(f)]
        findings = [replace(f, id=f"F{k}") for k, f in enumerate(new, start=1)]
        return replace(verdict, findings=tuple(findings))

    def record(self, data: CxrDataset, left_out: int) -> DeliveryRecord:
        """Return what is written of the delivery."""
        return DeliveryRecord(
            audit=self.audit,
            images=tuple(data.ids[row] for row in self.rows),
            patients=len({data.patients[row] for row in self.rows}),
            earlier_findings=left_out,
        )

    def _concerns(self, finding: Finding) -> bool:
        """Return whether *finding* names a new film, or none and was not known."""
        if len(finding.rows):
            return bool(np.isin(finding.rows, self.rows).any())
        group = finding.group
        told = (finding.kind, group.label, group.direction, finding.subject)
        return told not in {
            (f.kind, f.label, f.direction, f.subject) for f in self.known
        }

    def _part(self, finding: Finding) -> Finding:
        new = np.isin(finding.rows, self.rows)
        old = int((~new).sum())
        more = (f"{old:,} earlier films are suspected of the same",) if old else ()
        return replace(
            finding,
            rows=finding.rows[new],
            suspicion=finding.suspicion[new],
            notes=(*finding.notes, *more),
        )
