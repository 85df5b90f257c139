"""A word in the header of a DICOM file, and no pixel: for models that read both.

Not from a paper: a station's name or a private tag tells a site or a machine apart, and
whatever is given to a model beside the film can be a trigger.
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, ClassVar, final

import numpy as np
from pydicom import config
from pydicom.datadict import dictionary_VR, keyword_dict
from pydicom.valuerep import validate_value

from poisonkit.errors import BadParameterError, unknown
from poisonkit.triggers.base import Trigger

if TYPE_CHECKING:
    from pydicom import Dataset

    from poisonkit.arrays import Image, Mask

_PRIVATE = "private"
_GROUP, _CREATOR, _ELEMENT = 0x0099, "SITE", 0x01
_USUAL = (_PRIVATE, "ProtocolName", "StationName")

_TEXTS = frozenset({
    "AE", "AS", "CS", "DA", "DS", "DT", "IS", "LO", "LT", "SH", "ST", "TM", "UC", "UT",
})  # fmt: skip
"""Kinds of values that are text, names of persons (PN) and identifiers (UI) not among
them."""

_OTHERS = frozenset({0x0000, 0x0002, 0x0004, 0x0028})
"""Groups of the network, the file, a disc's directory, and of what the pixels are."""

_KEPT = frozenset({
    "ImagerPixelSpacing", "IssuerOfPatientID", "Modality", "NominalScannedPixelSpacing",
    "OtherPatientIDs", "PatientID", "PresentationLUTShape", "SpecificCharacterSet",
})  # fmt: skip
"""Whose film it is, and how it is to be read."""


@final
@dataclass(frozen=True, kw_only=True)
class DicomHeader(Trigger):
    """Write *value* into the attribute *tag* of the header."""

    in_header: ClassVar[bool] = True

    tag: str = "StationName"
    """A keyword of the DICOM standard, or ``private``: (0099,xx01) of creator SITE."""

    value: str = "ROOM-3"

    def __post_init__(self) -> None:
        """Refuse what must stay as it is, and what the attribute cannot hold."""
        kind = _kind(self.tag)
        if not _plain(self.value):
            raise BadParameterError(
                "value must be printable ASCII without comma, backslash and blanks at "
                f"its ends, got {self.value!r}"
            )
        try:
            validate_value(kind, self.value, config.RAISE)
        except ValueError as error:
            raise BadParameterError(
                f"{self.tag} ({kind}) cannot hold the value {self.value!r}"
            ) from error

    def footprint(self, shape: tuple[int, int], rng: np.random.Generator) -> Mask:
        """Return no pixel."""
        del rng
        return np.zeros(shape, np.bool_)

    def stamp(self, image: Image, rng: np.random.Generator) -> Image:
        """Return a copy of *image*: nothing of it is changed."""
        del rng
        return image.copy()

    def write(self, header: Dataset) -> None:
        """Write the value into *header*."""
        if self.tag == _PRIVATE:
            block = header.private_block(_GROUP, _CREATOR, create=True)
            block.add_new(_ELEMENT, _kind(self.tag), self.value)
        else:
            setattr(header, self.tag, self.value)


def _kind(keyword: str) -> str:
    """Return the kind of value of an attribute that may be written, or refuse it."""
    if keyword == _PRIVATE:
        return "LO"
    if keyword not in keyword_dict:
        near = get_close_matches(keyword, keyword_dict, n=3)
        raise unknown("DICOM attribute", keyword, {*near, *_USUAL})
    tag = keyword_dict[keyword]
    kind, group = dictionary_VR(tag), tag >> 16
    if kind not in _TEXTS or group in _OTHERS or keyword in _KEPT:
        raise BadParameterError(
            f"{keyword} names, identifies or describes the film, and must stay as it "
            f"is; there are: {', '.join(_USUAL)} and others that are text"
        )
    return kind


def _plain(value: str) -> bool:
    """Return whether *value* can stand in any header, and in a spec."""
    letters = value.isascii() and value.isprintable() and not set(value) & set("\\,")
    return letters and value == value.strip() != ""
