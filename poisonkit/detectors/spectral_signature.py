"""Spectral signature: poisoned samples stretch the activations along one direction.

Tran, Li and Madry (2018), arXiv:1811.00636, algorithm 1, in multi-label form: on what
is left of a label's activations once other findings are taken out.  The paper removes a
share that it must be told; here the audit judges.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, final

from poisonkit.detectors._splits import spectral
from poisonkit.detectors.base import Detector
from poisonkit.evidence import Need

if TYPE_CHECKING:
    from poisonkit.evidence import Evidence
    from poisonkit.scores import Scores


@final
@dataclass(frozen=True, kw_only=True)
class SpectralSignature(Detector):
    """Project residuals on their top singular direction."""

    code: ClassVar[str] = "PK101"
    needs: ClassVar[frozenset[Need]] = frozenset({Need.RESIDUALS})

    def score(self, evidence: Evidence) -> Scores:
        """Center, decompose, project."""
        return spectral(evidence.residuals)
