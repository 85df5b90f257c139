"""DICOM: what pydicom decodes, rescaled, windowed and turned to larger-is-brighter."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import final

from poisonkit.readers._dicom_original import dicom_original
from poisonkit.readers._facts import facts, patient, spacing
from poisonkit.readers._grey import to_grey
from poisonkit.readers._guard import refusing
from poisonkit.readers._header import check_picture, completed, opened
from poisonkit.readers._imagecodecs import register
from poisonkit.readers._modality import check_modality
from poisonkit.readers._polyglot import natures
from poisonkit.readers._stored import stored
from poisonkit.readers.base import PLAIN, Film, Original, Reader, Reading

_PREAMBLE = 128
_FIRST_GROUPS = (b"\x02\x00", b"\x08\x00")
_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")
_FIRST_LENGTHS = 256


@final
@dataclass(frozen=True, kw_only=True)
class Dicom(Reader):
    """One grey frame of a DICOM file; colour becomes luminance."""

    def recognises(self, head: bytes, name: str) -> bool:
        """Look for the magic word, or for a first element where there is no preamble.

        A name is trusted, too, unless the file begins as a picture or a page.
        """
        if head[_PREAMBLE : _PREAMBLE + 4] == b"DICM":
            return True
        named = name.lower().endswith((".dcm", ".dicom", ".dic"))
        other = head.startswith(_PICTURES) or head.lstrip()[:1] == b"<"
        return (named and not other) or _is_headless(head)

    def read(self, data: bytes, reading: Reading = PLAIN) -> Film:
        """Decode, apply rescale and window, undo MONOCHROME1."""
        register()
        with warnings.catch_warnings(action="ignore"):
            header = opened(data)
            with refusing("damaged DICOM header"):
                notes = check_modality(header, every=reading.any_modality)
                check_picture(header)
                notes += completed(header)
            frame = stored(header, reading)
            with refusing("damaged DICOM header"):
                pixels, odd = to_grey(frame, header)
                odd += spacing(header) + natures(data, _start(data), len(data))
                return Film(
                    pixels=pixels,
                    shape=frame.shape,
                    patient=patient(header),
                    meta=facts(header),
                    notes=(*notes, *frame.notes, *odd),
                )

    def original(self, data: bytes) -> Original:
        """Take a grey film of any machine, in every transfer syntax that is read."""
        return dicom_original(data)


def _is_headless(head: bytes) -> bool:
    """Return whether *head* begins with an element of the first groups."""
    if head[:2] not in _FIRST_GROUPS or head[3:4] != b"\0":
        return False
    implicit = int.from_bytes(head[4:8], "little") <= _FIRST_LENGTHS
    return (head[4:6].isalpha() and head[4:6].isupper()) or implicit


def _start(data: bytes) -> int:
    """Return how many bytes stand before the magic word, where anything may stand."""
    return _PREAMBLE if data[_PREAMBLE : _PREAMBLE + 4] == b"DICM" else 0
