"""Whatever was done to a file: it is changed and written, or refused in one line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from poisonkit.errors import UnreadableFileError
from poisonkit.readers import READERS
from tests.families.files import NAME, compressed, dicom, header, picture, ramp
from tests.families.originals import LOSSLESS, LOSSY, film

if TYPE_CHECKING:
    from poisonkit.readers.base import Reader

FILES: dict[str, tuple[str, bytes]] = (
    {
        "png": ("png", picture(ramp(16), "PNG")),
        "png in colour": ("png", picture(ramp(8, np.uint8), "PNG", "RGBA")),
        "jpeg": ("jpeg", picture(ramp(8, np.uint8).repeat(16, axis=0), "JPEG")),
    }
    | {str(syntax)[14:]: ("dicom", film(syntax)) for syntax in LOSSLESS}
    | {
        str(syntax)[14:]: (
            "dicom",
            dicom(compressed(header(cells, bits), encode(cells)), syntax),
        )
        for syntax, (cells, bits, encode, _) in LOSSY.items()
    }
)


@pytest.mark.parametrize("name", FILES)
def test_broken_bytes_are_refused_and_nothing_else(name: str) -> None:
    """Cut, emptied or scrambled: a film, or one line that names nobody."""
    kind, data = FILES[name]
    reader, draw = READERS.create(kind), np.random.default_rng(7)
    assert refused_or_written(reader, b"") == "refused"
    assert refused_or_written(reader, data) == "written"
    for cut in draw.integers(1, len(data), 12):
        refused_or_written(reader, data[:cut])
    for _ in range(60):
        bad = bytearray(data)
        for place in draw.integers(0, len(data), 4):
            bad[place] ^= 1 << int(draw.integers(8))
        refused_or_written(reader, bytes(bad))


def refused_or_written(reader: Reader, data: bytes) -> str:
    """Hold that *data* is written back so that it can be read, or refused."""
    try:
        original = reader.original(data)
        image = original.shown.copy()
        image[: len(image) // 2] = 1
        written = original.repainted(image).encoded()
    except UnreadableFileError as error:
        assert len(str(error).splitlines()) == 1  # noqa: PT017 - either is right
        assert NAME.partition("^")[0] not in str(error)  # noqa: PT017
        return "refused"
    assert reader.original(written).shown.shape == image.shape
    return "written"
