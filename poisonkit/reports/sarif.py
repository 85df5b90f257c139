"""The findings as SARIF 2.1.0, which code scanning and many viewers read.

OASIS, Static Analysis Results Interchange Format 2.1.0 (2020).  A finding is one
result with its suspects as locations: a trigger is gone when all of them are.  Where it
lies on a film is a rectangle of an attachment; the line that viewers insist on is 1.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, final

from poisonkit.reports._rules import rule_of
from poisonkit.reports._sarifresult import ROOT, result_of
from poisonkit.reports.base import Report

if TYPE_CHECKING:
    from pathlib import Path

    from poisonkit.auditfile import AuditRecord

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


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
            ROOT: {"description": {"text": "The folder that was audited."}}
        },
        "results": [result_of(finding, places) for finding in record.findings],
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
        told: dict[str, Any] = {"id": code or name, "name": name}
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


def _skipped(record: AuditRecord) -> list[str]:
    return [f"{s.detector} did not look at {s.group}: {s.reason}" for s in record.skips]


def _told(text: str) -> dict[str, Any]:
    return {"level": "note", "message": {"text": text}}
