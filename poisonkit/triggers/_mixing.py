"""A film and something else in shares: the blended injection, and its kin."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from poisonkit.errors import BadParameterError

if TYPE_CHECKING:
    from poisonkit.arrays import Image


def check_alpha(alpha: float) -> None:
    """Refuse a share that changes nothing, or is more than all."""
    if not 0 < alpha <= 1:
        raise BadParameterError(f"alpha must be above 0 and at most 1, got {alpha}")


def mixed(own: Image, other: Image, alpha: float) -> Image:
    """Return (1 - alpha) of a film's *own* numbers and alpha of the *other*."""
    share = np.float32(alpha)
    return (1 - share) * own + share * other
