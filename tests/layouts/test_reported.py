"""CheXpert and MIMIC-CXR: labels read out of reports, which leave some things open."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

import pytest

from poisonkit.errors import BadInputError, BadParameterError
from tests.layouts.examples import EXAMPLES
from tests.layouts.making import aside, make, read, touch
from tests.layouts.rows import CHEXPERT, MIMIC

if TYPE_CHECKING:
    from pathlib import Path

READINGS = {
    "": (0, 1, -1),
    ":blank=unknown": (-1, 1, -1),
    ":uncertain=present": (0, 1, 1),
    ":uncertain=absent,blank=unknown": (-1, 1, 0),
}


@pytest.fixture
def chexpert(tmp_path: Path) -> Path:
    """Return a small copy of CheXpert."""
    return make(tmp_path, EXAMPLES["chexpert"][1])


@pytest.fixture
def mimic(tmp_path: Path) -> Path:
    """Return a small copy of MIMIC-CXR."""
    return make(tmp_path, EXAMPLES["mimic"][1])


@pytest.mark.parametrize("options", READINGS)
def test_uncertain_and_blank_are_kept_apart(chexpert: Path, options: str) -> None:
    """Whatever they count as, the facts of the film tell which was which."""
    table = read(chexpert, f"chexpert{options}")
    first = table.entries[0]

    assert ("No Finding", "Edema", "Pleural Effusion") == table.label_names
    assert READINGS[options] == first.labels
    assert "Pleural Effusion" == first.meta["uncertain"]
    assert "No Finding" == first.meta["not_mentioned"]
    assert "uncertain" not in table.entries[1].meta


def test_a_film_s_path_tells_patient_and_split(chexpert: Path) -> None:
    """`valid` is for validation; a lateral film has no other view."""
    entries = read(chexpert, "chexpert").entries

    assert ["train", "train", "validation", "validation"] == [e.split for e in entries]
    assert {"p1"} == {entry.patient for entry in entries}
    assert ["AP", "Lateral"] == [entry.meta["view"] for entry in entries[:2]]
    assert {"sex": "F", "age": "68"}.items() <= entries[0].meta.items()


def test_tables_of_other_labels_are_refused(chexpert: Path) -> None:
    """What one table calls otherwise would be no label of the other."""
    make(chexpert, {"set/valid.csv": CHEXPERT.replace("Edema", "Oedema")})
    with pytest.raises(BadInputError, match="its labels are not those of"):
        read(chexpert, "chexpert")


def test_a_list_of_films_to_test_on_is_no_table(chexpert: Path) -> None:
    """Public copies have a `test.csv` of nothing but paths."""
    make(chexpert, {"set/test.csv": "Path\nCheXpert-v1.0/test/p9/study1/view1.jpg\n"})

    assert ("set/train.csv", "set/valid.csv") == read(chexpert, "chexpert").tables


def test_the_full_and_the_small_set_are_told_apart(tmp_path: Path) -> None:
    """Where both lie below the source, the whole path decides."""
    film = "train/p1/study1/view1_frontal.jpg"
    names = [f"CheXpert-v1.0/{film}", f"CheXpert-v1.0-small/{film}"]
    touch(tmp_path, names)
    make(tmp_path, {"train.csv": CHEXPERT.format("train")})

    assert [names[1]] == [entry.file for entry in read(tmp_path, "chexpert").entries]


@pytest.mark.parametrize(
    "layout",
    ["chexpert:blank=present", "chexpert:uncertain=maybe", "mimic_cxr:labeler=me"],
)
def test_words_that_mean_nothing_are_refused(chexpert: Path, layout: str) -> None:
    """The error names the words that there are."""
    with pytest.raises(BadParameterError, match="must be one of"):
        read(chexpert, layout)


def test_the_tree_joins_films_and_studies(mimic: Path) -> None:
    """Without any other table the folders are the patient and the study."""
    table = read(mimic, "mimic_cxr")

    assert ("Edema", "Pneumonia") == table.label_names
    assert [("10000032", (1, -1)), ("10000032", (1, -1)), ("10000033", (0, 0))] == [
        (entry.patient, entry.labels) for entry in table.entries
    ]
    assert {"uncertain": "Pneumonia"} == dict(table.entries[0].meta)
    assert {"not_mentioned": "Edema"} == dict(table.entries[2].meta)


@pytest.mark.parametrize("packed", [False, True])
def test_metadata_and_splits_are_joined(mimic: Path, *, packed: bool) -> None:
    """Packed or not; films that are not there and studies without labels are told."""
    meta = "dicom_id,subject_id,study_id,ViewPosition\n"
    meta += "aa,10000032,501,PA\ngone,10000032,501,AP\ncc,10000033,599,LL\n"
    split = "dicom_id,study_id,subject_id,split\naa,501,10000032,validate\n"
    for name, text in (("metadata", meta), ("split", split)):
        data = gzip.compress(text.encode()) if packed else text.encode()
        end = ".csv.gz" if packed else ".csv"
        make(mimic, {f"mimic-cxr-2.0.0-{name}{end}": data})
    table = read(mimic, "mimic_cxr")

    assert [("validation", "PA")] == [(e.split, e.meta["view"]) for e in table.entries]
    assert 3 == len(table.tables)
    assert [
        ("gone", "missing"),
        ("files/p10/p10000033/s502/cc.jpg", "no-labels"),
        ("s502", "missing"),
    ] == aside(table)


def test_either_program_s_labels_can_be_had(mimic: Path) -> None:
    """NegBio's, if asked for."""
    make(mimic, {"mimic-cxr-2.0.0-negbio.csv": MIMIC.replace("Edema", "Fracture")})

    assert "Edema" == read(mimic, "mimic_cxr").label_names[0]
    assert "Fracture" == read(mimic, "mimic_cxr:labeler=negbio").label_names[0]


def test_a_strange_split_is_refused(mimic: Path) -> None:
    """The line is told, the cell is not."""
    make(mimic, {"mimic-cxr-2.0.0-split.csv": "dicom_id,split\naa,train\nbb,Smith\n"})
    with pytest.raises(BadInputError, match="line 3: column 'split' must") as caught:
        read(mimic, "mimic_cxr")

    assert "Smith" not in str(caught.value)


def test_a_damaged_archive_is_refused(mimic: Path) -> None:
    """A download that broke off is told from a table."""
    (mimic / "mimic-cxr-2.0.0-chexpert.csv").unlink()
    make(mimic, {"mimic-cxr-2.0.0-chexpert.csv.gz": gzip.compress(MIMIC.encode())[:-9]})
    with pytest.raises(BadInputError, match="cannot read the table"):
        read(mimic, "mimic_cxr")
