"""Change brightness and contrast, as another exposure would."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, final

from poisonkit.augmentations._moving import either_way
from poisonkit.augmentations.base import Augmentation
from poisonkit.errors import BadParameterError

if TYPE_CHECKING:
    from torch import Tensor


@final
@dataclass(frozen=True, kw_only=True)
class Exposure(Augmentation):
    """Stretch grey levels about the film's mean, and make all brighter or darker."""

    numbers: ClassVar[int] = 2

    contrast: float = 0.1
    """By at most this share."""

    brightness: float = 0.05
    """By at most this much of black to white."""

    def __post_init__(self) -> None:
        """Refuse shares that turn a film into its negative, or into nothing."""
        for name in ("contrast", "brightness"):
            if not 0 <= getattr(self, name) < 1:
                raise BadParameterError(
                    f"{name} must lie in [0, 1), got {getattr(self, name):g}"
                )

    def change(self, images: Tensor, draws: Tensor) -> Tensor:
        """Stretch and lift each film, and clip."""
        drawn = draws[:, :, None, None, None]
        mean = images.mean((1, 2, 3), keepdim=True)
        stretched = mean + (images - mean) * (
            1 + either_way(drawn[:, 0], self.contrast)
        )
        return (stretched + either_way(drawn[:, 1], self.brightness)).clamp(0, 1)
