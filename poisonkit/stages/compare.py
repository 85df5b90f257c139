"""Two audits in; what has changed from one to the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from poisonkit.auditfile import AuditRecord
from poisonkit.comparing import Comparison, matched, moved
from poisonkit.scorefile import read_scores

if TYPE_CHECKING:
    from pathlib import Path

    from poisonkit.suppressions import Suppressions


def compare(
    old: Path, new: Path, suppressions: Suppressions | None = None
) -> Comparison:
    """Compare the audits in the folders *old* and *new*, finding by finding.

    Findings are the same by their fingerprints: `BadInputError` where one is no audit.
    """
    before, after = AuditRecord.read(old), AuditRecord.read(new)
    if suppressions:
        after = suppressions.apply(after)
    same, gone, fresh = matched(before.findings, after.findings)
    return Comparison(
        new=tuple(fresh),
        gone=tuple(gone),
        same=same,
        moved=moved(read_scores(old), read_scores(new)),
    )
