"""Fast adversarial training: one step of FGSM from a random start, for every batch.

d ~ U(-eps, eps);  d <- clip(d + step eps sign(grad), -eps, eps)

Wong, Rice and Kolter, "Fast is better than free", ICLR 2020, arXiv:2001.03994.  The
cheap baseline: a step costs two passes there and back instead of one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, final

from poisonkit.attacks.pgd import Pgd
from poisonkit.defenses._hostile import attacked
from poisonkit.defenses.base import Defense

if TYPE_CHECKING:
    from torch import Tensor

    from poisonkit.defenses.base import Lesson


@final
@dataclass(frozen=True, kw_only=True)
class Fast(Defense):
    """Learn from films that were attacked in one step."""

    eps: float = 0.008
    """The largest change of a pixel, in [0, 1]; 0.008 is two grey levels of 255."""

    step: float = 1.25
    """As a share of *eps*; what goes too far is brought back."""

    def __post_init__(self) -> None:
        """Refuse an attack that cannot move."""
        self._attack()

    def losses(self, lesson: Lesson) -> Tensor:
        """Return the loss on attacked films."""
        hostile = attacked(lesson, self._attack())
        return lesson.losses(hostile)

    def _attack(self) -> Pgd:
        return Pgd(eps=self.eps, steps=1, step=self.step)
