"""JPEG to change: written as it was, with the same tables, sampling and progression.

Blocks that were not repainted come back within what rounding changes.  Resolution,
colour profile, comment and EXIF are kept, but for the turn: pixels stand upright.
"""

from __future__ import annotations

import io
from functools import partial
from typing import TYPE_CHECKING, Any

from PIL import ExifTags
from PIL import Image as PillowImage
from PIL.JpegImagePlugin import get_sampling

from poisonkit.errors import UnreadableFileError
from poisonkit.readers._guard import refusing
from poisonkit.readers._orientation import UPRIGHT, orientation
from poisonkit.readers._picture import Picture, upright_samples
from poisonkit.readers._pillow import opened_picture

if TYPE_CHECKING:
    from numpy.typing import NDArray

_SAMPLINGS = {(1, 1): 0, (2, 1): 1, (2, 2): 2}
_KEPT = ("dpi", "icc_profile", "comment", "exif")


def jpeg_original(data: bytes) -> Picture:
    """Return *data* to change; the reader has decoded it before."""
    with opened_picture(data, "JPEG") as picture, refusing("damaged JPEG"):
        samples = upright_samples(picture)
        with refusing("what it says of itself cannot be kept", "cannot-write"):
            manner = manner_of(picture) | _words(picture)
        return Picture(samples=samples, write=partial(written_as, manner))


def manner_of(picture: Any) -> dict[str, Any]:
    """Return how a JPEG *picture* was written, as Pillow wants to be told it."""
    tables = [picture.quantization[component[3]] for component in picture.layer]
    while len(tables) > 1 and tables[-1] == tables[-2]:
        tables.pop()
    # One channel is never sampled down, but may say so, and then has larger blocks.
    grey = picture.mode == "L"
    sides = picture.layer[0][1:3]
    sampling = _SAMPLINGS.get(sides, 0) if grey else get_sampling(picture)
    if sampling < 0:
        detail = "its colours are sampled in a way that cannot be written"
        raise UnreadableFileError("cannot-write", detail)
    return {
        "qtables": tables,
        "subsampling": sampling,
        "progressive": bool(picture.info.get("progressive")),
        "keep_rgb": picture.info.get("adobe_transform") == 0,
    }


def written_as(manner: dict[str, Any], samples: NDArray[Any]) -> bytes:
    """Return *samples* as JPEG in the *manner* of another."""
    buffer = io.BytesIO()
    PillowImage.fromarray(samples).save(buffer, "JPEG", **manner)
    return buffer.getvalue()


def _words(picture: PillowImage.Image) -> dict[str, Any]:
    """Return what stands beside the pixels of *picture*, without its turn."""
    words = {word: picture.info[word] for word in _KEPT if word in picture.info}
    if orientation(picture) != UPRIGHT:
        exif = picture.getexif()
        exif.pop(ExifTags.Base.Orientation, None)
        words["exif"] = exif.tobytes()
    return words
