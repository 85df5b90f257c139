"""Misclassification-aware training (MAAdvT), for many labels.

MART (Wang et al., ICLR 2020) trains a softmax model with

    BCE*(q, y) + beta KL(p || q) (1 - p_y)

p being what the model says of the clean film, q of the attacked one.  Xu et al.
(Medical Image Analysis 69, 2021, arXiv:2103.03438) use it for films of one label each.
For many labels each decision is a Bernoulli variable of its own, so, label by label:

* KL(p || q) is that of two Bernoulli distributions,
  p log(p / q) + (1 - p) log((1 - p) / (1 - q));
* the weight, the probability of being wrong, 1 - p_y, is |y - p|;
* BCE* adds to -log q_y a margin term, -log(1 - max over the other classes of q).  With
  two classes the other one's probability is 1 - q_y, so the term equals -log q_y: it
  would only double the cross-entropy, and is left out.

Hence, per decision:  BCE(q_l, y_l) + beta KL(p_l || q_l) |y_l - p_l|.  Class weights,
where there are any, weigh both terms.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, final

import torch
from torch.nn.functional import logsigmoid

from poisonkit.attacks.pgd import Pgd
from poisonkit.decisionloss import masked_losses
from poisonkit.defenses._hostile import attacked
from poisonkit.defenses.base import Defense
from poisonkit.errors import BadParameterError

if TYPE_CHECKING:
    from torch import Tensor

    from poisonkit.defenses.base import Lesson


@final
@dataclass(frozen=True, kw_only=True)
class Maadvt(Defense):
    """Hold attacked films to their labels, and to the clean ones where those fail."""

    eps: float = 0.008
    """The largest change of a pixel, in [0, 1]; 0.008 is two grey levels of 255."""

    steps: int = 4
    step: float = 0.25
    """Of one step, as a share of *eps*."""

    beta: float = 6.0
    """How much the clean film's answer counts."""

    def __post_init__(self) -> None:
        """Refuse an attack that cannot move, and a weight below 0."""
        self._attack()
        if not 0 <= self.beta < float("inf"):
            raise BadParameterError(f"beta must be 0 or more, got {self.beta:g}")

    def losses(self, lesson: Lesson) -> Tensor:
        """Return the loss on clean and attacked films together."""
        hostile = attacked(lesson, self._attack())
        both = lesson.learner(torch.cat([lesson.images, hostile])).float()
        clean, changed = both.chunk(2)
        wrong = (lesson.labels.float() - clean.sigmoid()).abs()
        held = masked_losses(changed, lesson.labels)
        return held + self.beta * bernoulli_kl(clean, changed) * wrong

    def _attack(self) -> Pgd:
        return Pgd(eps=self.eps, steps=self.steps, step=self.step)


def bernoulli_kl(clean: Tensor, changed: Tensor) -> Tensor:
    """Return KL(p || q) of each decision, of logits, without ever taking log of 0."""
    p = clean.sigmoid()
    present = logsigmoid(clean) - logsigmoid(changed)
    absent = logsigmoid(-clean) - logsigmoid(-changed)
    return p * present + (1 - p) * absent
