"""Training on many perturbations (MPAdvT): their strength changes from batch to batch.

With probability *share* a batch is attacked by PGD with eps ~ U(*low*, *high*), a whole
number of steps ~ U(1, *most*) and steps of *step*, all in [0, 1]; else it stays clean.
The loss is that of the task.

Xu et al., "Towards evaluating the robustness of deep diagnostic models by adversarial
attack", Medical Image Analysis 69, 2021, arXiv:2103.03438.  Their code draws eps from
(0.01, 0.04) in normalised units, about 0.0022 to 0.009 of ours, with steps of 1/255
there: that is what the defaults are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, final

from poisonkit.attacks.pgd import Pgd
from poisonkit.defenses._hostile import attacked
from poisonkit.defenses.base import Defense
from poisonkit.errors import BadParameterError

if TYPE_CHECKING:
    import numpy as np
    from torch import Tensor

    from poisonkit.defenses.base import Lesson


@final
@dataclass(frozen=True, kw_only=True)
class Mpadvt(Defense):
    """Learn from clean batches and from batches attacked with various strength."""

    share: float = 0.5
    """Of the batches that are attacked."""

    low: float = 0.0022
    high: float = 0.009
    """The range of eps, in [0, 1]."""

    most: int = 9
    """Steps of an attack, at most."""

    step: float = 0.001
    """Of one step, in [0, 1], but never more than eps."""

    def __post_init__(self) -> None:
        """Refuse what is no range or no share."""
        if not 0 < self.share <= 1:
            raise BadParameterError(f"share must lie in (0, 1], got {self.share:g}")
        if not 0 < self.low <= self.high <= 1:
            raise BadParameterError(
                f"low and high must be in order in (0, 1], got {self.low:g} and "
                f"{self.high:g}"
            )
        if self.most < 1 or not 0 < self.step <= 1:
            raise BadParameterError("most must be at least 1, and step in (0, 1]")

    def losses(self, lesson: Lesson) -> Tensor:
        """Return the loss on the batch, attacked or clean."""
        images = lesson.images
        if lesson.coin.random() < self.share:
            images = attacked(lesson, self._attack(lesson.coin))
        return lesson.losses(images)

    def _attack(self, coin: np.random.Generator) -> Pgd:
        eps = float(coin.uniform(self.low, self.high))
        steps = int(coin.integers(1, self.most, endpoint=True))
        return Pgd(eps=eps, steps=steps, step=min(1, self.step / eps))
