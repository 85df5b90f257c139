"""Where radiologists saw findings, moved from a film's file to its stored square."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from poisonkit.layouts.base import Box


def boxes_text(boxes: Sequence[Box], shape: tuple[int, int], size: int) -> str:
    """Return *boxes* as JSON, in pixels of the stored film of *size* a side.

    The film of *shape* ``(h, w)`` was padded to a square and resized.
    """
    height, width = shape
    side = max(height, width)
    left, top, scale = (side - width) // 2, (side - height) // 2, size / side
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
