"""The findings as one page that needs nothing but itself."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, final

import jinja2

from poisonkit import __version__
from poisonkit.finding import Severity
from poisonkit.pictures import FOLDER, picture_names
from poisonkit.reports._words import (
    canary_sentence,
    causal_sentence,
    chance,
    count_of,
    headline,
    power_lines,
    where_sentence,
)
from poisonkit.reports.base import Report

if TYPE_CHECKING:
    from pathlib import Path

    from poisonkit.auditfile import AuditRecord

_LISTED = 40
"""Suspects named on the page; all are in scores.csv."""


@final
@dataclass(frozen=True, kw_only=True)
class Html(Report):
    """A page to read, print and send: the verdict first, then its proofs."""

    suffix: ClassVar[str] = ".html"

    def render(self, record: AuditRecord, folder: Path) -> str:
        """Fill the template; every picture goes into the page."""
        environment = jinja2.Environment(
            loader=jinja2.PackageLoader("poisonkit.reports", "templates"),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        page = environment.get_template("audit.html.j2")
        return page.render(
            audit=record,
            loud=[f for f in record.findings if f.severity != Severity.LOW],
            quiet=[f for f in record.findings if f.severity == Severity.LOW],
            pictures={f.id: _pictures(folder, f.id) for f in record.findings},
            scores=_embedded(folder / FOLDER / "scores.png"),
            chance=chance,
            headline=headline,
            count=count_of,
            where=where_sentence,
            causal=causal_sentence,
            canary=canary_sentence(record),
            power=power_lines(record),
            groups=_by_detector(record),
            listed=_LISTED,
            version=__version__,
        )


def _pictures(folder: Path, finding: str) -> dict[str, str]:
    """Return the pictures of one finding as data, by what they show."""
    return {
        name.removeprefix(f"{finding}-").removesuffix(".png"): _embedded(
            folder / FOLDER / name
        )
        for name in picture_names(folder, finding)
    }


def _embedded(path: Path) -> str:
    if not path.exists():
        return ""
    return "data:image/png;base64," + base64.b64encode(path.read_bytes()).decode()


def _by_detector(record: AuditRecord) -> dict[str, tuple[int, float]]:
    """Return how many groups each detector tested, and its smallest q-value."""
    tests = {name.partition(":")[0]: (0, 1.0) for name in record.detectors}
    for test in record.checked:
        count, least = tests.get(test.detector, (0, 1.0))
        tests[test.detector] = (count + 1, min(least, test.q_value))
    return tests
