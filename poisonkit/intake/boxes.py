"""Where radiologists saw findings, moved from a film's file to its stored square."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from poisonkit.layouts.base import Box
    from poisonkit.preparation import Preparation


def boxes_text(
    boxes: Sequence[Box], shape: tuple[int, int], preparation: Preparation
) -> str:
    """Return *boxes* as JSON, in pixels of the stored film.

    The film of *shape* ``(h, w)`` was cropped, padded to a square and resized.
    """
    first, start, height, width = preparation.frame(shape)
    side = max(height, width)
    left, top = (side - width) // 2 - start, (side - height) // 2 - first
    scale = preparation.size / side
    return json.dumps(
        [
            {
                "label": box.label,
                "x": round((box.x + left) * scale, 2),
                "y": round((box.y + top) * scale, 2),
                "width": round(box.width * scale, 2),
                "height": round(box.height * scale, 2),
            }
            for box in boxes
        ],
        ensure_ascii=False,
    )
