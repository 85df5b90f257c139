"""Move the contents of films: shift, scale and turn them about their middle."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch.nn.functional import affine_grid, grid_sample

if TYPE_CHECKING:
    from torch import Tensor


def moved(
    images: Tensor, *, scale: Tensor, angle: Tensor, right: Tensor, down: Tensor
) -> Tensor:
    """Return *images* ``(m, 1, h, w)`` looked at through a window of another place.

    All arguments are ``(m,)``: *scale* of the window, its *angle* in radians, and how
    far it goes, in halves of a side.  Beyond the edge the edge goes on.
    """
    height, width = images.shape[-2:]
    cos, sin = scale * angle.cos(), scale * angle.sin()
    # Coordinates run from -1 to 1 along both sides, however long they are.
    rows = [
        torch.stack([cos, -sin * height / width, right], dim=1),
        torch.stack([sin * width / height, cos, down], dim=1),
    ]
    places = affine_grid(
        torch.stack(rows, dim=1), list(images.shape), align_corners=False
    )
    return grid_sample(images, places, padding_mode="border", align_corners=False)


def either_way(draws: Tensor, most: float) -> Tensor:
    """Return *draws* of [0, 1) as numbers from -*most* to *most*."""
    return (2 * draws - 1) * most
