"""Rows that contradict one another, and names of several files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from poisonkit.errors import BadInputError
from tests.layouts.examples import EXAMPLES
from tests.layouts.making import aside, make, read, touch
from tests.layouts.rows import CHEXPERT, MIMIC, RSNA_CLASSES

if TYPE_CHECKING:
    from pathlib import Path

REPORTS = "uid,MeSH\n1,Opacity/lung;Markings\n2,normal\n"
SPLIT = "dicom_id,split\naa,train\nbb,test\n"
REPEATS: dict[str, tuple[str, str, str, str]] = {
    "a study": (
        "mimic", "mimic-cxr-2.0.0-chexpert.csv", MIMIC, "10000032,501,1.0,0.0\n"
    ),
    "a split": ("mimic", "mimic-cxr-2.0.0-split.csv", SPLIT, "aa,validate\n"),
    "a report": ("openi tables", "indiana_reports.csv", REPORTS, "1,Smith\n"),
    "a class": (
        "rsna", "stage_2_detailed_class_info.csv", RSNA_CLASSES, "aa,Smith\n"
    ),
}  # fmt: skip
"""An example, one of its tables, its text, and a row that contradicts line 2."""

COVID = "patientid,finding,modality,filename\n"


@pytest.mark.parametrize("repeat", REPEATS)
def test_rows_that_contradict_are_refused(repeat: str, tmp_path: Path) -> None:
    """Neither wins in silence: both lines are told, and not what they say."""
    example, name, text, row = REPEATS[repeat]
    layout, contents = EXAMPLES[example]
    last = text.count("\n") + 1
    make(tmp_path, {**contents, name: text + row})
    with pytest.raises(BadInputError, match="contradicts line 2 on") as caught:
        read(tmp_path, layout)

    assert f"{name}, line {last}: " in str(caught.value)
    assert "Smith" not in str(caught.value)


@pytest.mark.parametrize("repeat", REPEATS)
def test_rows_that_say_the_same_again_do_no_harm(repeat: str, tmp_path: Path) -> None:
    """A repeated row is read as one."""
    example, name, text, _ = REPEATS[repeat]
    layout, contents = EXAMPLES[example]
    make(tmp_path, {**contents, name: text})
    once = read(tmp_path, layout)
    make(tmp_path, {name: text + text.splitlines()[1] + "\n"})

    assert once == read(tmp_path, layout)


NIH = "Image Index,Finding Labels\n{},Effusion\n{},Hernia\n"


@pytest.mark.parametrize("order", [("x.png", "a/x.png"), ("a/x.png", "x.png")])
def test_a_file_has_one_place(order: tuple[str, str], tmp_path: Path) -> None:
    """What one row means for certain is a film, whatever another row might mean."""
    touch(tmp_path, ["a/x.png", "b/x.png"])
    make(tmp_path, {"Data_Entry_2017.csv": NIH.format(*order)})
    table = read(tmp_path, "nih")

    assert ["a/x.png"] == [entry.file for entry in table.entries]
    assert [("b/x.png", "ambiguous")] == aside(table)


def test_a_file_is_ambiguous_once(tmp_path: Path) -> None:
    """Two rows that might mean it are one line in the quarantine."""
    touch(tmp_path, ["a/x.png", "b/x.png"])
    make(tmp_path, {"Data_Entry_2017.csv": NIH.format("x.png", "x.png")})

    both = [("a/x.png", "ambiguous"), ("b/x.png", "ambiguous")]
    assert both == aside(read(tmp_path, "nih"))


@pytest.mark.parametrize("kinds", [("X-ray", "CT"), ("CT", "X-ray")])
def test_a_film_is_no_x_ray_and_an_x_ray_once(
    kinds: tuple[str, str], tmp_path: Path
) -> None:
    """The first row decides, and the other is told."""
    touch(tmp_path, ["images/x.png"])
    rows = "".join(f"1,Pneumonia,{kind},x.png\n" for kind in kinds)
    make(tmp_path, {"metadata.csv": COVID + rows})
    table = read(tmp_path, "covid_chestxray")

    assert (kinds[0] == "X-ray") == bool(table.entries)
    assert ("x.png", "repeated") in aside(table)


PATH = "CheXpert-v1.0-small/train/p1/study1/view1_frontal.jpg"


@pytest.mark.parametrize("path", ["000.png", "study1/view1_frontal.jpg", "a//b.jpg"])
@pytest.mark.parametrize("slash", ["/", "\\"])
def test_a_path_that_tells_no_patient_is_refused(
    path: str, slash: str, tmp_path: Path
) -> None:
    """The line is told, and what a path must look like."""
    make(tmp_path, EXAMPLES["chexpert"][1])
    table = CHEXPERT.format("train").replace(PATH, path.replace("/", slash))
    make(tmp_path, {"set/train.csv": table})
    with pytest.raises(BadInputError, match=r"train\.csv, line 2: .*study1/view1"):
        read(tmp_path, "chexpert")


def test_a_path_of_windows_tells_patient_and_split(tmp_path: Path) -> None:
    """A table that was written with backslashes is the same table."""
    make(tmp_path, EXAMPLES["chexpert"][1])
    usual = read(tmp_path, "chexpert")
    for name in ("train", "valid"):
        lines = CHEXPERT.format(name).splitlines(keepends=True)
        text = lines[0] + "".join(lines[1:]).replace("/", "\\")
        make(tmp_path, {f"set/{name}.csv": text})

    assert usual == read(tmp_path, "chexpert")
