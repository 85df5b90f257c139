"""The JSON report has a published schema, and both say the same."""

from __future__ import annotations

import json
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from poisonkit.auditschema import schema_text
from poisonkit.reports import REPORTS
from tests.families.audits import CLEAN, HOSTILE, POISONED, TRIGGER, named

if TYPE_CHECKING:
    from poisonkit.auditfile import AuditRecord

PUBLISHED = files("poisonkit.reports") / "schemas" / "findings.schema.json"
VALIDATOR = jsonschema.Draft202012Validator(json.loads(PUBLISHED.read_text("utf-8")))


def told(record: AuditRecord) -> dict[str, Any]:
    """Return the report of *record*."""
    values: dict[str, Any] = json.loads(REPORTS.create("json").render(record, Path()))
    return values


def test_the_published_schema_is_that_of_the_records() -> None:
    """Whoever changes a record publishes its schema anew: `make schema`."""
    assert schema_text() + "\n" == PUBLISHED.read_text("utf-8")


@pytest.mark.parametrize("record", [CLEAN, POISONED, named(POISONED, HOSTILE)])
def test_every_report_meets_it(record: AuditRecord) -> None:
    """Found or not, whatever films are called."""
    VALIDATOR.validate(told(record))


@pytest.mark.parametrize(
    "edit",
    [
        {"schema": 2},
        {"alpha": "a lot"},
        {"findings": [told(POISONED)["findings"][0] | {"severity": "fatal"}]},
        {"findings": [told(POISONED)["findings"][0] | {"id": "../F1"}]},
    ],
)
def test_what_is_no_audit_fails_it(edit: dict[str, Any]) -> None:
    """The schema refuses what reading refuses."""
    values = told(POISONED) | edit

    assert not VALIDATOR.is_valid(values)


def test_what_moves_and_what_is_labelled_is_there() -> None:
    """A suspect's own box and its labels go through the file unchanged."""
    sample = replace(TRIGGER.samples[0], box=(1, 2, 3, 4), labels=("Mass", "Nodule"))
    finding = replace(TRIGGER, samples=(sample,))
    values = told(replace(POISONED, findings=(finding,)))

    VALIDATOR.validate(values)
    assert [1, 2, 3, 4] == values["findings"][0]["samples"][0]["box"]
    assert ["Mass", "Nodule"] == values["findings"][0]["samples"][0]["labels"]
