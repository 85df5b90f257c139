"""Make a trigger mean nothing: plant it on films that keep their own labels.

After Wang et al., "Neural Cleanse", IEEE S&P 2019, section VI-C; there the trigger is
reconstructed from the model, here by the audit, from films.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, final

import numpy as np
import torch

from poisonkit.arrays import as_image, as_pixels, scale_of
from poisonkit.augmentations.base import Augmentation
from poisonkit.errors import BadParameterError
from poisonkit.planting import plant

if TYPE_CHECKING:
    from torch import Tensor

    from poisonkit.arrays import Pixels
    from poisonkit.finding import Severity
    from poisonkit.pattern import Pattern
    from poisonkit.recipe import Recipe

CALM = 1 / 3
"""Of the learning rate that suits a fresh network: much is to stay as it is."""

_DRAWS = 1 << 24
"""Of so many numbers a draw tells which it is: as many as a float32 tells apart."""


@dataclass(frozen=True, kw_only=True)
class Terms:
    """How a backdoor is unlearned."""

    recipe: Recipe
    share: float = 0.5
    """Of the films, in each epoch others, that carry the trigger."""

    severity: Severity | None = None
    """Of findings that count unreviewed, as `clean` takes it."""

    def __post_init__(self) -> None:
        """Refuse a share that is none."""
        if not 0 < self.share < 1:
            raise BadParameterError(
                f"share must lie between 0 and 1, got {self.share:g}"
            )


@final
@dataclass(frozen=True, kw_only=True)
class Planting(Augmentation):
    """Plants one of some reconstructed triggers on a share of the films."""

    numbers: ClassVar[int] = 2

    patterns: tuple[Pattern, ...]
    share: float
    """Of the films, in every epoch others."""

    def change(self, images: Tensor, draws: Tensor) -> Tensor:
        """Return *images* ``(m, 1, h, w)``, a share of them with a trigger."""
        chosen = draws[:, 0] < self.share
        if not (self.patterns and chosen.any()):
            return images
        films = as_pixels(images[chosen, 0].cpu().numpy(), np.dtype(np.uint16))
        seeds = (draws[chosen, 1] * _DRAWS).long().tolist()
        for place, seed in enumerate(seeds):
            films[place] = self._planted(films[place], seed)
        changed = images.clone()
        changed[chosen, 0] = torch.from_numpy(as_image(films)).to(images)
        return changed

    def _planted(self, film: Pixels, seed: int) -> Pixels:
        """Return one *film* ``(h, w)`` with one of the triggers."""
        chance = np.random.default_rng(seed)
        pattern = self.patterns[chance.integers(len(self.patterns))]
        stamped: Pixels = plant(pattern, film[None], chance, scale_of(film))[0]
        return stamped
