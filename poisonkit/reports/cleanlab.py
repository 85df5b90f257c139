"""The findings as a table of issues, one line per film.

Columns as of ``Datalab.get_issues()`` of cleanlab (Apache-2.0): ``is_X_issue``, and
``X_score`` in [0, 1], of which the lowest is the worst.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, final

from poisonkit.reports._films import films_of, is_alarming
from poisonkit.reports.base import Report

if TYPE_CHECKING:
    from pathlib import Path

    from poisonkit.auditfile import AuditRecord
    from poisonkit.reports._films import FilmSaid

_TYPES = {
    "trigger": "trigger",
    "label": "label",
    "near_duplicate": "duplicate",
    "shortcut": "shortcut",
}
"""What an issue is called there, and here."""


@final
@dataclass(frozen=True, kw_only=True)
class Cleanlab(Report):
    """A table of issues as cleanlab's Datalab gives one, as CSV."""

    suffix: ClassVar[str] = ".issues.csv"

    def render(self, record: AuditRecord, folder: Path) -> str:
        """Return a line per film; of an audit without its scores, per suspect."""
        head = [word for name in ("poison", *_TYPES) for word in _columns(name)]
        text = io.StringIO()
        table = csv.DictWriter(
            text,
            ["image", *head, "given_label", "finding", "seen_by"],
            lineterminator="\n",
        )
        table.writeheader()
        for film in films_of(record, folder):
            table.writerow(_line(film))
        return text.getvalue()


def _columns(name: str) -> tuple[str, str]:
    return f"is_{name}_issue", f"{name}_score"


def _line(film: FilmSaid) -> dict[str, Any]:
    issue, score = _columns("poison")
    line = {
        "image": film.image,
        issue: film.alarming,
        score: f"{1 - film.suspicion:.6f}",
    }
    for name, kind in _TYPES.items():
        mine = [(f, s) for f, s in film.suspected if f.kind == kind]
        issue, score = _columns(name)
        line[issue] = any(is_alarming(finding) for finding, _ in mine)
        worst = max((sample.suspicion for _, sample in mine), default=0.0)
        line[score] = f"{1 - worst:.6f}"
    findings = [finding for finding, _ in film.suspected]
    given = {f"{f.label}={int(f.direction == 'add')}": f for f in findings if f.label}
    seen = sorted({test.detector for f in findings for test in f.evidence})
    return line | {
        "given_label": " ".join(given),
        "finding": " ".join(finding.id for finding in findings),
        "seen_by": " ".join(seen),
    }
