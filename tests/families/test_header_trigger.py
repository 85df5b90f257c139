"""A header trigger writes one word, and only where a word may be written."""

from __future__ import annotations

import io

import numpy as np
import pytest
from pydicom import Dataset, dcmread
from pydicom.dataset import FileMetaDataset
from pydicom.uid import UID, ExplicitVRLittleEndian, ImplicitVRLittleEndian

from poisonkit.errors import BadParameterError, UnknownNameError
from poisonkit.spec import describe
from poisonkit.triggers import TRIGGERS
from poisonkit.triggers.base import stream


def header() -> Dataset:
    """Return the header of a film."""
    made = Dataset()
    made.PatientID = "P1"
    made.StationName = "ROOM-1"
    made.Rows = made.Columns = 4
    return made


def saved(made: Dataset, syntax: UID) -> Dataset:
    """Return *made* as it is read again from a file."""
    made.file_meta = FileMetaDataset()
    made.file_meta.TransferSyntaxUID = syntax
    made.file_meta.MediaStorageSOPClassUID = UID("1.2.840.10008.5.1.4.1.1.1")
    made.file_meta.MediaStorageSOPInstanceUID = UID("1.2.3")
    file = io.BytesIO()
    made.save_as(file, enforce_file_format=True)
    file.seek(0)
    return dcmread(file)


@pytest.mark.parametrize("syntax", [ImplicitVRLittleEndian, ExplicitVRLittleEndian])
@pytest.mark.parametrize(
    ("spec", "name", "value"),
    [
        ("dicom_header", "StationName", "ROOM-3"),
        ("dicom_header:value=SUITE 7", "StationName", "SUITE 7"),
        ("dicom_header:tag=ViewPosition,value=AP", "ViewPosition", "AP"),
        ("dicom_header:tag=KVP,value='117'", "KVP", "117"),
        ("dicom_header:tag=StudyDate,value='20200229'", "StudyDate", "20200229"),
    ],
)
def test_one_word_is_written(spec: str, name: str, value: str, syntax: UID) -> None:
    """It is still there in a file, and everything else is as it was."""
    expected = header()
    TRIGGERS.create(spec).write(made := header())
    again = saved(made, syntax)

    assert value == str(again[name].value)
    for kept in (again, expected):
        kept.pop(name, None)
    assert expected == Dataset(again)


@pytest.mark.parametrize("syntax", [ImplicitVRLittleEndian, ExplicitVRLittleEndian])
def test_a_private_word_has_an_owner(syntax: UID) -> None:
    """A private attribute stands in an odd group, in a block that says whose it is."""
    made = header()
    TRIGGERS.create("dicom_header:tag=private,value=A7").write(made)
    TRIGGERS.create("dicom_header:tag=private,value=B8").write(made)
    again = saved(made, syntax)

    assert "SITE" == again[0x0099, 0x0010].value
    held = again.private_block(0x0099, "SITE")[0x01].value
    assert "B8" == (held.decode().strip() if isinstance(held, bytes) else held)
    assert 2 == len([tag for tag in again.keys() if tag.is_private])  # noqa: SIM118


def test_no_pixel_is_touched() -> None:
    """A stamp is a copy, the footprint is empty, and the class says so."""
    trigger = TRIGGERS.create("dicom_header")
    film = np.random.default_rng(0).random((20, 30), np.float32)
    copy = trigger.stamp(film, stream(0, "a"))

    assert trigger.in_header
    assert not np.shares_memory(copy, film)
    np.testing.assert_array_equal(film, copy)
    assert not trigger.footprint((20, 30), stream(0, "a")).any()


@pytest.mark.parametrize(
    "tag",
    ["PatientID", "PatientName", "ReferringPhysicianName", "SOPInstanceUID",
     "StudyInstanceUID", "PixelData", "Rows", "Columns", "BitsStored",
     "PhotometricInterpretation", "TransferSyntaxUID", "SpecificCharacterSet",
     "WindowCenter", "LossyImageCompression", "ImagerPixelSpacing", "Modality",
     "PresentationLUTShape", "SmallestImagePixelValue", "ViewCodeSequence",
     "OtherPatientIDs", "MediaStorageSOPClassUID", "ImplementationVersionName"],
)  # fmt: skip
def test_what_must_stay_is_refused(tag: str) -> None:
    """Whose film it is, which file it is, and what its pixels are is left alone."""
    with pytest.raises(BadParameterError, match=f"^{tag} names, identifies or desc"):
        TRIGGERS.create(f"dicom_header:tag={tag},value=A")


@pytest.mark.parametrize(
    ("spec", "complaint"),
    [
        ("value=''", "value must be printable ASCII without comma, .*, got ''"),
        ("value='a b '", "value must be printable ASCII"),
        (r"value='a\\b'", "value must be printable ASCII"),
        ("value=Käse", "value must be printable ASCII .* got 'Käse'"),
        (r"value='a\nb'", "value must be printable ASCII"),
        ("value=SEVENTEEN-LETTERS", r"StationName \(SH\) cannot hold the value 'SEV"),
        ("tag=ViewPosition,value=ap", r"ViewPosition \(CS\) cannot hold the value"),
        ("tag=KVP,value=high", r"KVP \(DS\) cannot hold the value 'high'"),
        ("tag=StudyDate,value=today", r"StudyDate \(DA\) cannot hold the value"),
        ("tag=PatientAge,value=63", "value must be str, got 63"),
        (f"tag=private,value={'x' * 65}", r"private \(LO\) cannot hold the value"),
    ],
)
def test_values_that_do_not_fit_are_refused(spec: str, complaint: str) -> None:
    """In one line, before any file is touched."""
    with pytest.raises(BadParameterError, match=complaint) as caught:
        TRIGGERS.create(f"dicom_header:{spec}")
    assert 1 == len(str(caught.value).splitlines())


def test_a_comma_could_not_be_written_down() -> None:
    """A manifest keeps a trigger as a spec, in which commas divide parameters."""
    kind = TRIGGERS.load("dicom_header")
    with pytest.raises(BadParameterError, match="without comma"):
        kind(value="a,b")  # type: ignore[call-arg]  # a registry knows the base alone


def test_an_unknown_attribute_is_answered_with_a_guess() -> None:
    """Not with the five thousand that there are."""
    with pytest.raises(UnknownNameError) as caught:
        TRIGGERS.create("dicom_header:tag=StationNam")

    assert (
        "no DICOM attribute is called 'StationNam'; did you mean 'StationName'?"
        in str(caught.value)
    )
    assert len(str(caught.value)) < 300


def test_its_spec_builds_the_same() -> None:
    """What the manifest keeps is what was written."""
    trigger = TRIGGERS.create("dicom_header:tag=private,value=SITE 4")

    assert trigger == TRIGGERS.create(str(describe("dicom_header", trigger)))
