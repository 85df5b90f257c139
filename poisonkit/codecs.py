"""Which decoder reads which kind of pixels here, and what is missing."""

from __future__ import annotations

from dataclasses import dataclass

from PIL import features
from pydicom import uid
from pydicom.pixels.decoders.base import get_decoder

from poisonkit.readers._imagecodecs import register
from poisonkit.readers._kornia import is_installed

_SYNTAXES = (
    uid.ImplicitVRLittleEndian, uid.ExplicitVRLittleEndian, uid.ExplicitVRBigEndian,
    uid.DeflatedExplicitVRLittleEndian, uid.RLELossless, uid.JPEGBaseline8Bit,
    uid.JPEGExtended12Bit, uid.JPEGLossless, uid.JPEGLosslessSV1, uid.JPEGLSLossless,
    uid.JPEGLSNearLossless, uid.JPEG2000Lossless, uid.JPEG2000, uid.HTJ2KLossless,
    uid.HTJ2KLosslessRPCL, uid.HTJ2K,
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Codec:
    """One kind of pixels, and who decodes it."""

    name: str
    """Such as ``PNG``, or a transfer syntax with its UID."""

    uses: str
    """The decoder that is asked first; "" if there is none."""

    fallbacks: tuple[str, ...] = ()
    """Decoders that are asked next, in this order."""

    missing: tuple[str, ...] = ()
    """What could be installed, and is not."""


def codecs() -> tuple[Codec, ...]:
    """Return what decodes each kind of film on this machine."""
    register()
    pillow = "Pillow" if features.check("zlib") else ""
    jpeg = "Pillow" if features.check("jpg") else ""
    quick = ("kornia-rs",) if is_installed() else ()
    asked = [name for name in (*quick, pillow) if name]
    pictures = (
        Codec(
            name="PNG",
            uses=asked[0] if asked else "",
            fallbacks=tuple(asked[1:]),
            missing=() if quick else ("kornia-rs",),
        ),
        Codec(name="JPEG", uses=jpeg, missing=() if jpeg else ("Pillow with JPEG",)),
    )
    return (*pictures, *map(_syntax, _SYNTAXES))


def _syntax(syntax: uid.UID) -> Codec:
    name = f"DICOM, {syntax.name} ({syntax})"
    if not syntax.is_encapsulated:
        return Codec(name=name, uses="pydicom")
    decoder = get_decoder(syntax)
    asked = tuple(decoder._available)  # noqa: SLF001 - the public one is sorted
    return Codec(
        name=name,
        uses=asked[0] if asked else "",
        fallbacks=asked[1:],
        missing=() if "imagecodecs" in asked else ("imagecodecs",),
    )
