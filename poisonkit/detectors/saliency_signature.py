"""Saliency signature: spectral signatures of the explanations.

The algorithm of Tran, Li and Madry (2018), arXiv:1811.00636, on per-label saliency maps
instead of activations.  In a multi-label model the activations of poisoned films are
those of their other findings; their explanations for the target label are not.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, final

from poisonkit.detectors._splits import flat, spectral
from poisonkit.detectors.base import Detector
from poisonkit.evidence import Need

if TYPE_CHECKING:
    from poisonkit.evidence import Evidence
    from poisonkit.scores import Scores


@final
@dataclass(frozen=True, kw_only=True)
class SaliencySignature(Detector):
    """Project saliency maps on their top singular direction."""

    code: ClassVar[str] = "PK201"
    needs: ClassVar[frozenset[Need]] = frozenset({Need.SALIENCY})

    def score(self, evidence: Evidence) -> Scores:
        """Center, decompose, project."""
        return spectral(flat(evidence.saliency))
