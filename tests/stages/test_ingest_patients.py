"""Ingest: patients stay whole, and stay unknown."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import pydicom
import pytest

from poisonkit.dataset import Split
from poisonkit.intake.sources import Order
from poisonkit.phantoms.folder import write_folder
from poisonkit.stages.ingest import ingest
from tests.stages.making import below, encoded, film, films, folder_of, ingested

if TYPE_CHECKING:
    from pathlib import Path

SECRETS = {
    "PatientName": "Lovelace^Augusta",
    "PatientID": "MRN-471108",
    "PatientBirthDate": "18151210",
    "StudyDate": "18521127",
    "AccessionNumber": "ACC-990017",
    "ReferringPhysicianName": "Locock^Charles",
    "InstitutionName": "Marylebone Infirmary",
    "PatientAddress": "6 Great Cumberland Place",
}
"""What a real header says of a person."""


@pytest.fixture
def private(tmp_path: Path) -> Path:
    """Return DICOM whose headers say more than should be told; one is broken."""
    source = write_folder(tmp_path / "dicom", 3, seed=1, size=32, form="dicom")
    files = {}
    for number, path in enumerate(sorted((source / "images").iterdir())):
        header = pydicom.dcmread(path)
        for word, value in SECRETS.items():
            setattr(header, word, value)
        if not number:
            header.PatientSex = "LOVELACE AUGUSTA"  # in the wrong field
        buffer = BytesIO()
        header.save_as(buffer)
        files[f"{number}.dcm"] = buffer.getvalue()
    files["2.dcm"] = files["2.dcm"][:-90]
    table = "image,Mass,patient_id\n0.dcm,1,\n1.dcm,0,NHS 943 476 5919\n2.dcm,0,\n"
    return folder_of(tmp_path / "in", table, files)


def test_nothing_tells_who_a_patient_is(private: Path, tmp_path: Path) -> None:
    """No name, number, date or place of a header or table is in any byte written."""
    ingested(private, tmp_path / "out")
    assert ["data.h5", "quarantine.csv"] == below(tmp_path / "out")
    written = b"".join(p.read_bytes() for p in (tmp_path / "out").iterdir())

    for secret in (*SECRETS.values(), "LOVELACE", "943 476 5919"):
        for part in (secret, *secret.split("^")):
            assert part.encode() not in written


def test_what_is_no_secret_is_kept(private: Path, tmp_path: Path) -> None:
    """View, sex and maker of a film help an audit and are columns of the set."""
    data = ingested(private, tmp_path / "out")

    kept = {"view", "sex", "age", "manufacturer", "modality", "body_part"}
    assert kept == set(data.meta)
    assert data.meta["sex"] in {("", "F"), ("", "M")}
    assert all(data.meta["manufacturer"])


def test_another_key_gives_other_hashes(folder: Path, tmp_path: Path) -> None:
    """Without the key nobody can try out patient numbers; splits need none."""
    key = tmp_path / "other.key"
    key.write_bytes(b"another key")
    one = ingested(folder, tmp_path / "one")
    two = ingested(folder, tmp_path / "two", key=key)

    assert not set(one.patients) & set(two.patients)
    assert one.patient_numbers.max() == two.patient_numbers.max()
    assert one.split.tolist() == two.split.tolist()


def patients_of(count: int, films_each: int) -> str:
    """Return a table of *count* patients without splits."""
    rows = [
        f"{n}.png,{n % 2},patient {n // films_each}" for n in range(count * films_each)
    ]
    return "\n".join(["image,Mass,patient_id", *rows]) + "\n"


def test_a_patient_is_in_one_split(tmp_path: Path) -> None:
    """Where the table gives no splits, all films of a patient share one."""
    folder = folder_of(tmp_path / "in", patients_of(60, 3), films(180))
    data = ingested(folder, tmp_path / "out")
    pairs = set(zip(data.patients, data.split.tolist(), strict=True))

    assert 60 == len(pairs)
    assert set(Split) == {split for _, split in pairs}


def test_more_films_move_no_patient(tmp_path: Path) -> None:
    """A patient's split does not depend on who else is in the folder."""
    table = patients_of(40, 1)
    folder = folder_of(tmp_path / "all", table, films(40))
    half = folder_of(tmp_path / "half", "\n".join(table.splitlines()[:21]), films(20))
    whole = ingested(folder, tmp_path / "out")
    part = ingested(half, tmp_path / "part")
    known = dict(zip(whole.ids, whole.split.tolist(), strict=True))

    assert part.split.tolist() == [known[name] for name in part.ids]


def test_the_tables_splits_are_kept(tmp_path: Path) -> None:
    """Splits that a source gives are used, and patients torn by them pointed out."""
    rows = ["0.png,1,train,a", "1.png,0,val,a", "2.png,0,valid,b", "3.png,0,TEST,c"]
    table = "\n".join(["image,Mass,split,patient_id", *rows])
    folder = folder_of(tmp_path / "in", table, films(4))
    told = ingest(folder, tmp_path / "out" / "data.h5", Order())
    data = ingested(folder, tmp_path / "again")

    assert [0, 1, 1, 2] == data.split.tolist()
    assert "1 patients have films in more than one split" in told.notes


def test_one_patient_in_all_is_said(tmp_path: Path) -> None:
    """Nothing can be split by patient, and the user is told so."""
    folder = folder_of(tmp_path / "in", patients_of(1, 4), films(4))
    told = ingest(folder, tmp_path / "data.h5", Order())

    assert 1 == told.patients
    assert any("one patient" in note for note in told.notes)


def test_unknown_labels_stay_unknown(tmp_path: Path) -> None:
    """-1 and an empty cell are neither present nor absent; spaces do not matter."""
    table = "image,Mass,Nodule\n0.png,1,-1\n1.png, 0 ,\n2.png,1.0,-1.0\n"
    files = {f"{n}.png": encoded(film(n)) for n in range(3)}
    data = ingested(folder_of(tmp_path / "in", table, files), tmp_path / "out")

    assert [[1, -1], [0, -1], [1, -1]] == data.labels.tolist()


def test_a_label_nobody_has_is_said(tmp_path: Path) -> None:
    """A column without a positive is kept and pointed out."""
    table = "image,Mass,Hernia\n0.png,1,0\n1.png,0,\n"
    folder = folder_of(tmp_path / "in", table, films(2))
    told = ingest(folder, tmp_path / "data.h5", Order())

    assert "labels without a positive: Hernia" in told.notes
