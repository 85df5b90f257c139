"""The findings as one page that needs nothing but itself."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING, Any, ClassVar, final

import jinja2
from markupsafe import Markup

from poisonkit import __version__
from poisonkit.reports import _bearing as bearing
from poisonkit.reports import _provenance as provenance
from poisonkit.reports import _words as words
from poisonkit.reports._album import album_of, figure
from poisonkit.reports._company import Company
from poisonkit.reports._films import is_alarming
from poisonkit.reports._rules import meaning_of
from poisonkit.reports._tables import by_detector, label_rows, unseen
from poisonkit.reports.base import Report

if TYPE_CHECKING:
    from pathlib import Path

    from poisonkit.auditfile import AuditRecord

_TEMPLATES = "templates"

_OPEN = 3
"""Findings that are unfolded when the page opens."""

_LISTED = 40
"""Suspects named on the page; all are in scores.csv."""


@final
@dataclass(frozen=True, kw_only=True)
class Html(Report):
    """A page to read, print and send: the verdict first, then its proofs."""

    suffix: ClassVar[str] = ".html"

    def render(self, record: AuditRecord, folder: Path) -> str:
        """Fill the template; every picture goes into the page."""
        page = _environment().get_template("audit.html.j2")
        style = (files(__package__) / _TEMPLATES / "audit.css").read_text("utf-8")
        return page.render(
            audit=record,
            style=Markup(style),  # noqa: S704 - ours, and its digest is in the policy
            digest=_digest(style),
            loud=[f for f in record.findings if is_alarming(f)],
            quiet=[f for f in record.findings if not is_alarming(f)],
            open=_OPEN,
            listed=_LISTED,
            version=__version__,
            **_told(record),
            **_shown(record, folder),
        )


def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("poisonkit.reports", _TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "chance": words.chance,
        "share": lambda value: f"{100 * value:.0f} %",
        "sentence": words.sentence,
    }
    return environment


def _told(record: AuditRecord) -> dict[str, Any]:
    """Return what the page says in words and tables."""
    return {
        "words": words,
        "bearing": bearing,
        "canary": bearing.canary_sentence(record),
        "power": bearing.power_lines(record),
        "detectors": by_detector(record),
        "meaning": meaning_of,
        "labels": label_rows(record),
        "company": Company(record),
        "unseen": unseen(record.skips),
    }


def _shown(record: AuditRecord, folder: Path) -> dict[str, Any]:
    """Return what the page takes from the files beside the findings."""
    run = provenance.run_record(folder)
    names = ("scores", "detectors", "spaces")
    return {
        "album": album_of(record, folder),
        "figures": {name: figure(folder, name) for name in names},
        "command": provenance.command_of(record, run),
        "reference": provenance.reference_of(record),
        "facts": provenance.facts(run),
        "seconds": provenance.seconds(run),
    }


def _digest(style: str) -> str:
    """Return what a browser compares the style with, before it applies it."""
    return base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
