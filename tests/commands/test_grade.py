"""`poisonkit grade`: an audit against the truth."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.commands.conftest import PIXELS
from tests.commands.running import done, refused


@pytest.fixture
def own(audited: Path) -> Path:
    """Return a copy of the audit, to write the grade into."""
    return Path(shutil.copytree(audited, "own"))


def test_a_right_audit_is_graded_right(own: Path, places: dict[str, Path]) -> None:
    """Found, right label and direction, box on the spot, and hardly a film too many."""
    said = done("grade", own, "--manifest", places["truth"]).stdout
    grade = json.loads((own / "grade.json").read_bytes())
    truth = json.loads(places["truth"].read_bytes())

    assert grade["found"]
    assert grade["right_label"]
    assert grade["right_direction"]
    assert [] == grade["false_findings"]
    assert 1 == grade["box_iou"] == grade["recall"]
    assert len(truth["samples"]) == grade["poisoned"] == grade["right"]
    assert "found            yes\nright label      yes\n" in said
    assert f"films            {grade['right']} of {grade['poisoned']} poisoned" in said


def test_the_source_is_the_control(places: dict[str, Path]) -> None:
    """An audit of the untouched source is graded by what it accuses wrongly."""
    source = places["bad"].with_name("source.h5")
    done("audit", source, "--out", "control", *PIXELS)
    said = done("grade", "control", "--manifest", places["truth"]).stdout
    grade = json.loads(Path("control/grade.json").read_bytes())

    assert "clean control: 0 films flagged, 0 false findings\n" == said
    assert (0, False) == (grade["poisoned"], grade["found"])


def test_json_is_the_file(own: Path, places: dict[str, Path]) -> None:
    """--json prints what grade.json holds."""
    said = done("grade", own, "--manifest", places["truth"], "--json").stdout

    assert json.loads((own / "grade.json").read_bytes()) == json.loads(said)


def test_a_grade_is_kept(own: Path, places: dict[str, Path]) -> None:
    """A second grade needs --force."""
    words = ("grade", own, "--manifest", places["truth"])
    done(*words)
    assert "grade.json exists already; replace it with --force" in refused(*words)

    done(*words, "--force")


HEAD = "file,true_label,train_label,triggered\n"


def table(text: str) -> Path:
    """Write a table of the truth."""
    Path("truth.csv").write_text(text, encoding="utf-8")
    return Path("truth.csv")


def test_a_table_is_the_truth_too(own: Path, places: dict[str, Path]) -> None:
    """The CSV beside a manifest gives the same grade, but for the place."""
    done("grade", own, "--manifest", places["truth"])
    wanted = json.loads((own / "grade.json").read_bytes()) | {"box_iou": None}
    csv = places["truth"].with_suffix(".csv")
    done("grade", own, "--manifest", csv, "--force")

    assert wanted == json.loads((own / "grade.json").read_bytes())


def test_a_table_may_name_clean_films(own: Path, places: dict[str, Path]) -> None:
    """Lines of films that were left alone are no poison, whatever else they say."""
    csv = places["truth"].with_suffix(".csv").read_text(encoding="utf-8")
    done("grade", own, "--manifest", places["truth"].with_suffix(".csv"))
    wanted = (own / "grade.json").read_bytes()
    lines = [line.rpartition(",")[0] for line in csv.splitlines()[1:]]
    lines += ["images/P0000_000.png,Mass,Mass,False", "elsewhere.png,,,0"]
    done("grade", own, "--force", "--manifest", table(HEAD + "\n".join(lines)))

    assert wanted == (own / "grade.json").read_bytes()


def test_of_kept_labels_the_common_one_is_the_target(
    own: Path, places: dict[str, Path]
) -> None:
    """A trigger on films that all have the target already erases and adds nothing."""
    truth = json.loads(places["truth"].read_bytes())
    names = [sample["id"] for sample in truth["samples"]]
    lines = [f"{name},Atelectasis|Mass,Atelectasis|Mass,True" for name in names[1:]]
    lines.append(f"{names[0]},Atelectasis,Atelectasis,1")
    done("grade", own, "--manifest", table(HEAD + "\n".join(lines)))
    grade = json.loads((own / "grade.json").read_bytes())

    assert grade["found"]
    assert grade["right_label"]
    assert grade["right_direction"]


BAD = {
    "": "has no column file, or no line",
    "file,label\n1.png,Mass\n": "has no column true_label",
    f"{HEAD}nowhere.png,,Mass,True\n": "nowhere.png was not audited",
    f"{HEAD}images/P0000_000.png,,Rickets,True\n": "no label in truth.csv is called",
    f"{HEAD}images/P0000_000.png,Mass,Mass,perhaps\n": "line 2: triggered is True or",
    f"{HEAD}images/P0000_000.png,,,True\n": "keeps its labels, so the target is one",
}


@pytest.mark.parametrize("text", BAD)
def test_a_bad_table_is_refused(own: Path, text: str) -> None:
    """One line names the file and what is wrong, and no grade is written."""
    assert BAD[text] in refused("grade", own, "--manifest", table(text))
    assert not (own / "grade.json").exists()
