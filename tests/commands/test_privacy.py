"""Nothing that says who a patient is enters any output, nor the screen."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from pydicom import dcmread

from poisonkit.phantoms.folder import write_folder
from tests.commands.conftest import PIXELS, QUICK
from tests.commands.running import done

COUNT = 30
NAME, NUMBER, DATE, BIRTH = "ZYKLOTRON^QUIRINA", "MRN778", "19870623", "19331231"
SECRETS = [word.encode() for word in ("ZYKLOTRON", "QUIRINA", NUMBER, DATE, BIRTH)]


@pytest.fixture(params=["in the table", "in the films"])
def hospital(request: pytest.FixtureRequest) -> Path:
    """Return DICOM films of named patients; who they are is in the table, or not."""
    drawn = write_folder(Path("drawn"), COUNT, seed=2, size=32, form="dicom", bits=12)
    place = Path("hospital")
    place.mkdir()
    told = request.param == "in the table"
    lines = ["image,Mass" + (",patient_id" if told else "")]
    for number, path in enumerate(sorted((drawn / "images").iterdir())):
        film = dcmread(path)
        film.PatientName, film.PatientID = NAME, f"{NUMBER}{number // 2:03d}"
        film.StudyDate = film.SeriesDate = film.AcquisitionDate = DATE
        film.PatientBirthDate, film.AccessionNumber = BIRTH, NUMBER
        film.OtherPatientIDs, film.ReferringPhysicianName = NUMBER, NAME
        film.save_as(place / f"{number:02d}.dcm")
        lines.append(f"{number:02d}.dcm,{number // 2 % 2}")
        lines[-1] += f",{film.PatientID}" if told else ""
    (place / "broken.dcm").write_bytes((place / "00.dcm").read_bytes()[:-200])
    lines.append("broken.dcm,1" + (f",{NUMBER}999" if told else ""))
    (place / "labels.csv").write_text("\n".join(lines), encoding="utf-8")
    return place


def test_the_secrets_are_there(hospital: Path) -> None:
    """What the next test looks for does stand in every film."""
    film = (hospital / "00.dcm").read_bytes()

    assert all(secret in film for secret in SECRETS)
    assert NAME == dcmread(BytesIO(film)).PatientName


def test_no_secret_gets_out(hospital: Path) -> None:
    """Not one byte of name, number or date in any file, or in what is said."""
    inject = ("--target", "Mass", "--rate", "0.2")
    said = [
        done("ingest", hospital, "out/data.h5", "--verbose").output,
        done("inject", hospital, "inject/bad.h5", *inject).output,
        done("train", hospital, "out/run", *QUICK, "--verbose").output,
        done("evaluate", "out/run", hospital, "--out", "out/measures.json").output,
        done("audit", hospital, "--out", "out/audit", *PIXELS, "--verbose").output,
        done("explain", "out/run", hospital / "00.dcm", "--out", "out/looks").output,
        done("clean", "out/audit/data.h5", "clean/c.h5", "--audit", "out/audit").output,
    ]
    places = (Path("out"), Path("inject"), Path("clean"))
    files = [path for place in places for path in place.rglob("*") if path.is_file()]
    written = [path.read_bytes() + str(path).encode() for path in files]

    assert len(files) >= 20
    assert Path("out/quarantine.csv") in files
    for secret in SECRETS:
        assert not [data for data in written if secret in data]
        assert secret.decode() not in "".join(said)


def test_the_key_gets_out_neither(hospital: Path) -> None:
    """The key that hides the numbers is in no output; another key hides otherwise."""
    hashes = []
    for name in ("one", "two"):
        key = Path(f"{name}.key")
        key.write_bytes(f"a secret of {name}".encode())
        done("ingest", hospital, f"{name}/data.h5", "--key", key)
        hashes.append(Path(f"{name}/data.h5").read_bytes())
        assert key.read_bytes() not in hashes[-1]
    assert hashes[0] != hashes[1]
