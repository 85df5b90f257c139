"""Real and broken DICOM: each file in one place, and nobody's name in any."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

import pydicom
import pytest

from tests.stages.making import below, ingested, quarantined

if TYPE_CHECKING:
    from pathlib import Path

    from poisonkit.dataset import CxrDataset

REASONS = {
    "cannot-decode",
    "many-frames",
    "modality",
    "no-pixels",
    "not-an-image",
    "too-large",
}
TELLING = ("PatientName", "PatientID", "PatientBirthDate", "AccessionNumber")


def odd(value: str) -> bool:
    """Return whether *value* would not turn up by chance among pixels and hashes."""
    return len(value) > 5 and len(set(value)) > 1


@pytest.fixture(scope="module")
def corpus(real_data: Path) -> Path:
    """Return the folder of all DICOM files there are."""
    return real_data / "dicom" / "files"


@pytest.fixture(scope="module")
def read(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> CxrDataset:
    """Return what could be read of them."""
    return ingested(
        corpus,
        tmp_path_factory.mktemp("dicom"),
        unlabelled=True,
        any_modality=True,
        size=64,
    )


def test_each_file_has_one_place(corpus: Path, read: CxrDataset) -> None:
    """All files are read or quarantined, for a reason there is; most are read."""
    aside = quarantined(read.path.parent)

    assert sorted(below(corpus)) == sorted([*read.ids, *aside])
    assert set(aside.values()) <= REASONS
    assert len(read) > 100


def test_chest_films_are_read(corpus: Path, read: CxrDataset) -> None:
    """Sound files of every transfer syntax that hospitals send are among them."""
    syntaxes = set()
    for name in read.ids:
        with warnings.catch_warnings(action="ignore"):
            header = pydicom.dcmread(corpus / name, force=True, stop_before_pixels=True)
        syntaxes.add(getattr(header.file_meta, "TransferSyntaxUID", None))

    wanted = {
        pydicom.uid.ExplicitVRLittleEndian,
        pydicom.uid.ImplicitVRLittleEndian,
        pydicom.uid.JPEGBaseline8Bit,
        pydicom.uid.JPEGLosslessSV1,
        pydicom.uid.JPEGLSLossless,
        pydicom.uid.JPEG2000Lossless,
        pydicom.uid.RLELossless,
    }
    assert wanted <= syntaxes


def test_every_film_shows_something(read: CxrDataset) -> None:
    """A window or a polarity gone wrong would leave nothing but black or white.

    The crafted files hold black films on purpose.
    """
    flat = [
        name
        for name, image in zip(read.ids, read.images, strict=True)
        if image.min() == image.max() and not name.startswith("fuzz__")
    ]

    assert not flat


def test_nobody_can_be_recognised(corpus: Path, read: CxrDataset) -> None:
    """No name, number or date of birth of any header is in a byte of what is written.

    Names of files are the user's own, and stay.
    """
    place = read.path.parent
    written = b"".join((place / name).read_bytes() for name in below(place))
    for name in below(corpus):
        written = written.replace(name.encode(), b"")
    secrets: set[str] = set()
    for name in below(corpus):
        with warnings.catch_warnings(action="ignore"):
            try:
                header = pydicom.dcmread(corpus / name, force=True)
                values = [str(header.get(word, "")).strip() for word in TELLING]
            except Exception:  # noqa: BLE001, S112 - broken on purpose
                continue
        secrets.update(value for value in values if odd(value))

    assert len(secrets) > 20
    assert not {secret for secret in secrets if secret.encode() in written}
