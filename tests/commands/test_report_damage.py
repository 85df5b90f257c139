"""An audit that somebody edited, cut, or made with another version."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.commands.running import done, refused

DAMAGED = "is no audit: findings.json is missing or damaged"


@pytest.fixture
def copied(audited: Path) -> Path:
    """Return a copy of the audit, to be edited."""
    return shutil.copytree(audited, Path("copied"))


def edit(folder: Path, **values: Any) -> None:
    """Change the findings file."""
    path = folder / "findings.json"
    told = json.loads(path.read_text(encoding="utf-8")) | values
    path.write_text(json.dumps(told), encoding="utf-8")


def first(folder: Path) -> dict[str, Any]:
    """Return the first finding."""
    told = json.loads((folder / "findings.json").read_text(encoding="utf-8"))
    finding: dict[str, Any] = told["findings"][0]
    return finding


def test_another_version_is_named(copied: Path) -> None:
    """The schema that it has, and the one that is understood, whatever else changed."""
    edit(copied, schema=7, findings="elsewhere")

    assert "findings.json: schema 7, 1 understood" in refused("report", copied)


@pytest.mark.parametrize(
    ("values", "where"),
    [
        ({"alpha": "high"}, "at alpha: Input should be a valid number"),
        ({"findings": [{"id": "F1"}]}, "at findings.0.code: Field required"),
        ({"findings": {}}, "at findings"),
        ({"skips": None}, "at skips"),
    ],
)
def test_the_place_of_the_damage_is_named(
    copied: Path, values: dict[str, Any], where: str
) -> None:
    """One line says which entry cannot be."""
    edit(copied, **values)
    said = refused("report", copied, "--format", "html")

    assert DAMAGED in said
    assert where in said


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "7", '{"schema": {}}', "\0"])
def test_what_is_no_audit_is_refused(copied: Path, text: str) -> None:
    """Cut off, or something else altogether."""
    (copied / "findings.json").write_text(text, encoding="utf-8")

    said = refused("report", copied, "--format", "sarif")
    assert DAMAGED in said or "understood" in said


@pytest.mark.parametrize("value", ["NaN", "-Infinity", "1e999", '"\\ud800"'])
def test_what_cannot_be_written_again_is_refused(copied: Path, value: str) -> None:
    """No number is infinite or none, and no text holds half a character."""
    path = copied / "findings.json"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('"alpha": 0.05', f'"alpha": {value}'), "utf-8")

    assert DAMAGED in refused("report", copied, "--format", "sarif")


def test_no_id_leads_out_of_the_folder(copied: Path) -> None:
    """An id names pictures, so it may be nothing but a letter and a number."""
    edit(copied, findings=[first(copied) | {"id": "../F1"}])

    assert "at findings.0.id" in refused("report", copied, "--format", "html")


def test_missing_pictures_are_no_obstacle(copied: Path) -> None:
    """The page is made, and says what it lacks."""
    shutil.rmtree(copied / "pictures")

    text = done("report", copied, "--format", "html").stdout
    assert "Pictures are missing beside" in text
    assert "The histogram is missing." in text


def test_pictures_that_are_folders_are_missing(copied: Path) -> None:
    """Neither a folder nor a broken link in a picture's place does harm."""
    for path in (copied / "pictures").iterdir():
        path.unlink()
    (copied / "pictures" / "F1-film-1.webp").mkdir()
    (copied / "pictures" / "F1-trigger.png").symlink_to("nowhere")

    assert (
        "Its pictures are missing." in done("report", copied, "--format", "html").stdout
    )
