"""What an audit and its reviews make of a data set: what goes, and what is relabelled.

Reviewers decide where there are any, the audit's findings where there are none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np

from poisonkit.auditfile import FINDINGS, AuditRecord
from poisonkit.errors import BadInputError
from poisonkit.finding import Severity
from poisonkit.lineage import digest_file, digest_text
from poisonkit.reviewing.applying import check_rulings, counts_of, labels_after
from poisonkit.reviewing.changes import KEPT, REMOVED, changes_of
from poisonkit.reviewing.standing import rulings
from poisonkit.reviewing.store import read_events
from poisonkit.reviewing.suspects import check_suspects

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from typing import Any

    from poisonkit.arrays import Labels, Rows
    from poisonkit.auditrecords import FindingRecord
    from poisonkit.dataset import CxrDataset
    from poisonkit.reviewing.changes import Change
    from poisonkit.reviewing.standing import Ruling


@dataclass(frozen=True, kw_only=True)
class Cleaning:
    """What becomes of each film of a data set."""

    data: CxrDataset
    audit: Path
    """The audit's folder."""

    record: AuditRecord
    ruled: Mapping[int, Ruling]
    """What reviewers said, by row."""

    severity: Severity | None
    """Of findings whose films go unreviewed; None: reviewers alone decide."""

    changes: tuple[Change, ...]

    @classmethod
    def of(cls, data: CxrDataset, audit: Path, severity: Severity | None) -> Self:
        """Read the audit of *data* and its reviews; refuse those of other data.

        *severity* None is medium, or none where there are reviewers.
        """
        record = AuditRecord.read(audit)
        check_suspects(record, data, audit)
        ruled = rulings(read_events(audit, record.data_digest))
        check_rulings(ruled, data, audit)
        if severity is None and not ruled:
            severity = Severity.MEDIUM
        changes = tuple(changes_of(record, ruled, severity))
        cleaning = cls(
            data=data, audit=audit, record=record, ruled=ruled, severity=severity,
            changes=changes,
        )  # fmt: skip
        if not len(cleaning.kept):
            raise BadInputError(f"by {audit} every image would go: nothing is left")
        return cleaning

    @property
    def gone(self) -> Rows:
        """The rows that are left out."""
        rows = [change.row for change in self.changes if change.action == REMOVED]
        return np.array(rows, np.int64)

    @property
    def kept(self) -> Rows:
        """All other rows."""
        return np.setdiff1d(np.arange(len(self.data)), self.gone)

    @property
    def labels(self) -> Labels:
        """The labels of all rows, as reviewers corrected them."""
        return labels_after(self.data, self.changes)

    @property
    def upheld(self) -> list[FindingRecord]:
        """The findings for which a film is left out or relabelled."""
        told = {one.finding for one in self.changes if one.action != KEPT}
        return [finding for finding in self.record.findings if finding.id in told]

    @property
    def parameters(self) -> dict[str, Any]:
        """What a lineage says of how strictly it was cleaned."""
        return {"severity": self.severity.value if self.severity else None}

    @property
    def inputs(self) -> dict[str, str]:
        """What a lineage says of where it comes from."""
        digest = digest_file(self.audit / FINDINGS)
        inputs = {"data": self.data.digest, "audit": digest}
        if self.ruled:  # not of the file: its bytes tell when, too
            told = digest_text(repr(one) for one in self.ruled.values())
            inputs["reviews"] = told
        return inputs

    @property
    def counts(self) -> dict[str, Any]:
        """What was done how often, by the names of a cleaning's fields."""
        return counts_of(self.record, self.ruled, self.changes)
