"""What a page tells in tables: detectors, labels, and what was not looked at."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from poisonkit.reports._films import is_alarming

if TYPE_CHECKING:
    from collections.abc import Iterable

    from poisonkit.auditfile import AuditRecord
    from poisonkit.auditrecords import FindingRecord, SkipRecord

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


@dataclass(frozen=True, kw_only=True)
class LabelRow:
    """One label: how common, how often suspected, and how surprising at worst."""

    name: str
    counts: tuple[int, int, int] | None
    """Positives, negatives, unknown; None where an audit did not keep them."""

    suspects: int
    findings: tuple[FindingRecord, ...]
    present: float | None
    """The smallest q-value among films with it; None if nothing was tested."""

    absent: float | None


def label_rows(record: AuditRecord) -> list[LabelRow]:
    """Return one row per label, in the data's order."""
    counted = {c.name: c for c in record.label_counts}
    least: dict[tuple[str, str], float] = {}
    for test in record.checked:
        key = test.label, test.direction
        least[key] = min(test.q_value, least.get(key, 1.0))
    rows = []
    for name in record.label_names:
        mine = tuple(f for f in record.findings if f.label == name and is_alarming(f))
        count = counted.get(name)
        row = LabelRow(
            name=name,
            counts=(count.positives, count.negatives, count.unknown) if count else None,
            suspects=len({sample.row for f in mine for sample in f.samples}),
            findings=mine,
            present=least.get((name, "add")),
            absent=least.get((name, "remove")),
        )
        rows.append(row)
    return rows


def by_detector(record: AuditRecord) -> dict[str, tuple[int, float]]:
    """Return how many groups each detector tested, and its smallest q-value."""
    tests = {name.partition(":")[0]: (0, 1.0) for name in record.detectors}
    for test in record.checked:
        count, least = tests.get(test.detector, (0, 1.0))
        tests[test.detector] = (count + 1, min(least, test.q_value))
    return tests


@dataclass(frozen=True)
class Unseen:
    """Everything that was not looked at for one reason."""

    reason: str
    detectors: tuple[str, ...]
    skips: tuple[SkipRecord, ...]


def unseen(skips: Iterable[SkipRecord]) -> list[Unseen]:
    """Return *skips* by their reason, the commonest first.

    Reasons that differ in a number alone are one: "3 to 9 films, 16 needed".
    """
    sorts: dict[str, list[SkipRecord]] = defaultdict(list)
    for skip in skips:
        sorts[_NUMBER.sub("#", skip.reason)].append(skip)
    parts = [
        Unseen(
            reason=_spanned([skip.reason for skip in mine]),
            detectors=tuple(dict.fromkeys(skip.detector for skip in mine)),
            skips=tuple(mine),
        )
        for mine in sorts.values()
    ]
    return sorted(parts, key=lambda part: -len(part.skips))


def _spanned(reasons: list[str]) -> str:
    """Return *reasons*, alike but for their numbers, as one."""
    places = zip(*(_NUMBER.findall(reason) for reason in reasons), strict=True)
    spans = iter([_span(set(numbers)) for numbers in places])
    return _NUMBER.sub(lambda _: next(spans), reasons[0])


def _span(numbers: set[str]) -> str:
    ends = sorted(numbers, key=lambda number: float(number.replace(",", "")))
    return ends[0] if len(ends) == 1 else f"{ends[0]} to {ends[-1]}"
