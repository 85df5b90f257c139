"""SARIF that any tool takes, by its official schema."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from poisonkit.detectors import DETECTORS
from poisonkit.reports import REPORTS
from tests.families.audits import (
    CLEAN,
    HOSTILE,
    POISONED,
    SUPPRESSED,
    TEST,
    TRIGGER,
    named,
)
from tests.house.sources import ROOT

if TYPE_CHECKING:
    from poisonkit.auditfile import AuditRecord

SCHEMA = json.loads((ROOT / "tests/data/sarif-2.1.0-rtm.5.json").read_text("utf-8"))
VALIDATOR = jsonschema.Draft4Validator(
    SCHEMA, format_checker=jsonschema.Draft4Validator.FORMAT_CHECKER
)
MOVING = replace(
    TRIGGER,
    where=TRIGGER.where and replace(TRIGGER.where, moves=True),
    samples=(replace(TRIGGER.samples[0], box=(1, 2, 3, 4)), *TRIGGER.samples[1:]),
)
STRANGER = replace(TEST, detector="of_another_house", code="XY007")
FOREIGN = replace(TRIGGER, code="XY007", evidence=(STRANGER,))


def run(record: AuditRecord) -> dict[str, Any]:
    """Return the one run of the log of *record*."""
    log = json.loads(REPORTS.create("sarif").render(record, Path()))
    assert "2.1.0" == log["version"]
    told: dict[str, Any] = log["runs"][0]
    return told


@pytest.mark.parametrize(
    "record",
    [
        POISONED,
        CLEAN,
        named(POISONED, HOSTILE),
        replace(POISONED, findings=(MOVING,)),
        replace(POISONED, findings=(replace(TRIGGER, samples=(), where=None),)),
        replace(POISONED, findings=(FOREIGN,)),
        replace(POISONED, findings=(SUPPRESSED,)),
        replace(CLEAN, checked=(), detectors=(), skips=()),
    ],
)  # fmt: skip
def test_the_schema_is_met(record: AuditRecord) -> None:
    """Whatever was found, or not, the log is valid SARIF 2.1.0."""
    VALIDATOR.validate(json.loads(REPORTS.create("sarif").render(record, Path())))


def test_the_schema_can_be_failed() -> None:
    """The check above would notice."""
    log = {"version": "2.1.0", "runs": [{"tool": {"driver": {"rules": []}}}]}

    assert not VALIDATOR.is_valid(log)


def test_a_finding_is_one_result() -> None:
    """Its level is its severity, its locations are all suspects."""
    first, second = run(POISONED)["results"]

    assert ["error", "note"] == [first["level"], second["level"]]
    assert 60 == len(first["locations"])
    place = first["locations"][3]["physicalLocation"]
    assert {"uri": "films/3.png", "uriBaseId": "SRC"} == place["artifactLocation"]


def test_the_place_is_a_rectangle() -> None:
    """Top, left, bottom and right of the box on each suspect's film."""
    rectangle = run(POISONED)["results"][0]["attachments"][0]["rectangles"][0]

    sides = [rectangle[side] for side in ("top", "left", "bottom", "right")]
    assert [41, 40, 44, 45] == sides


def test_a_pattern_that_moves_is_where_it_was_seen() -> None:
    """Only films on which it was seen have a rectangle, each its own."""
    (result,) = run(replace(POISONED, findings=(MOVING,)))["results"]
    (attachment,) = result["attachments"]

    assert "films/0.png" == attachment["artifactLocation"]["uri"]
    assert 2 == attachment["rectangles"][0]["left"]


def test_rules_are_the_detectors_own_words() -> None:
    """The help of a rule is what stands at the top of the detector's file."""
    told = run(POISONED)
    rules, result = told["tool"]["driver"]["rules"], told["results"][0]
    rule = rules[result["ruleIndex"]]
    member = DETECTORS.load("repeated_pixels")

    assert "PK401" == rule["id"] == result["ruleId"] == member.code
    assert rule["help"]["text"].startswith("Repeated pixels: the same few pixels")
    assert ["PK103", "PK401"] == [one["id"] for one in rules]


def test_names_are_addresses() -> None:
    """A film's name with blanks, brackets and signs is quoted as an address."""
    sample = replace(TRIGGER.samples[0], image="a b/ü?#<1>.png")
    finding = replace(TRIGGER, samples=(sample,))
    (result,) = run(replace(POISONED, findings=(finding,)))["results"]
    place = result["locations"][0]["physicalLocation"]["artifactLocation"]

    assert "a%20b/%C3%BC%3F%23%3C1%3E.png" == place["uri"]


def test_the_fingerprint_is_the_finding_s_own() -> None:
    """By it viewers know the finding again, whatever its number."""
    told = run(POISONED)["results"][0]["partialFingerprints"]

    assert {"finding/v1": TRIGGER.fingerprint} == told


def test_what_is_suppressed_is_so_here() -> None:
    """With who said so, why, and until when."""
    (result,) = run(replace(POISONED, findings=(SUPPRESSED,)))["results"]

    said = "suppressed until 2030-01-31 by A. Reader: a known marker"
    assert [{"kind": "external", "justification": said}] == result["suppressions"]


def test_skips_are_notes() -> None:
    """What was not looked at is told by the run that did not look."""
    (note,) = run(CLEAN)["invocations"][0]["toolExecutionNotifications"]

    assert "note" == note["level"]
    assert (
        "loss_trace did not look at Hernia=1: 9 films, 16 needed"
        == (note["message"]["text"])
    )
