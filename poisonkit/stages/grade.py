"""An audit and the truth in; how right the audit was out."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from poisonkit.auditfile import AuditRecord
from poisonkit.errors import BadInputError
from poisonkit.files import write_json, writing
from poisonkit.grading import Grade, Truth, grade_audit
from poisonkit.policies import POLICIES
from poisonkit.scorefile import SCORES, read_scores
from poisonkit.truthtable import TruthTable

if TYPE_CHECKING:
    from pathlib import Path

    from poisonkit.manifest import Manifest

GRADE = "grade.json"


def grade(
    audit: Path, manifest: Manifest | TruthTable, *, force: bool = False
) -> Grade:
    """Compare the audit in the folder *audit* with *manifest*; write ``grade.json``.

    The audit may be of the poisoned set or of its untouched source.  In the second case
    nothing is poisoned, and whatever was found is false.  A table knows no digests: it
    is taken to be about the films that it names.
    """
    record = AuditRecord.read(audit)
    scores = read_scores(audit)
    if len(scores.suspicion) != record.images:
        raise BadInputError(
            f"{audit / SCORES} is of {len(scores.suspicion)} films, the audit of "
            f"{record.images}"
        )
    truths = (
        manifest.truths(record, scores.images)
        if isinstance(manifest, TruthTable)
        else _truth(record, manifest)
    )
    result = grade_audit(record.findings, scores.suspicion, scores.flagged, truths)
    with writing(audit / GRADE, force=force) as part:
        write_json(part, asdict(result))
    return result


def _truth(record: AuditRecord, manifest: Manifest) -> tuple[Truth, ...]:
    if record.data_digest not in {manifest.poisoned_digest, manifest.source_digest}:
        raise BadInputError("the audit and the manifest are of different data sets")
    planted = record.data_digest == manifest.poisoned_digest and not manifest.benign
    boxes = [(s.plant, s.row, s.left.box) for s in manifest.samples if planted]
    truths = tuple(
        Truth(
            target=each.target,
            direction="add" if POLICIES.create(each.policy).wanted else "remove",
            boxes={row: box for plant, row, box in boxes if plant == number},
        )
        for number, each in enumerate(manifest.plants)
    )
    # Of what vanished altogether there is nothing to be found.
    return tuple(truth for truth in truths if truth.boxes) or truths[:1]
