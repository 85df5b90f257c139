"""Films as large as hospitals send them, in the forms in which they come."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import imagecodecs
import numpy as np
from PIL import Image
from pydicom import Dataset, FileMetaDataset, uid
from pydicom.encaps import encapsulate

from poisonkit.phantoms.cohort import plan_cohort
from poisonkit.phantoms.film import render

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray

HEIGHT, WIDTH, SIDE = 2500, 2000, 1024
_ENCODERS: dict[str, tuple[uid.UID, Callable[[NDArray[np.uint16]], bytes]]] = {
    "jpeg-lossless": (
        uid.JPEGLosslessSV1,
        lambda a: bytes(imagecodecs.ljpeg_encode(a, bitspersample=12)),
    ),
    "jpeg-ls": (uid.JPEGLSLossless, lambda a: bytes(imagecodecs.jpegls_encode(a))),
}


def _phantom(seed: int, height: int, width: int) -> NDArray[np.float64]:
    """Return a chest in [0, 1] with the noise of a detector."""
    study = plan_cohort(1, seed=seed)[0]
    chest = Image.fromarray(render(study, 256, 16).astype(np.float32))
    large = np.asarray(chest.resize((width, height), Image.Resampling.BICUBIC)) / 65_535
    noise = np.random.default_rng(seed).normal(0, 0.004, (height, width))
    return np.clip(large + noise, 0, 1)


def write_dicom(path: Path, seed: int, form: str = "raw") -> None:
    """Write a 12-bit film of 2500 x 2000, uncompressed or as *form*."""
    values = np.rint(_phantom(seed, HEIGHT, WIDTH) * 4095).astype(np.uint16)
    film = Dataset()
    film.file_meta = FileMetaDataset()
    film.SOPClassUID = uid.DigitalXRayImageStorageForPresentation
    film.SOPInstanceUID = uid.generate_uid(entropy_srcs=[path.name])
    film.Modality, film.PatientID = "DX", f"P{seed}"
    film.Rows, film.Columns = values.shape
    film.BitsAllocated, film.BitsStored, film.HighBit = 16, 12, 11
    film.SamplesPerPixel, film.PixelRepresentation = 1, 0
    film.PhotometricInterpretation = "MONOCHROME2"
    film.RescaleSlope, film.RescaleIntercept = 1, 0
    film.WindowCenter, film.WindowWidth = 2048, 3600
    syntax, data = uid.ExplicitVRLittleEndian, values.tobytes()
    if form != "raw":
        syntax, encode = _ENCODERS[form]
        data = encapsulate([encode(values)])
    film.file_meta.TransferSyntaxUID = syntax
    film.PixelData = data
    film["PixelData"].VR = "OW"
    film.save_as(path, enforce_file_format=True)


def write_picture(path: Path, seed: int) -> None:
    """Write an 8-bit film of 1024 x 1024 as PNG or JPEG, as the name of *path* says."""
    pixels = np.rint(_phantom(seed, SIDE, SIDE) * 255).astype(np.uint8)
    held = BytesIO()
    form = "PNG" if path.suffix == ".png" else "JPEG"
    Image.fromarray(pixels).save(held, form)
    path.write_bytes(held.getvalue())
