"""What becomes of the accused films in a cleaned set, and why."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from typing import TYPE_CHECKING

from poisonkit.reviewing.decision import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from poisonkit.auditfile import AuditRecord
    from poisonkit.datasetfile import Columns
    from poisonkit.finding import Severity
    from poisonkit.reviewing.standing import Ruling

REMOVED, RELABELLED, KEPT = "removed", "relabelled", "kept"
_ACTIONS = {Kind.ACCEPT: REMOVED, Kind.RELABEL: RELABELLED}
_COLUMNS = (
    "image", "row", "finding", "action", "decision", "labels_before", "labels_after",
    "comment",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Change:
    """What becomes of one film."""

    row: int
    finding: str
    """The first that names it."""

    action: str
    """``removed``, ``relabelled`` or ``kept``."""

    ruling: Ruling | None = None
    """What reviewers said; None where nobody did, and the audit alone decides."""


def changes_of(
    record: AuditRecord, rulings: Mapping[int, Ruling], severity: Severity | None
) -> list[Change]:
    """Return what becomes of each accused film that is not simply passed over.

    Reviewers decide.  Of what none of them decided on, what findings of *severity* or
    worse name is removed; None: nothing of it.
    """
    changes: dict[int, Change] = {}
    for finding in record.findings:
        counts = severity is not None and finding.severity.at_least(severity)
        loud = counts and finding.suppressed is None
        for sample in finding.samples:
            ruling = rulings.get(sample.row)
            if sample.row in changes or (ruling is None and not loud):
                continue
            action = _ACTIONS.get(ruling.kind, KEPT) if ruling else REMOVED
            changes[sample.row] = Change(
                row=sample.row, finding=finding.id, action=action, ruling=ruling
            )
    return [changes[row] for row in sorted(changes)]


def write_changes(path: Path, data: Columns, changes: Iterable[Change]) -> None:
    """Write one line per film that was removed, relabelled, or kept on purpose."""
    with path.open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(_COLUMNS)
        table.writerows(_line(data, change) for change in changes)


def _line(data: Columns, change: Change) -> list[str | int]:
    ruling, before, after = change.ruling, "", ""
    if ruling and change.action == RELABELLED:
        before = _names(data, data.labels[change.row].tolist())
        after = _names(data, ruling.labels)
    said = ruling.said if ruling else {}
    comments = ruling.comments if ruling else {}
    return [
        data.ids[change.row],
        change.row,
        change.finding,
        change.action,
        _told(said),
        before,
        after,
        _told(comments),
    ]


def _told(words: Mapping[str, str]) -> str:
    return "; ".join(f"{name}: {word}" for name, word in words.items())


def _names(data: Columns, labels: Iterable[int]) -> str:
    """Return the labels that are present, and with a question mark the unknown."""
    named = zip(data.label_names, labels, strict=True)
    return "|".join(f"{name}{'?' * (one < 0)}" for name, one in named if one)
