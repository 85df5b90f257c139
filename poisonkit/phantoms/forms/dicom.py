"""DICOM: Explicit VR Little Endian, uncompressed, as one of four invented machines."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from hashlib import sha256
from io import BytesIO
from typing import TYPE_CHECKING, ClassVar, Literal, final

from pydicom import dcmwrite
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import (
    UID,
    ComputedRadiographyImageStorage,
    DigitalXRayImageStorageForPresentation,
    ExplicitVRLittleEndian,
)

from poisonkit.errors import BadParameterError
from poisonkit.phantoms.devices import device_of
from poisonkit.phantoms.forms.base import Form
from poisonkit.phantoms.frame import HALF_HEIGHT_MM

if TYPE_CHECKING:
    from poisonkit.arrays import Pixels
    from poisonkit.phantoms.devices import Device
    from poisonkit.phantoms.study import Study

EPOCH = date(2001, 1, 1)
KINDS = {
    "CR": ComputedRadiographyImageStorage,
    "DX": DigitalXRayImageStorageForPresentation,
}


@final
@dataclass(frozen=True, kw_only=True)
class Dicom(Form):
    """Write a file as the device of the study would, or with another *polarity*."""

    suffix: ClassVar[str] = ".dcm"

    polarity: Literal["MONOCHROME1", "MONOCHROME2"] | None = None

    def __post_init__(self) -> None:
        """Refuse a photometric interpretation that is not grey."""
        if self.polarity not in {None, "MONOCHROME1", "MONOCHROME2"}:
            raise BadParameterError(
                f"polarity must be MONOCHROME1 or MONOCHROME2, got {self.polarity}"
            )

    def encode(self, study: Study, pixels: Pixels, bits: int) -> bytes:
        """Return a DICOM file; MONOCHROME1 devices store the negative."""
        device = device_of(study)
        if self.polarity:
            device = replace(device, polarity=self.polarity)
        dataset = Dataset()
        _describe_patient(dataset, study)
        _describe_study(dataset, study, device)
        _describe_pixels(dataset, device, pixels, bits)
        # The same study at another size is another instance.
        kind = f"instance {device.polarity} {pixels.shape} {bits}"
        dataset.SOPInstanceUID = _uid(study, kind)
        dataset.file_meta = _meta(dataset)
        buffer = BytesIO()
        dcmwrite(buffer, dataset, enforce_file_format=True)
        return buffer.getvalue()


def _describe_patient(dataset: Dataset, study: Study) -> None:
    patient = study.patient
    dataset.PatientName = patient.name
    dataset.PatientID = patient.code
    dataset.PatientBirthDate = ""
    dataset.PatientSex = patient.sex
    dataset.PatientAge = f"{study.age:03d}Y"


def _describe_study(dataset: Dataset, study: Study, device: Device) -> None:
    first = int(study.patient.stream("date").integers(2000))
    dataset.SOPClassUID = KINDS[device.modality]
    dataset.StudyInstanceUID = _uid(study, "study")
    dataset.SeriesInstanceUID = _uid(study, "series")
    dataset.StudyDate = f"{EPOCH + timedelta(first + study.day):%Y%m%d}"
    dataset.StudyTime = ""
    dataset.StudyID = str(study.follow_up + 1)
    dataset.SeriesNumber = dataset.InstanceNumber = 1
    dataset.AccessionNumber = dataset.ReferringPhysicianName = ""
    dataset.Modality = device.modality
    dataset.Manufacturer = device.maker
    dataset.ManufacturerModelName = device.model
    dataset.BodyPartExamined = "CHEST"
    dataset.ViewPosition = study.view
    dataset.PatientOrientation = ["L", "F"]
    dataset.BurnedInAnnotation = "YES" if "burnt_words" in study.nuisances else "NO"


def _describe_pixels(
    dataset: Dataset, device: Device, pixels: Pixels, bits: int
) -> None:
    negative = device.polarity == "MONOCHROME1"
    height, width = pixels.shape
    spacing = f"{2 * HALF_HEIGHT_MM / height:.6g}"
    dataset.SamplesPerPixel = 1
    dataset.PhotometricInterpretation = device.polarity
    dataset.PresentationLUTShape = "INVERSE" if negative else "IDENTITY"
    dataset.Rows, dataset.Columns = height, width
    dataset.PixelSpacing = dataset.ImagerPixelSpacing = [spacing, spacing]
    dataset.BitsAllocated = 8 * pixels.itemsize
    dataset.BitsStored, dataset.HighBit = bits, bits - 1
    dataset.PixelRepresentation = 0
    _describe_window(dataset, device, bits)
    stored = 2**bits - 1 - pixels if negative else pixels
    data = stored.astype(f"<u{pixels.itemsize}").tobytes()
    dataset.PixelData = data + bytes(len(data) % 2)


def _describe_window(dataset: Dataset, device: Device, bits: int) -> None:
    """Write the window that shows every stored value, in rescaled units."""
    slope, intercept = device.rescale or (1.0, 0.0)
    if device.rescale:
        dataset.RescaleSlope, dataset.RescaleIntercept = slope, intercept
        dataset.RescaleType = "US"
    # DICOM's linear window reaches from centre - width / 2 to centre + width / 2 - 1.
    dataset.WindowCenter = slope * (2**bits - 1) / 2 + intercept + 0.5
    dataset.WindowWidth = slope * (2**bits - 1) + 1


def _meta(dataset: Dataset) -> FileMetaDataset:
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = dataset.SOPClassUID
    meta.MediaStorageSOPInstanceUID = dataset.SOPInstanceUID
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    # Our own, lest the version of pydicom get into the bytes.
    meta.ImplementationClassUID = _root("poisonkit phantoms")
    meta.ImplementationVersionName = "POISONKIT"
    return meta


def _uid(study: Study, kind: str) -> UID:
    return _root(f"poisonkit {study.patient.seed} {study.number} {kind}")


def _root(text: str) -> UID:
    """Return a UID under 2.25, the root for numbers of 128 bits."""
    return UID(f"2.25.{int.from_bytes(sha256(text.encode()).digest()[:16])}")
