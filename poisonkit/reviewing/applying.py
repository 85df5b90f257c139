"""What decisions do to a data set's columns, and how many of them did what."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from poisonkit.datasetfile import columns_at
from poisonkit.errors import BadInputError
from poisonkit.finding import Severity
from poisonkit.reviewing.changes import KEPT, RELABELLED, REMOVED
from poisonkit.reviewing.decision import Kind
from poisonkit.reviewing.store import REVIEWS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from poisonkit.arrays import Labels, Rows
    from poisonkit.auditfile import AuditRecord
    from poisonkit.datasetfile import Columns
    from poisonkit.lineage import Lineage
    from poisonkit.reviewing.changes import Change
    from poisonkit.reviewing.standing import Ruling


def check_rulings(ruled: Mapping[int, Ruling], data: Columns, audit: Path) -> None:
    """Refuse labels that are not as many as those of *data*."""
    count = len(data.label_names)
    for one in ruled.values():
        if one.kind == Kind.RELABEL and len(one.labels) != count:
            raise BadInputError(f"{audit / REVIEWS} was edited: labels do not fit")


def columns_after(
    data: Columns, kept: Rows, changes: Sequence[Change], lineage: Lineage
) -> Columns:
    """Return the columns of what is *kept*, with the labels that reviewers gave."""
    prints = list(data.fingerprints)
    for change in changes:
        if prints and change.action == RELABELLED:  # its table says otherwise
            prints[change.row] = ""
    labels = labels_after(data, changes)
    relabelled = replace(data, labels=labels, fingerprints=tuple(prints))
    return columns_at(relabelled, kept, lineage)


def labels_after(data: Columns, changes: Sequence[Change]) -> Labels:
    """Return all labels ``(n, l)``, those that reviewers gave in place of the old."""
    labels = data.labels.copy()
    for change in changes:
        if change.action == RELABELLED and change.ruling:
            labels[change.row] = change.ruling.labels
    return labels


def counts_of(
    record: AuditRecord, ruled: Mapping[int, Ruling], changes: Sequence[Change]
) -> dict[str, Any]:
    """Return what was done how often, by the names of a cleaning's fields."""
    actions = [change.action for change in changes]
    accused = {
        sample.row
        for finding in record.findings
        if finding.severity.at_least(Severity.MEDIUM) and not finding.suppressed
        for sample in finding.samples
    }
    rulings_used = [change.ruling for change in changes if change.ruling]
    return {
        "removed": actions.count(REMOVED),
        "relabelled": actions.count(RELABELLED),
        "spared": actions.count(KEPT),
        "disputed": sum(ruling.disputed for ruling in rulings_used),
        "undecided": len(accused - {change.row for change in changes}) if ruled else 0,
        "reviewers": tuple(
            sorted({name for one in ruled.values() for name in one.said})
        ),
    }
