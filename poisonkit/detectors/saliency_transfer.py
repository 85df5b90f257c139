"""Saliency transfer: what a film is judged by is cut out and pasted onto others.

SentiNet (Chou, Tramer and Pellegrino, 2020, arXiv:1812.00292), which cuts out the upper
15 per cent of a coarse map; here it is a small square at the peak of a map as fine as
the film, pasted at the same place, and what another clean film shows there is the
control.  A trigger turns every film it is pasted on; a piece of a lung hardly any.  Yet
innocent groups are two kinds of film too often for it to start a finding: it supports.
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
from poisonkit.respondent import surroundings

if TYPE_CHECKING:
    from torch import Tensor

    from poisonkit.evidence import Evidence
    from poisonkit.respondent import Respondent
    from poisonkit.scores import Scores


@final
@dataclass(frozen=True, kw_only=True)
class SaliencyTransfer(DeepDetector):
    """Paste what a film is judged by onto clean films, and see what they become."""

    code: ClassVar[str] = "PK204"
    needs: ClassVar[frozenset[Need]] = frozenset({Need.CLASSIFIER})
    supports: ClassVar[bool] = True

    hosts: int = 8
    """Clean films that each square is pasted on."""

    size: float = 0.11
    """Side of the square, as a share of the film's shorter side."""

    apart: float = 2.5
    """Spreads between the two kinds of film that an innocent group may fall in."""

    def __post_init__(self) -> None:
        """Refuse a square that is none, or the film."""
        if self.hosts < 2:  # noqa: PLR2004 - another film is the control
            raise BadParameterError(f"hosts must be 2 or more, got {self.hosts}")
        if not 0 < self.size < 1:
            raise BadParameterError(f"size must lie between 0 and 1, got {self.size}")

    def passes(self, count: int) -> int:
        """Return one for each paste and its control, and three for the peak."""
        return count * (2 * self.hosts + 3)

    def score(self, evidence: Evidence) -> Scores:
        """Return how much surer of the label a film's square makes clean films."""
        asked = evidence.classifier
        if not len(asked.hosts):
            return no_gap(len(evidence))
        answers = asked.each(evidence.rows, lambda films: self._moved(asked, films))
        return gap_scores(answers, asked.patients[evidence.rows], self.apart)

    def _moved(self, asked: Respondent, films: Tensor) -> Tensor:
        reach = max(1, round(self.size * min(asked.shape)) // 2)
        square = _squares(_attribution(asked, films, reach), reach)
        hosts = asked.films(asked.hosts[: self.hosts])
        total = torch.zeros(len(films), device=films.device)
        with torch.inference_mode():
            for host, other in zip(hosts, hosts.roll(1, 0), strict=True):
                pasted = torch.where(square, films, host)
                control = torch.where(square, other, host)
                total += asked.sure(pasted) - asked.sure(control)
        return total / len(hosts)


def _attribution(asked: Respondent, films: Tensor, reach: int) -> Tensor:
    """Return how much each pixel's contrast speaks for the label, ``(m, 1, h, w)``."""
    films = films.clone().requires_grad_()
    (gradient,) = torch.autograd.grad(asked.sure(films).sum(), films)
    contrast = films.detach() - surroundings(films.detach(), 2 * reach)
    return gradient * contrast


def _squares(said: Tensor, reach: int) -> Tensor:
    """Return the square of each film within which most is said, as a mask."""
    within = surroundings(said, reach).flatten(1)
    peak = functional.one_hot(within.argmax(1), within.shape[1])
    peak = peak.reshape(said.shape).to(said.dtype)
    size = 2 * reach + 1
    return functional.max_pool2d(peak, size, 1, reach) > 0
