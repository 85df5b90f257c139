"""The findings as samples of FiftyOne (Apache-2.0), which shows films and boxes.

The form is that of ``samples.json`` in a ``FiftyOneDataset``, whose samples
``fiftyone.Sample.from_dict`` reads.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, final

from poisonkit.filmlist import NAME as FILMS
from poisonkit.filmlist import FilmList
from poisonkit.reports._films import films_of
from poisonkit.reports._heat import heat_map
from poisonkit.reports._words import headline
from poisonkit.reports.base import Report

if TYPE_CHECKING:
    from pathlib import Path

    from poisonkit.auditfile import AuditRecord
    from poisonkit.auditrecords import FindingRecord
    from poisonkit.reports._films import FilmSaid, Suspect


@final
@dataclass(frozen=True, kw_only=True)
class Fiftyone(Report):
    """Samples with tags, findings, boxes and heat maps, for FiftyOne."""

    suffix: ClassVar[str] = ".fiftyone.json"

    def render(self, record: AuditRecord, folder: Path) -> str:
        """Return JSON; paths are relative to the films' folder."""
        size = None
        if (folder / FILMS).exists():
            size = FilmList.read(folder).preprocessing.get("size")
        whole = {
            "name": "poisonkit",
            "info": {
                "summary": record.summary,
                "findings": [_about(finding) for finding in record.findings],
            },
            "samples": [_sample(f, size, folder) for f in films_of(record, folder)],
        }
        return json.dumps(whole, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def _about(finding: FindingRecord) -> dict[str, Any]:
    """Return what the films of one finding have in common."""
    return {
        "id": finding.id,
        "fingerprint": finding.fingerprint,
        "severity": finding.severity,
        "headline": headline(finding),
        "detectors": sorted({test.detector for test in finding.evidence}),
        "notes": list(finding.notes),
    }


def _sample(film: FilmSaid, size: int | None, folder: Path) -> dict[str, Any]:
    tags = [tag for finding, _ in film.suspected for tag in _tags(finding)]
    boxes = [_detection(one, size) for one in film.suspected if size and _lies(one)]
    heats = (heat for one in film.suspected if (heat := heat_map(one, folder)))
    return {
        "_media_type": "image",
        "filepath": film.image,
        "tags": list(dict.fromkeys(tags + ["flagged"] * film.alarming)),
        "suspicion": film.suspicion,
        "findings": {
            "_cls": "Classifications",
            "classifications": [
                {
                    "_cls": "Classification",
                    "label": headline(finding),
                    "confidence": sample.suspicion,
                    "tags": [finding.id, finding.severity],
                }
                for finding, sample in film.suspected
            ],
        },
        "places": {"_cls": "Detections", "detections": boxes},
        "saliency": next(heats, None),
    }


def _tags(finding: FindingRecord) -> list[str]:
    quiet = ["suppressed"] if finding.suppressed else []
    return [finding.id, finding.kind, finding.severity, *quiet]


def _lies(one: Suspect) -> bool:
    """Return whether it is known where on this film the pattern lies."""
    finding, sample = one
    where = finding.where
    if where is None or where.whole:
        return False
    return not where.moves or sample == finding.samples[0]


def _detection(one: Suspect, size: int | None) -> dict[str, Any]:
    """Return the box as shares of the film as it was audited, a square of *size*."""
    finding, sample = one
    assert finding.where is not None, "asked only where it lies somewhere"
    assert size, "as above"
    top, left, height, width = finding.where.box
    return {
        "_cls": "Detection",
        "label": headline(finding),
        "bounding_box": [left / size, top / size, width / size, height / size],
        "confidence": sample.suspicion,
        "tags": [finding.id, finding.severity],
    }
