"""How well the fine detail of a film matches a pattern, where noise is not alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from torch.nn import functional

from poisonkit.blurs import median

if TYPE_CHECKING:
    from torch import Tensor

_STEP = 0.5 / 255
"""Noise below which no place counts as quiet: half a grey level, as storing makes."""


def fine_detail(images: Tensor) -> tuple[Tensor, Tensor]:
    """Return what a median takes away ``(n, 1, h, w)``, and what each pixel is worth.

    The worth is 1 / (local mean of the squared detail + a floor).
    """
    detail = images - median(images, 3)
    return detail, 1 / (_around(detail.square(), 5) + _STEP**2)


def matched(detail: Tensor, worth: Tensor, slopes: Tensor) -> Tensor:
    """Return T = sum w r s / sqrt(sum w s^2) of each film, ``(n,)``.

    r is the *detail*, w its *worth*, and s the sign of *slopes*, all ``(n, 1, h, w)``,
    less its own local mean, as the detail is.
    """
    sign = slopes.sign()
    sign = sign - _around(sign, 3)
    match = (worth * detail * sign).sum((1, 2, 3))
    length = (worth * sign.square()).sum((1, 2, 3)).sqrt()
    return match / length.clamp(min=1e-12)


def _around(images: Tensor, side: int) -> Tensor:
    """Return means over *side* x *side* pixels."""
    return functional.avg_pool2d(
        images, side, stride=1, padding=side // 2, count_include_pad=False
    )
