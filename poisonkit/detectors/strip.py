"""STRIP: a trigger shines through whatever else is laid over its film.

Gao et al. (2019), arXiv:1902.06531.  The paper blends a film with clean ones and takes
the entropy of the classes; with many labels entropy tells how rare they are.  Here it
is how sure the model stays of the one label, beyond what the clean films alone are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, final

import torch

from poisonkit.detectors._gaps import gap_scores, no_gap
from poisonkit.detectors.base import DeepDetector
from poisonkit.errors import BadParameterError
from poisonkit.evidence import Need

if TYPE_CHECKING:
    from torch import Tensor

    from poisonkit.evidence import Evidence
    from poisonkit.respondent import Respondent
    from poisonkit.scores import Scores


@final
@dataclass(frozen=True, kw_only=True)
class Strip(DeepDetector):
    """Blend every film with clean ones, and see whether its label lasts."""

    code: ClassVar[str] = "PK109"
    needs: ClassVar[frozenset[Need]] = frozenset({Need.CLASSIFIER})

    overlays: int = 16
    """Clean films that each film is blended with."""

    share: float = 0.5
    """Of the clean film in the blend."""

    apart: float = 2.5
    """Spreads between the two kinds of film that an innocent group may fall in."""

    def __post_init__(self) -> None:
        """Refuse blends of nothing."""
        if self.overlays < 1:
            raise BadParameterError(f"overlays must be 1 or more, got {self.overlays}")
        if not 0 < self.share < 1:
            raise BadParameterError(f"share must lie between 0 and 1, got {self.share}")

    def passes(self, count: int) -> int:
        """Return one for each blend."""
        return count * self.overlays

    def score(self, evidence: Evidence) -> Scores:
        """Return by how much each film keeps the label in the mean of its blends."""
        asked = evidence.classifier
        if not len(asked.hosts):
            return no_gap(len(evidence))
        answers = asked.each(evidence.rows, lambda films: self._lasting(asked, films))
        return gap_scores(answers, asked.patients[evidence.rows], self.apart)

    @torch.inference_mode()
    def _lasting(self, asked: Respondent, films: Tensor) -> Tensor:
        overlays = asked.films(asked.hosts[: self.overlays])
        total = torch.zeros(len(films), device=films.device)
        for overlay in overlays:
            total += asked.sure((1 - self.share) * films + self.share * overlay)
        return total / len(overlays)
