"""Plain adversarial training: every batch is attacked by PGD before it is learned.

min over weights of E[ max within eps of mean_l BCE(f_l(x + d), y_l) ]

Madry et al., ICLR 2018, arXiv:1706.06083; as the baseline of Xu et al., Medical Image
Analysis 69, 2021, arXiv:2103.03438, whose eps of 4/255 is in normalised units and comes
to about 0.9/255 of ours.
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
class PgdAt(Defense):
    """Learn from attacked films only."""

    eps: float = 0.008
    """The largest change of a pixel, in [0, 1]; 0.008 is two grey levels of 255."""

    steps: int = 4
    step: float = 0.5
    """Of one step, as a share of *eps*."""

    def __post_init__(self) -> None:
        """Refuse an attack that cannot move."""
        self._attack()

    def losses(self, lesson: Lesson) -> Tensor:
        """Return the loss on attacked films."""
        hostile = attacked(lesson, self._attack())
        return lesson.losses(hostile)

    def _attack(self) -> Pgd:
        return Pgd(eps=self.eps, steps=self.steps, step=self.step)
