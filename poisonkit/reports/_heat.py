"""The picture of what speaks for a label, as a heat map of FiftyOne."""

from __future__ import annotations

import base64
import io
import zlib
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image as PillowImage

from poisonkit.errors import BadInputError
from poisonkit.pictures import FOLDER, SUSPECTS

if TYPE_CHECKING:
    from pathlib import Path

    from poisonkit.reports._films import Suspect

_UNREADABLE = (OSError, ValueError, SyntaxError, PillowImage.DecompressionBombError)
"""What Pillow raises over bytes that are no picture."""


def heat_map(one: Suspect, folder: Path) -> dict[str, Any] | None:
    """Return what speaks for the label on this film, if it was drawn.

    As a Heatmap's array lies in such a file: saved by numpy, packed, as base64.
    """
    finding, sample = one
    drawn = finding.samples[:SUSPECTS]
    if sample not in drawn:
        return None
    path = folder / FOLDER / f"{finding.id}-saliency-{drawn.index(sample) + 1}.png"
    if not path.exists():
        return None
    try:
        with PillowImage.open(path) as picture:
            heat = np.asarray(picture.convert("RGBA"))[..., 3]
    except _UNREADABLE as error:
        raise BadInputError(f"{path} is damaged, or no picture") from error
    saved = io.BytesIO()
    np.save(
        saved,
        np.rint(heat * (255 / max(int(heat.max()), 1))).astype(np.uint8),
        allow_pickle=False,
    )
    packed = base64.b64encode(zlib.compress(saved.getvalue())).decode()
    return {
        "_cls": "Heatmap",
        "tags": [finding.id, finding.severity],
        "map": {"$binary": {"base64": packed, "subType": "00"}},
        "range": [0, 255],
    }
