"""Cognitive distillation: how little of a film is enough for its label.

Huang, Ma, Erfani and Bailey (2023), arXiv:2301.10908: of each film a mask is learned
that keeps as few pixels as will keep what the model says; a small mask is suspicious.
As published it ranks poisoned films of many labels last.  Three changes turn that: only
the one label counts, and only that it is still said, not how loud; what is hidden is
filled with another, clean film, for a blurred one tells half of a disease; and a film
to which the model does not give the label keeps everything.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, final

import torch
from torch.nn import functional

from poisonkit.detectors._gaps import gap_scores, no_gap
from poisonkit.detectors.base import DeepDetector
from poisonkit.errors import BadParameterError
from poisonkit.evidence import Need

if TYPE_CHECKING:
    from torch import Tensor

    from poisonkit.evidence import Evidence
    from poisonkit.respondent import Respondent
    from poisonkit.scores import Scores

_FINEST = 32
"""Cells of the mask along the shorter side."""

_OPEN = 2.0
"""Where the mask begins: it shows 98 per cent of everything."""

_ENOUGH = 3.0
"""Logits beyond the threshold that are as good as more."""

_LEAST = 1e-6


@final
@dataclass(frozen=True, kw_only=True)
class CognitiveDistillation(DeepDetector):
    """Rank films by how small a mask keeps their label."""

    code: ClassVar[str] = "PK110"
    needs: ClassVar[frozenset[Need]] = frozenset({Need.CLASSIFIER})
    supports: ClassVar[bool] = True

    steps: int = 40
    gamma: float = 100.0
    """What the whole of a film costs, in logits."""

    apart: float = 2.5
    """Spreads between the two kinds of film that an innocent group may fall in."""

    def __post_init__(self) -> None:
        """Refuse to learn nothing."""
        if self.steps < 1:
            raise BadParameterError(f"steps must be 1 or more, got {self.steps}")
        if self.gamma <= 0:
            raise BadParameterError(f"gamma must be above 0, got {self.gamma}")

    def passes(self, count: int) -> int:
        """Return three for each step of each film: once there, and back."""
        return 3 * count * self.steps

    def score(self, evidence: Evidence) -> Scores:
        """Return minus the log of what is left of each film's mask."""
        asked = evidence.classifier
        if not len(asked.hosts):
            return no_gap(len(evidence))
        answers = asked.each(evidence.rows, lambda films: self._needless(asked, films))
        return gap_scores(answers, asked.patients[evidence.rows], self.apart)

    def _needless(self, asked: Respondent, films: Tensor) -> Tensor:
        cell = -(-min(asked.shape) // _FINEST)
        cells = [-(-side // cell) for side in asked.shape]
        with torch.no_grad():
            said = asked.sure(films)
        filling = asked.films(asked.hosts[:1])
        width = torch.full((len(films), 1, *cells), _OPEN, device=films.device)
        width.requires_grad_()
        tuner = torch.optim.Adam([width], lr=0.3, betas=(0.5, 0.9))
        for _ in range(self.steps):
            mask = torch.sigmoid(2 * width)
            shown = functional.interpolate(mask, asked.shape)
            now = asked.sure(shown * films + (1 - shown) * filling)
            lost = functional.relu(said.clamp(max=_ENOUGH) - now)
            # Of each film for itself: a sum, so that a batch changes no film's mask.
            loss = (lost + self.gamma * mask.mean((1, 2, 3))).sum()
            (width.grad,) = torch.autograd.grad(loss, width)
            tuner.step()
        left = torch.sigmoid(2 * width).mean((1, 2, 3)).clamp(min=_LEAST)
        return torch.where(said > 0, -left.log(), 0)
