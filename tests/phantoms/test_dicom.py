"""DICOM: whatever machine wrote it, the file shows the film and says whose it is."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import numpy as np
import pydicom
import pytest
from pydicom.pixels.processing import apply_modality_lut, apply_voi_lut

from poisonkit.errors import BadParameterError
from poisonkit.phantoms.cohort import plan_cohort
from poisonkit.phantoms.devices import DEVICES, device_of
from poisonkit.phantoms.film import render
from poisonkit.phantoms.forms import FORMS

if TYPE_CHECKING:
    from poisonkit.phantoms.frame import Map
    from poisonkit.phantoms.study import Study

STUDIES = plan_cohort(40, seed=6)
BY_DEVICE = {device_of(study).model: study for study in STUDIES}
"""One study for each machine."""


@pytest.fixture(params=list(BY_DEVICE.values()), ids=list(BY_DEVICE))
def study(request: pytest.FixtureRequest) -> Study:
    chosen: Study = request.param
    return chosen


def read(study: Study, bits: int, form: str = "dicom") -> pydicom.FileDataset:
    data = FORMS.create(form).encode(study, render(study, 32, bits), bits)
    return pydicom.dcmread(BytesIO(data))


def shown(dataset: pydicom.FileDataset) -> Map:
    """Return what a viewer would show, from 0 to 1."""
    rescaled = apply_modality_lut(dataset.pixel_array, dataset)
    windowed = apply_voi_lut(rescaled, dataset)
    bottom, top = (
        apply_modality_lut(np.array([end]), dataset)[0]
        for end in (0, 2**dataset.BitsStored - 1)
    )
    grey: Map = (windowed - bottom) / (top - bottom)
    return 1 - grey if dataset.PhotometricInterpretation == "MONOCHROME1" else grey


@pytest.mark.parametrize("bits", [8, 10, 12, 14, 16])
def test_dicom_shows_the_picture(study: Study, bits: int) -> None:
    """Whatever the machine, rescaled, windowed and inverted it is the film."""
    expected = render(study, 32, bits) / (2**bits - 1)

    np.testing.assert_allclose(shown(read(study, bits)), expected, atol=1e-6)


def test_twins_show_the_same(study: Study) -> None:
    """A MONOCHROME1 file and its MONOCHROME2 twin store negatives of one picture."""
    one, two = (read(study, 12, f"dicom:polarity=MONOCHROME{n}") for n in (1, 2))

    np.testing.assert_array_equal(4095 - one.pixel_array, two.pixel_array)
    np.testing.assert_allclose(shown(one), shown(two), atol=1e-6)
    assert one.SOPInstanceUID != two.SOPInstanceUID


def test_dicom_says_who_and_how(study: Study) -> None:
    """Identity, view and machine are in the file, and plainly invented."""
    dataset, device = read(study, 12), device_of(study)

    assert f"PHANTOM^{study.patient.number:04d}" == dataset.PatientName
    assert f"{study.age:03d}Y" == dataset.PatientAge
    assert (study.view, study.patient.sex) == (dataset.ViewPosition, dataset.PatientSex)
    assert (device.maker, device.modality) == (dataset.Manufacturer, dataset.Modality)
    assert (16, 12, 11) == (dataset.BitsAllocated, dataset.BitsStored, dataset.HighBit)
    assert (device.rescale is not None) == ("RescaleSlope" in dataset)
    assert pytest.approx(430 / 32, rel=1e-5) == dataset.PixelSpacing[0]


def test_dicom_is_a_dicom_file(study: Study) -> None:
    """The preamble, the file meta group and the identifiers are valid."""
    dataset = read(study, 12)

    assert pydicom.uid.ExplicitVRLittleEndian == dataset.file_meta.TransferSyntaxUID
    assert dataset.SOPInstanceUID == dataset.file_meta.MediaStorageSOPInstanceUID
    for uid in (dataset.SOPInstanceUID, dataset.StudyInstanceUID):
        assert uid.is_valid
        assert uid.startswith("2.25.")


def test_identifiers_are_unique() -> None:
    """No two studies share a UID, and no study has one twice."""
    files = [read(study, 8) for study in STUDIES]
    uids = [
        uid
        for file in files
        for uid in (file.SOPInstanceUID, file.StudyInstanceUID, file.SeriesInstanceUID)
    ]

    assert len(uids) == len(set(uids))


def test_both_polarities_are_used_in_both_views() -> None:
    """Polarity tells nothing about the view."""
    for machines in DEVICES.values():
        assert {"MONOCHROME1", "MONOCHROME2"} == {
            device.polarity for device in machines
        }


def test_a_patient_meets_one_machine_per_view() -> None:
    """Follow-ups are taken where the last film was."""
    met: dict[tuple[int, str], str] = {}
    for study in STUDIES:
        key = (study.patient.number, study.view)

        assert device_of(study).model == met.setdefault(key, device_of(study).model)


def test_refuses_a_polarity_that_is_none() -> None:
    """The message says what is allowed."""
    with pytest.raises(BadParameterError, match="must be MONOCHROME1 or MONOCHROME2"):
        FORMS.create("dicom:polarity=RGB")
