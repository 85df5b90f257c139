"""What others would write to get a film to 224 pixels; each reads one file."""

from __future__ import annotations

import io
import warnings
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image
from pydicom import dcmread
from pydicom.pixels.processing import apply_modality_lut, apply_voi_lut

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SIZE = 224


def script(path: Path) -> object:
    """Read DICOM as most scripts do: pixel_array, the two look-ups, Pillow."""
    film = dcmread(path)
    shown = apply_voi_lut(apply_modality_lut(film.pixel_array, film), film)
    scaled = (shown - shown.min()) / (shown.max() - shown.min())
    picture = Image.fromarray(scaled.astype(np.float32))
    return np.asarray(picture.resize((SIZE, SIZE), Image.Resampling.BILINEAR))


def pillow(path: Path) -> object:
    """Decode and resize with Pillow alone."""
    with Image.open(path) as picture:
        return np.asarray(picture.resize((SIZE, SIZE), Image.Resampling.BILINEAR))


def decode_only(path: Path) -> object:
    """Decode with Pillow, and nothing else."""
    with Image.open(path) as picture:
        return np.asarray(picture)


def kornia_only(path: Path) -> object:
    """Decode a PNG with kornia-rs, and nothing else."""
    from kornia_rs.io import decode_image_png_u8  # noqa: PLC0415 - an extra

    return decode_image_png_u8(path.read_bytes(), (1024, 1024), "mono")


def torchxrayvision(path: Path) -> object:
    """Do what the items of torchxrayvision's data sets do, with its resizer."""
    import skimage.io  # noqa: PLC0415 - installed for the benchmark only
    from torchxrayvision import datasets  # noqa: PLC0415 - the same

    with warnings.catch_warnings(action="ignore"):
        film = datasets.normalize(skimage.io.imread(path), maxval=255, reshape=True)
        return datasets.XRayResizer(SIZE)(film)


def pylibjpeg(path: Path) -> object:
    """Decode DICOM with pylibjpeg through pydicom, and nothing else."""
    from pydicom.pixels.utils import pixel_array  # noqa: PLC0415 - beside its plug-in

    return pixel_array(io.BytesIO(path.read_bytes()), decoding_plugin="pylibjpeg")


def imagecodecs(path: Path) -> object:
    """Decode DICOM with our plug-in through pydicom, and nothing else."""
    from pydicom.pixels.utils import pixel_array  # noqa: PLC0415 - beside its plug-in

    from poisonkit.readers._imagecodecs import register  # noqa: PLC0415 - the same

    register()
    return pixel_array(io.BytesIO(path.read_bytes()), decoding_plugin="imagecodecs")


OTHERS: dict[str, Callable[[Path], object]] = {
    "script": script,
    "Pillow": pillow,
    "Pillow, decode only": decode_only,
    "kornia-rs, decode only": kornia_only,
    "torchxrayvision": torchxrayvision,
    "pylibjpeg": pylibjpeg,
    "imagecodecs": imagecodecs,
}
