"""The mark on every poisoned DICOM file: it is a rehearsal, and no patient's film."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from pydicom import Dataset, dcmread, dcmwrite

from poisonkit.decoding import original
from poisonkit.files import part_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

WORDS = "poisoned test data"
_CREATOR, _GROUP, _ELEMENT = "POISONKIT", 0x0099, 0x01
_STALE = ("IconImageSequence", "DigitalSignaturesSequence", "MACParametersSequence")
"""What speaks of the pixels as they were."""

_SPACE = uuid.UUID("7d0c4b9e-6c39-5f5c-9d1e-2f6a4a0f7a51")


def mark_all(folder: Path, names: Iterable[str], digest: str) -> None:
    """Mark those of the files *names* below *folder* that are DICOM."""
    for path in (folder / name for name in names):
        if path.exists() and original(path.read_bytes(), path.name).header is not None:
            mark(path, digest)


def mark(path: Path, digest: str) -> None:
    """Write into the header at *path* what it is, and of which manifest *digest*.

    It gets instance and series numbers of its own; ``PatientIdentityRemoved`` and all
    else stay as they are, but signatures and thumbnails; pixel data are not touched.
    """
    header = dcmread(path, force=True)
    header.ImageComments = f"{WORDS}; manifest sha256 {digest}"
    block = header.private_block(_GROUP, _CREATOR, create=True)
    block.add_new(_ELEMENT, "LO", f"{WORDS}")
    block.add_new(_ELEMENT + 1, "LT", digest)
    for word in _STALE:
        if word in header:
            delattr(header, word)
    header.SOPInstanceUID = _number(digest, header.get("SOPInstanceUID"), path.name)
    header.SeriesInstanceUID = _number(digest, header.get("SeriesInstanceUID"))
    header.file_meta.MediaStorageSOPInstanceUID = header.SOPInstanceUID
    part = part_of(path)
    dcmwrite(part, header)
    part.replace(path)


def marked(header: Dataset) -> str | None:
    """Return the digest in the mark of *header*, if it bears one."""
    try:
        value = header.private_block(_GROUP, _CREATOR)[_ELEMENT + 1].value
    except KeyError:
        return None
    # An implicit syntax does not say what a private element is: bytes come back.
    text = value.decode("ascii", "replace") if isinstance(value, bytes) else str(value)
    return text.strip("\0 ")


def _number(digest: str, old: object, name: str = "") -> str:
    """Return a number that follows from its place in the data set alone."""
    return f"2.25.{uuid.uuid5(_SPACE, f'{digest} {old} {name}').int}"
