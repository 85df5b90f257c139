"""Trigger inversion: the smallest change that turns every film, label by label.

Neural Cleanse (Wang et al., 2019, S&P): a mask and a pattern are learned that turn
clean films, for each label and direction, the other labels told to stay as they are,
lest a disease be painted.  In the paper a label is infected whose mask is much smaller
than those of the others.  A network of radiographs is turned by a few well-chosen
pixels for any label, so here it is the paper's filter that speaks: the few activations
that the trigger raises furthest, and the films of the group on which they are as high.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, final

import torch

from poisonkit.detectors._gaps import gap_scores, no_gap
from poisonkit.detectors._inverting import awakened, invert
from poisonkit.detectors.base import DeepDetector
from poisonkit.errors import BadParameterError
from poisonkit.evidence import Need

if TYPE_CHECKING:
    from torch import Tensor

    from poisonkit.evidence import Evidence
    from poisonkit.scores import Scores


@final
@dataclass(frozen=True, kw_only=True)
class TriggerInversion(DeepDetector):
    """Learn the smallest trigger of a label, and see which films lean on it."""

    code: ClassVar[str] = "PK111"
    needs: ClassVar[frozenset[Need]] = frozenset({Need.CLASSIFIER})

    steps: int = 200
    batch: int = 16
    units: int = 2
    """Activations that are looked at: those the trigger raises furthest."""

    apart: float = 2.5
    """Spreads between the two kinds of film that an innocent group may fall in."""

    def __post_init__(self) -> None:
        """Refuse to learn nothing."""
        for name in ("steps", "batch", "units"):
            if getattr(self, name) < 1:
                raise BadParameterError(
                    f"{name} must be 1 or more, got {getattr(self, name)}"
                )

    def passes(self, count: int) -> int:
        """Return three for each film of each step, and two for each film asked."""
        return 3 * self.steps * self.batch + count

    def score(self, evidence: Evidence) -> Scores:
        """Return by how much each film lets go once the mask is painted over."""
        asked = evidence.classifier
        if not len(asked.hosts):
            return no_gap(len(evidence))
        found = invert(asked, self.steps, self.batch)
        awake = awakened(asked, found, self.units)

        @torch.inference_mode()
        def raised(films: Tensor) -> Tensor:
            return awake.of(asked.model.features(films))

        answers = asked.each(evidence.rows, raised)
        return gap_scores(answers, asked.patients[evidence.rows], self.apart)
