"""Findings for other tools: FiftyOne's samples and cleanlab's table of issues."""

from __future__ import annotations

import base64
import csv
import io
import json
import zlib
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from poisonkit.errors import BadInputError
from poisonkit.filmlist import FilmList
from poisonkit.overlays import heat_alone
from poisonkit.reports import REPORTS
from poisonkit.suppressionrecord import SuppressionRecord
from tests.families.audits import HOSTILE, LOW, POISONED, TRIGGER, named

if TYPE_CHECKING:
    from pathlib import Path

    from poisonkit.auditfile import AuditRecord


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return an audit's folder: a clean film beside the suspects, and a picture."""
    names = [s.image for s in (*TRIGGER.samples, *LOW.samples)]
    lines = [f"{name},{row},0.9,1,F1" for row, name in enumerate(names)]
    text = "\n".join(["image,row,suspicion,flagged,finding", "a.png,0,0.1,0,", *lines])
    (tmp_path / "scores.csv").write_text(text, encoding="utf-8")
    FilmList(
        version="1", label_names=(), preprocessing={"size": 50}, images=(), digests=()
    ).write(tmp_path)
    (tmp_path / "pictures").mkdir()
    heat = np.zeros((4, 4), np.float32)
    heat[1, 2], heat[3, 0] = 2.0, 1.0
    heat_alone(heat).save(tmp_path / "pictures" / "F1-saliency-2.png")
    return tmp_path


def issues(record: AuditRecord, folder: Path) -> dict[str, dict[str, str]]:
    """Return the table of issues, by film."""
    text = REPORTS.create("cleanlab").render(record, folder)
    return {row["image"]: row for row in csv.DictReader(io.StringIO(text))}


def samples(record: AuditRecord, folder: Path) -> dict[str, dict[str, Any]]:
    """Return the samples, by film."""
    told = json.loads(REPORTS.create("fiftyone").render(record, folder))
    return {sample["filepath"]: sample for sample in told["samples"]}


def test_low_scores_are_bad(folder: Path) -> None:
    """As cleanlab has it: a flag per sort of issue, and a score of which low is bad."""
    table = issues(POISONED, folder)
    bad, good = table["films/0.png"], table["a.png"]

    assert 62 == len(table)
    assert ("True", "0.000000") == (bad["is_trigger_issue"], bad["trigger_score"])
    assert ("False", "1.000000") == (good["is_trigger_issue"], good["trigger_score"])
    assert float(bad["poison_score"]) < float(good["poison_score"])
    assert ("Mass=1", "F1", "repeated_pixels") == (
        bad["given_label"], bad["finding"], bad["seen_by"],
    )  # fmt: skip


def test_a_low_finding_is_no_issue(folder: Path) -> None:
    """It lowers a film's score, and raises no flag; nor does what is suppressed."""
    quiet = SuppressionRecord(reason="known", reviewer="A", expires="2999-01-01")
    record = replace(POISONED, findings=(replace(TRIGGER, suppressed=quiet), LOW))

    for film in ("films/low.png", "films/0.png"):
        line = issues(record, folder)[film]
        assert ("False", "False") == (line["is_poison_issue"], line["is_trigger_issue"])
        assert float(line["trigger_score"]) < 1


def test_boxes_are_shares_of_the_film(folder: Path) -> None:
    """Left, top, width and height, each divided by the size that was audited."""
    film = samples(POISONED, folder)["films/1.png"]
    box = film["places"]["detections"][0]["bounding_box"]

    assert [40 / 50, 41 / 50, 5 / 50, 3 / 50] == box
    assert ["F1", "trigger", "high", "flagged"] == film["tags"]
    map_ = zlib.decompress(
        base64.b64decode(film["saliency"]["map"]["$binary"]["base64"])
    )
    heat = np.load(io.BytesIO(map_), allow_pickle=False)
    assert ((4, 4), np.uint8, 255) == (heat.shape, heat.dtype, heat[1, 2])
    assert 2 == np.count_nonzero(heat)
    assert heat[3, 0] == pytest.approx(128, abs=2)
    assert "trigger that adds Mass" == film["findings"]["classifications"][0]["label"]


def test_a_clean_film_is_a_sample_too(folder: Path) -> None:
    """It has a suspicion and nothing else, so that all films can be ranked."""
    film = samples(POISONED, folder)["a.png"]

    assert (0.1, [], None) == (film["suspicion"], film["tags"], film["saliency"])
    assert [] == film["places"]["detections"]


@pytest.mark.parametrize("moves", [True, False])
def test_no_place_is_invented(folder: Path, *, moves: bool) -> None:
    """What covers the film has no box; what moves has one where it was seen."""
    assert TRIGGER.where is not None
    where = replace(TRIGGER.where, moves=moves, whole=not moves)
    finding = replace(TRIGGER, where=where)
    told = samples(replace(POISONED, findings=(finding, LOW)), folder)
    boxes = {name for name, film in told.items() if film["places"]["detections"]}

    assert boxes == ({"films/0.png"} if moves else set())


def test_without_scores_the_suspects_are_left(tmp_path: Path) -> None:
    """Where only findings.json was kept, films without a finding are not known."""
    assert 61 == len(samples(POISONED, tmp_path)) == len(issues(POISONED, tmp_path))


def test_scores_of_other_films_are_refused(folder: Path) -> None:
    """A table that does not know a suspect is of another audit."""
    for name in ("fiftyone", "cleanlab"):
        with pytest.raises(BadInputError, match=r"scores\.csv knows no film"):
            REPORTS.create(name).render(named(POISONED, HOSTILE), folder)


def test_hostile_names_stay_one_cell(tmp_path: Path) -> None:
    """Commas, quotes and line breaks in a name do not become columns or lines."""
    for word in (HOSTILE, 'a,"b"\nc.png'):
        assert {word} == set(issues(named(POISONED, word), tmp_path))
        assert {word} == set(samples(named(POISONED, word), tmp_path))


def test_a_damaged_picture_is_named(folder: Path) -> None:
    """Half a picture is no heat map, and no traceback."""
    picture = folder / "pictures" / "F1-saliency-2.png"
    picture.write_bytes(picture.read_bytes()[:40])

    with pytest.raises(BadInputError, match=r"F1-saliency-2\.png is damaged"):
        samples(POISONED, folder)
