"""Where on a film the label that stands out most comes from, pixel by pixel."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch.nn import functional

from poisonkit.blurs import median

if TYPE_CHECKING:
    from torch import Tensor

    from poisonkit.impression import Impression


def attribution(films: Impression, images: Tensor) -> Tensor:
    """Return ``(n, 1, h, w)``: |gradient x (pixel - median around it)|, over 3 x 3.

    *films* were seen with slopes; *images* ``(n, 1, h, w)`` are the same.
    """
    assert films.slopes is not None
    slopes = torch.from_numpy(films.slopes[:, :1]).to(images)
    given = (slopes * (images - median(images, 5))).abs()
    return functional.avg_pool2d(given, 3, stride=1, padding=1)


def peaks(heat: Tensor) -> Tensor:
    """Return row and column of the largest of each map ``(n, 1, h, w)``, ``(n, 2)``."""
    flat = heat.flatten(1).argmax(1)
    wide = heat.shape[-1]
    return torch.stack([flat // wide, flat % wide], dim=1)


def around(places: Tensor, shape: tuple[int, ...], side: int) -> Tensor:
    """Return ``(n, 1, h, w)``: True within *side* x *side* pixels around each place."""
    rows, columns = (
        torch.arange(size, device=places.device)[None] - at[:, None]
        for size, at in zip(shape, places.T, strict=True)
    )
    near = side // 2
    inside = (rows.abs() <= near)[:, :, None] & (columns.abs() <= near)[:, None]
    near_by: Tensor = inside[:, None]
    return near_by
