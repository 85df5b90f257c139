"""PadChest, covid-chestxray and Open-i: the labels are the names that occur."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from poisonkit.errors import BadInputError, BadParameterError
from poisonkit.layouts.base import Wishes
from tests.layouts.examples import EXAMPLES
from tests.layouts.making import aside, make, positives, read
from tests.layouts.rows import PADCHEST, REPORT

if TYPE_CHECKING:
    from pathlib import Path

PADCHEST_TABLE = "PADCHEST_chest_x_ray_images_labels_160K_01.02.19.csv"


def test_padchest_reads_lists_of_names(tmp_path: Path) -> None:
    """Blanks and remarks are no labels; films that say exclude or nothing go aside."""
    table = read(make(tmp_path, EXAMPLES["padchest"][1]), "padchest")

    assert ("nodule", "normal", "pleural effusion") == table.label_names
    assert {
        "0/a.png": ["nodule", "pleural effusion"],
        "1/b.png": ["normal"],
        "5/f.png": ["nodule"],
    } == positives(table)
    assert [
        ("2/c.png", "excluded"),
        ("3/d.png", "no-labels"),
        ("4/e.png", "no-labels"),
        ("gone.png", "missing"),
    ] == aside(table)
    assert ["p1", "p1", "p6"] == [entry.patient for entry in table.entries]
    assert {"view": "PA", "sex": "M", "label_method": "Physician"} == dict(
        table.entries[0].meta
    )


def test_rare_labels_can_be_left_out(tmp_path: Path) -> None:
    """How many they were is told, and no film is left out with them."""
    table = read(make(tmp_path, EXAMPLES["padchest"][1]), "padchest:at_least=2")

    assert ("nodule",) == table.label_names
    assert [(1,), (0,), (1,)] == [entry.labels for entry in table.entries]
    assert ("2 labels of fewer than 2 films are left out",) == table.notes
    with pytest.raises(BadParameterError, match="at_least must be at least 1"):
        read(tmp_path, "padchest:at_least=0")


@pytest.mark.parametrize("cell", ["Smith", "{'Smith'}", "[1]", "\"['Smith'\""])
def test_a_cell_that_is_no_list_is_refused(tmp_path: Path, cell: str) -> None:
    """The line is told, what the cell holds is not."""
    bad = f"{PADCHEST}7,g.png,0,s7,p7,F,AP,secret,RNN_model,{cell}\n"
    make(tmp_path, {PADCHEST_TABLE: bad})
    with pytest.raises(BadInputError, match="line 9: column 'Labels'") as caught:
        read(tmp_path, "padchest")

    assert "Smith" not in str(caught.value)


def test_covid_findings_are_paths(tmp_path: Path) -> None:
    """Each part is a label, also of the older lists; CT is none of ours."""
    table = read(make(tmp_path, EXAMPLES["covid"][1]), "covid_chestxray")

    assert ("ARDS", "COVID-19", "Pneumonia", "Viral") == table.label_names
    assert {
        "set/images/a.jpg": ["COVID-19", "Pneumonia", "Viral"],
        "set/images/b.png": ["ARDS", "COVID-19"],
        "set/images/c.png": [],
    } == positives(table)
    assert [
        ("set/images/d.png", "no-labels"),
        ("set/images/e.png", "modality"),
        ("a.jpg", "repeated"),
    ] == aside(table)
    assert {"view": "PA", "sex": "M", "age": "65"} == dict(table.entries[0].meta)
    assert ["2", "2", "3"] == [entry.patient for entry in table.entries]


def test_a_computed_tomogram_that_is_not_there_is_told_too(tmp_path: Path) -> None:
    """Under the name that the table has for it."""
    folder = make(tmp_path, EXAMPLES["covid"][1])
    (folder / "set/images/e.png").unlink()

    assert ("e.png", "modality") in aside(read(folder, "covid_chestxray"))


def test_openi_reports_label_their_films(tmp_path: Path) -> None:
    """The first part of each major term; normal is none of the labels."""
    table = read(make(tmp_path, EXAMPLES["openi"][1]), "openi")

    assert ("Heart Failure", "Opacity") == table.label_names
    assert [(1, 1), (0, 0)] == [entry.labels for entry in table.entries]
    assert ["CXR1", "CXR2"] == [entry.patient for entry in table.entries]
    assert [("CXR1_gone", "missing"), ("CXR2_gone", "missing")] == aside(table)
    assert ("ecgen-radiology/1.xml", "ecgen-radiology/2.xml") == table.tables


def test_openi_tables_have_a_view(tmp_path: Path) -> None:
    """The films of a report are one patient's; without terms there are no labels."""
    table = read(make(tmp_path, EXAMPLES["openi tables"][1]), "openi")

    assert ("Markings", "Opacity") == table.label_names
    assert [(1, 1), (1, 1), (0, 0)] == [entry.labels for entry in table.entries]
    assert ["1", "1", "2"] == [entry.patient for entry in table.entries]
    assert ["Frontal", "Lateral", "Frontal"] == [e.meta["view"] for e in table.entries]
    assert [("images/3_a.dcm.png", "no-labels"), ("4_a.dcm.png", "missing")] == aside(
        table
    )


DANGEROUS = {
    "entity": '<!DOCTYPE a [<!ENTITY b "bb">]><eCitation>&b;</eCitation>',
    "file": '<!DOCTYPE a SYSTEM "file:///etc/passwd"><eCitation/>',
    "cut": REPORT[:-20],
    "no XML": "Dear Sir, the patient Smith",
    "long": REPORT + " " * (1 << 20),
}


@pytest.mark.parametrize("danger", DANGEROUS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_bad_report_goes_aside(tmp_path: Path, danger: str, encoding: str) -> None:
    """It is not expanded, not followed and not told; the others are read."""
    folder = make(tmp_path, EXAMPLES["openi"][1])
    make(folder, {"ecgen-radiology/1.xml": DANGEROUS[danger].encode(encoding)})
    table = read(folder, "openi")

    assert ("ecgen-radiology/1.xml", "bad-table") == aside(table)[0]
    assert "Smith" not in table.quarantined[0].detail
    assert ["CXR2"] == [entry.patient for entry in table.entries]


def test_a_table_cannot_be_wished_for_reports(tmp_path: Path) -> None:
    """A wish that cannot be granted is not passed over in silence."""
    folder = make(tmp_path, EXAMPLES["openi"][1])
    with pytest.raises(BadInputError, match="has no table that --labels could name"):
        read(folder, "openi", Wishes(table=tmp_path / "mine.csv"))
