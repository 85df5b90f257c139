"""Every reader: the same film from every form, and a quiet refusal of the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from poisonkit.errors import UnreadableFileError
from poisonkit.readers import READERS
from tests.families.files import (
    CODES,
    dicom,
    header,
    picture,
    ramp,
    refuse,
)

if TYPE_CHECKING:
    from poisonkit.readers.base import Reader

GREY = ramp(8, np.uint8)
DEEP = ramp(16)
SMOOTH = np.add.outer(3 * np.arange(64), np.arange(64)).astype(np.uint8)
NOISY = SMOOTH // 2 + np.random.default_rng(3).integers(0, 64, (64, 64), np.uint8)
GOOD = {
    "png": picture(NOISY, "PNG"),
    "jpeg": picture(NOISY, "JPEG"),
    "dicom": dicom(header(NOISY, 8)),
}
"""A file of each format; a new reader is asked to add its own."""

BAD = {
    "empty": b"",
    "html": b"<!DOCTYPE html><html><body>Please log in</body></html>",
    "zeros": bytes(5000),
    "noise": np.random.default_rng(0).bytes(5000),
}


@pytest.fixture(params=sorted(READERS.modules()))
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def reader(name: str) -> Reader:
    return READERS.create(name)


def test_a_good_file_is_read(name: str, reader: Reader) -> None:
    """Two dimensions, an unsigned type, larger is brighter, the bytes untouched."""
    film = reader.read(GOOD[name])

    assert NOISY.shape == film.pixels.shape
    assert film.pixels.dtype in {np.dtype(np.uint8), np.dtype(np.uint16)}
    assert film.pixels[0].mean() < film.pixels[-1].mean()


def test_readers_do_not_quarrel(name: str) -> None:
    """A file is recognised by one reader, by its content, whatever its name."""
    head = GOOD[name][:132]
    takers = [other for other in READERS.modules()
              if READERS.create(other).recognises(head, "film")]  # fmt: skip

    assert [name] == takers


@pytest.mark.parametrize("kind", BAD)
def test_other_things_are_refused(reader: Reader, kind: str) -> None:
    """Nothing at all, a web page saved as .dcm, zeros and noise go to quarantine."""
    refuse(reader, BAD[kind])


@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.95])
def test_a_truncated_file_is_refused(name: str, reader: Reader, share: float) -> None:
    """Half a download is no film: its lower part would be grey or black."""
    refuse(reader, GOOD[name][: int(share * len(GOOD[name]))])


def test_damage_never_ends_in_a_traceback(name: str, reader: Reader) -> None:
    """A flipped byte anywhere gives a film or a refusal, never another error."""
    rng = np.random.default_rng(1)
    for place in rng.integers(len(GOOD[name]), size=150).tolist():
        damaged = bytearray(GOOD[name])
        damaged[place] ^= int(rng.integers(1, 256))
        try:
            pixels = reader.read(bytes(damaged)).pixels
        except UnreadableFileError as error:
            refusal = error.code
        else:
            refusal = "" if pixels.ndim == 2 else "not two-dimensional"
        assert refusal in {"", *CODES}
