"""The page needs nothing but itself, runs nothing, and says all there is to say."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from poisonkit.auditrecords import SkipRecord
from poisonkit.finding import Severity
from poisonkit.reports import REPORTS
from poisonkit.workflows.assignment import chosen_detectors, usual_detectors
from tests.families.audits import (
    CLEAN,
    HOSTILE,
    LOW,
    POISONED,
    SUPPRESSED,
    TEST,
    TRIGGER,
    named,
    pictured,
)
from tests.families.pages import Page

if TYPE_CHECKING:
    from pathlib import Path

    from poisonkit.auditfile import AuditRecord


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return an audit's folder with the pictures of one finding."""
    return pictured(tmp_path)


def page(record: AuditRecord, folder: Path) -> str:
    """Return the page of *record*."""
    return REPORTS.create("html").render(record, folder)


def words(text: str) -> str:
    """Return what can be read on a page, on one line."""
    return " ".join(re.sub(r"<[^>]*>", " ", text).split())


def test_it_needs_nothing_but_itself(folder: Path) -> None:
    """Every picture is in the page; nothing is loaded from anywhere, nothing runs."""
    seen = Page(page(POISONED, folder))
    pictures = [load for load in seen.loads if load.startswith("data:image/")]

    assert 6 == len(pictures)
    assert all(load.startswith("#") for load in set(seen.loads) - set(pictures))
    active = {"script", "link", "iframe", "object", "form", "base", "embed"}
    assert set() == active & set(seen.elements)


def test_it_forbids_loading(folder: Path) -> None:
    """A policy keeps a browser from fetching anything, and from other styles."""
    text = page(POISONED, folder)
    style = re.findall(r"<style>(.*)</style>", text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style[0].encode()).digest()).decode()

    policy = f"default-src 'none'; img-src data:; style-src 'sha256-{digest}'"
    assert f"\"{policy}; base-uri 'none'; form-action 'none'\"" in text
    assert "style=" not in text
    assert [] == re.findall(r"url\(|@import|https?://", text)


def test_hostile_names_are_text(folder: Path) -> None:
    """A file, label or column called like a script is shown, not run."""
    seen = Page(page(named(POISONED, HOSTILE), folder))

    assert "script" not in seen.elements
    assert seen.words.count(HOSTILE) > 8
    assert all(load.startswith(("data:", "#")) for load in seen.loads)


def test_the_suspects_are_framed(folder: Path) -> None:
    """The frame lies just outside the box, in pixels of the stored film."""
    assert '<rect class="over" x="38.5" y="39.5" width="8" height="6"/>' in page(
        POISONED, folder
    )


def test_each_suspect_has_a_frame_of_its_own(folder: Path) -> None:
    """Where a pattern moves, the frame is where it lies on that film, or nowhere."""
    assert TRIGGER.where is not None
    samples = (replace(TRIGGER.samples[0], box=(10, 20, 3, 5)), TRIGGER.samples[1])
    where = replace(TRIGGER.where, moves=True)
    finding = replace(TRIGGER, samples=samples, where=where)

    frames = re.findall(
        r'<rect class="over" x="([\d.]+)" y="([\d.]+)"',
        page(replace(POISONED, findings=(finding,)), folder),
    )
    assert [("18.5", "8.5")] == frames


def test_who_disagrees_is_told(folder: Path) -> None:
    """A detector that saw the same films and nothing in them is named."""
    other = replace(TEST, detector="loss_trace", code="PK103", q_value=0.7)
    text = words(page(replace(POISONED, checked=(TEST, other)), folder))

    assert "repeated_pixels PK401 Mass = 1 97.70 1.0e-98 1.0e-96 agrees" in text
    assert "loss_trace the same 0.70 sees nothing unusual" in text


def test_who_could_not_look_is_told(folder: Path) -> None:
    """A detector that was not able to look at the finding's films is named, too."""
    skip = SkipRecord(detector="loss_trace", group="Mass=1", reason="no traces")
    text = words(page(replace(POISONED, skips=(skip,)), folder))

    assert "loss_trace the same no traces" in text


def test_what_suspects_have_in_common_is_told(folder: Path) -> None:
    """Their labels and columns stand beside those of all other films."""
    text = words(page(POISONED, folder))

    assert "Mass 100 % 2 %" in text
    assert "view = AP 70 % 40 %" in text


def test_each_label_has_a_row(folder: Path) -> None:
    """How often it is there, how many are suspected, and the smallest q-value."""
    text = words(page(POISONED, folder))

    assert "Mass 60 1,000 174 60 1.0e-96 not tested F1" in text
    assert "Nodule 90 1,144 0 0 not tested not tested" in text


def test_skips_of_one_kind_are_one_line(folder: Path) -> None:
    """Reasons that differ in numbers alone are told as a span."""
    skips = tuple(
        SkipRecord(
            detector="loss_trace", group=f"L{k}=1", reason=f"{k} films, 16 needed"
        )
        for k in (3, 12, 9)
    )
    text = words(page(replace(CLEAN, skips=skips), folder))

    assert "3 to 12 films, 16 needed. loss_trace: 3 groups" in text


def test_missing_pictures_are_told(tmp_path: Path) -> None:
    """Without its pictures the page is whole, and says of whom they are missing."""
    text = words(page(POISONED, tmp_path))

    assert "Pictures are missing beside findings.json of F1, F2" in text
    assert "Its pictures are missing." in text


def test_an_audit_of_before_is_shown(folder: Path) -> None:
    """What older audits did not keep is left out."""
    finding = replace(TRIGGER, label_shares=(), column_shares=())
    older = replace(POISONED, findings=(finding,), label_counts=(), image_size=None)

    assert '<rect class="over"' not in page(older, folder)
    assert "Mass 60 1.0e-96 not tested F1" in words(page(older, folder))


def test_what_is_suppressed_alarms_nobody(folder: Path) -> None:
    """It stands among the quiet ones, with who said so and why."""
    text = page(replace(POISONED, findings=(SUPPRESSED,)), folder)

    assert '<div class="verdict calm">' in text
    assert "1 finding of low severity or suppressed" in words(text)
    assert "Suppressed until 2030-01-31 by A. Reader: a known marker." in words(text)


def test_the_command_is_told(folder: Path) -> None:
    """Whoever has the files can make the same audit again."""
    assert (
        "poisonkit audit SRC --out DIR --detector repeated_pixels --detector "
        "loss_trace:early=0.3 --alpha 0.05 --seed 7"
    ) in page(CLEAN, folder)


def test_the_command_of_a_deep_audit_is_short(folder: Path) -> None:
    """The usual detectors need no name, and the deep ones are one word."""
    usual = replace(CLEAN, detectors=usual_detectors())
    deep = replace(CLEAN, detectors=chosen_detectors((), deep=True))

    assert "poisonkit audit SRC --out DIR --alpha" in page(usual, folder)
    assert "poisonkit audit SRC --out DIR --deep --alpha" in page(deep, folder)


def test_what_it_took_is_told(folder: Path) -> None:
    """Seconds per stage come from run.json; a damaged one is no obstacle."""
    run = folder / "run.json"
    run.write_text('{"seconds": {"probe": 71.4}, "python": "3.11.7", "libraries": 3}')
    assert "probe 71.4" in words(page(CLEAN, folder))

    run.write_text("{")
    assert "what it took is unknown" in words(page(CLEAN, folder))


def test_very_many_findings_stay_light(folder: Path) -> None:
    """Pictures stop where the page would grow heavy, and it says so."""
    heavy = b"\x89PNG" + bytes(3_000_000)
    findings = [replace(TRIGGER, id=f"F{k}") for k in range(1, 6)]
    for finding in findings:
        (folder / "pictures" / f"{finding.id}-film-1.png").write_bytes(heavy)
        (folder / "pictures" / f"{finding.id}-trigger.png").write_bytes(b"\x89PNG")
    text = page(replace(POISONED, findings=tuple(findings)), folder)

    assert len(text) < 9_000_000
    assert "of 3 more the pictures are files in" in words(text)
    assert "Its pictures are pictures/F5-* ." in words(text)


def test_the_gravest_are_open(folder: Path) -> None:
    """Three findings are unfolded; low ones are behind one line."""
    loud = [replace(TRIGGER, id=f"F{k}") for k in range(1, 6)]
    quiet = [replace(LOW, id=f"F{k}") for k in range(6, 9)]
    text = page(replace(POISONED, findings=(*loud, *quiet)), folder)

    assert ["F1", "F2", "F3"] == re.findall(r'id="(F\d+)" open', text)
    assert "3 findings of low severity" in text


@pytest.mark.parametrize(
    ("record", "standing"),
    [
        (POISONED, "high"),
        (replace(POISONED, findings=(LOW,)), "calm"),
        (CLEAN, "calm"),
        (replace(CLEAN, eyes_from=None), "unknown"),
        (replace(CLEAN, checked=()), "unknown"),
        (
            replace(POISONED, findings=(replace(TRIGGER, severity=Severity.MEDIUM),)),
            "medium",
        ),
    ],
)
def test_calm_is_not_shown_where_nothing_was_seen(
    record: AuditRecord, standing: str, folder: Path
) -> None:
    """The colour of the verdict: a blind probe, or no test at all, is not calm."""
    assert f'<div class="verdict {standing}">' in page(record, folder)
