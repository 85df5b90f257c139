"""A film that is also something else is taken, and the user is told what."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import numpy as np
import pytest

from poisonkit.readers import READERS
from tests.families.files import dicom, header, picture, ramp

if TYPE_CHECKING:
    from poisonkit.readers.base import Film

GREY = ramp(8, np.uint8)
FILES = {
    "dicom": dicom(header(GREY, 8)),
    "png": picture(GREY, "PNG"),
    "jpeg": picture(GREY, "JPEG"),
}
HEADS = {
    b"MZ\x90\x00": "a Windows program (PE)",
    b"\x7fELF\x02": "a Linux program (ELF)",
    b"\xcf\xfa\xed\xfe": "a macOS program (Mach-O)",
    b"\xfe\xed\xfa\xce": "a macOS program (Mach-O)",
    b"\xca\xfe\xba\xbe": "a macOS program (Mach-O) or Java class",
    b"PK\x03\x04": "a ZIP archive",
    b"<!DOCTYPE html>": "a web page (HTML)",
    b"\n <HTML>": "a web page (HTML)",
    b"#!/bin/sh\n": "a script",
}


def read(name: str, data: bytes) -> Film:
    """Return the film in *data*, and hold that its pixels are as they were."""
    film = READERS.create(name).read(data)
    plain = READERS.create(name).read(FILES[name])
    np.testing.assert_array_equal(plain.pixels, film.pixels)
    return film


def archive(comment: bytes = b"") -> bytes:
    """Return a ZIP archive."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        file.writestr("run.exe", b"MZ")
        file.comment = comment
    return buffer.getvalue()


@pytest.mark.parametrize("name", FILES)
def test_a_plain_film_is_nothing_else(name: str) -> None:
    """No note without a reason."""
    assert () == read(name, FILES[name]).notes


@pytest.mark.parametrize(("head", "kind"), HEADS.items(), ids=HEADS.values())
def test_a_preamble_is_looked_at(head: bytes, kind: str) -> None:
    """The 128 bytes that DICOM leaves to anybody."""
    data = head.ljust(128, b"\0") + FILES["dicom"][128:]

    assert (f"is also {kind}",) == read("dicom", data).notes


@pytest.mark.parametrize("name", ["png", "jpeg"])
@pytest.mark.parametrize(("head", "kind"), HEADS.items(), ids=HEADS.values())
def test_a_tail_is_looked_at(name: str, head: bytes, kind: str) -> None:
    """What is appended to a picture no viewer shows."""
    assert (f"is also {kind}",) == read(name, FILES[name] + head + bytes(99)).notes


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("comment", [b"", b"a comment of any kind"])
def test_an_archive_at_the_end_is_found(name: str, comment: bytes) -> None:
    """A ZIP archive is read from its end, so it may hide behind a film."""
    tail = archive(comment)
    if name == "dicom":  # the last element, for the film must stay sound
        tail = archive(comment + bytes(len(tail) % 2))
        tail = b"\xfc\xff\xfc\xffOB\0\0" + len(tail).to_bytes(4, "little") + tail

    assert "is also a ZIP archive" in read(name, FILES[name] + tail).notes


def test_the_letters_alone_are_no_archive() -> None:
    """The end of an archive says how long its comment is; by chance it does not."""
    data = FILES["png"] + b"PK\x05\x06" + bytes(range(100))

    assert () == read("png", data).notes
