"""The findings as SARIF 2.1.0, which code scanning and many viewers read.

OASIS, Static Analysis Results Interchange Format 2.1.0 (2020).  A finding is one result
with its suspects as locations: a trigger is gone when all of them are.  Where it lies on
a film is a rectangle of an attachment; the line that viewers insist on is always 1.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, final
from urllib.parse import quote

from poisonkit.finding import Severity
from poisonkit.lineage import digest_text
from poisonkit.reports._rules import rule_of
from poisonkit.reports._words import (
    box_of,
    causal_sentence,
    count_of,
    headline,
    sentence,
    where_sentence,
)
from poisonkit.reports.base import Report

if TYPE_CHECKING:
    from pathlib import Path

    from poisonkit.auditfile import AuditRecord
    from poisonkit.auditrecords import FindingRecord, SampleRecord

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {Severity.HIGH: "error", Severity.MEDIUM: "warning", Severity.LOW: "note"}
_ROOT = "SRC"
"""What all paths are relative to: the folder that was audited."""


@final
@dataclass(frozen=True, kw_only=True)
class Sarif(Report):
    """One result per finding, a rule per detector, what was skipped as notes."""

    suffix: ClassVar[str] = ".sarif"

    def render(self, record: AuditRecord, folder: Path) -> str:
        """Return indented JSON."""
        del folder
        log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [_run(record)]}
        return json.dumps(log, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def _run(record: AuditRecord) -> dict[str, Any]:
    rules = _rules(record)
    places = {rule["id"]: place for place, rule in enumerate(rules)}
    driver = {
        "name": "poisonkit",
        "version": str(record.lineage.get("version", "unknown")),
        "rules": rules,
    }
    return {
        "tool": {"driver": driver},
        "invocations": [
            {
                "executionSuccessful": True,
                "toolExecutionNotifications": [_told(s) for s in _skipped(record)],
            }
        ],
        "originalUriBaseIds": {
            _ROOT: {"description": {"text": "The folder that was audited."}}
        },
        "results": [_result(finding, places) for finding in record.findings],
        "columnKind": "unicodeCodePoints",
        "properties": {
            "verdict": record.verdict,
            "summary": record.summary,
            "dataDigest": record.data_digest,
            "falseDiscoveryRate": record.alpha,
        },
    }


def _rules(record: AuditRecord) -> list[dict[str, Any]]:
    """Return one rule per detector that was asked or speaks of a finding."""
    names = {name.partition(":")[0]: "" for name in record.detectors}
    names |= {test.detector: test.code for f in record.findings for test in f.evidence}
    rules = {}
    for name, code in names.items():
        rule = rule_of(name)
        told = {"id": code or name, "name": name}
        if rule is not None:
            told |= {
                "id": rule.code,
                "name": rule.name,
                "shortDescription": {"text": rule.short},
                "fullDescription": {"text": rule.long},
                "help": {"text": rule.long},
                "properties": {"detector": rule.detector},
            }
        rules[told["id"]] = told
    for finding in record.findings:  # of a detector that is not installed here
        rules.setdefault(finding.code, {"id": finding.code})
    return [rules[code] for code in sorted(rules)]


def _result(finding: FindingRecord, places: dict[str, int]) -> dict[str, Any]:
    said = [
        f"{headline(finding)}: {count_of(finding)}",
        where_sentence(finding),
        causal_sentence(finding),
        *finding.notes,
    ]
    images = sorted(sample.image for sample in finding.samples)
    known = digest_text((finding.code, finding.label, finding.direction, *images))
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": places[finding.code],
        "level": _LEVELS[finding.severity],
        "message": {"text": " ".join(sentence(part) for part in said if part)},
        "locations": [_location(finding, sample) for sample in finding.samples],
        "partialFingerprints": {"suspects/v1": known},
        "properties": {
            "finding": finding.id,
            "severity": finding.severity,
            "kind": finding.kind,
            "label": finding.label,
            "direction": finding.direction,
            "pValue": finding.p_value,
            "qValue": finding.q_value,
            "detectors": sorted({test.detector for test in finding.evidence}),
        },
    }
    boxed = [_attachment(finding, s) for s in finding.samples if box_of(finding, s)]
    return result | ({"attachments": boxed} if boxed else {})


def _film(sample: SampleRecord) -> dict[str, str]:
    return {"uri": quote(sample.image), "uriBaseId": _ROOT}


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


def _skipped(record: AuditRecord) -> list[str]:
    return [f"{s.detector} did not look at {s.group}: {s.reason}" for s in record.skips]


def _told(text: str) -> dict[str, Any]:
    return {"level": "note", "message": {"text": text}}
