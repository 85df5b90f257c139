"""A finding as a result of SARIF."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from poisonkit.finding import Severity
from poisonkit.reports._words import (
    box_of,
    causal_sentence,
    count_of,
    headline,
    sentence,
    suppression_sentence,
    where_sentence,
)

if TYPE_CHECKING:
    from poisonkit.auditrecords import FindingRecord, SampleRecord

ROOT = "SRC"
"""What all paths are relative to: the folder that was audited."""

_LEVELS = {Severity.HIGH: "error", Severity.MEDIUM: "warning", Severity.LOW: "note"}


def result_of(finding: FindingRecord, places: dict[str, int]) -> dict[str, Any]:
    said = [
        f"{headline(finding)}: {count_of(finding)}",
        where_sentence(finding),
        causal_sentence(finding),
        *finding.notes,
    ]
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": places[finding.code],
        "level": _LEVELS[finding.severity],
        "message": {"text": " ".join(sentence(part) for part in said if part)},
        "locations": [_location(finding, sample) for sample in finding.samples],
        "partialFingerprints": {"finding/v1": finding.fingerprint},
        "properties": _properties(finding),
    }
    boxed = {
        sample.image: _attachment(finding, sample)
        for sample in finding.samples
        if box_of(finding, sample)
    }
    if boxed:
        result["attachments"] = list(boxed.values())
    if excuse := suppression_sentence(finding):
        result["suppressions"] = [{"kind": "external", "justification": excuse}]
    return result


def _properties(finding: FindingRecord) -> dict[str, Any]:
    """Return what SARIF has no word for."""
    return {
        "finding": finding.id,
        "severity": finding.severity,
        "kind": finding.kind,
        "label": finding.label,
        "direction": finding.direction,
        "pValue": finding.p_value,
        "qValue": finding.q_value,
        "detectors": sorted({test.detector for test in finding.evidence}),
    }


def _film(sample: SampleRecord) -> dict[str, str]:
    return {"uri": quote(sample.image), "uriBaseId": ROOT}


def _location(finding: FindingRecord, sample: SampleRecord) -> dict[str, Any]:
    region: dict[str, Any] = {"startLine": 1}
    if box := box_of(finding, sample):
        top, left, height, width = box
        region["properties"] = {
            "top": top, "left": left, "height": height, "width": width
        }  # fmt: skip
    place = {"artifactLocation": _film(sample), "region": region}
    return {
        "physicalLocation": place,
        "properties": {"row": sample.row, "suspicion": sample.suspicion},
    }


def _attachment(finding: FindingRecord, sample: SampleRecord) -> dict[str, Any]:
    """Return the film with the rectangle that it shares with other suspects."""
    box = box_of(finding, sample)
    assert box is not None, "asked only where there is one"
    top, left, height, width = box
    rectangle = {
        "top": top, "left": left, "bottom": top + height, "right": left + width,
        "message": {"text": "what the suspects share, in stored pixels"},
    }  # fmt: skip
    return {"artifactLocation": _film(sample), "rectangles": [rectangle]}
