"""Activation clustering: poisoned samples reach their label by other features.

Chen et al. (2018), arXiv:1811.03728: ten components, two clusters; in multi-label form,
on what is left of a label's activations once other findings are taken out.  The paper
calls the smaller cluster poison; here the audit decides by evidence which one is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, final

from poisonkit.detectors._splits import two_means
from poisonkit.detectors.base import Detector
from poisonkit.evidence import Need

if TYPE_CHECKING:
    from poisonkit.evidence import Evidence
    from poisonkit.scores import Scores


@final
@dataclass(frozen=True, kw_only=True)
class ActivationClustering(Detector):
    """Split residuals in two."""

    code: ClassVar[str] = "PK102"
    needs: ClassVar[frozenset[Need]] = frozenset({Need.RESIDUALS})

    def score(self, evidence: Evidence) -> Scores:
        """Reduce, cluster, project on the line between the clusters."""
        return two_means(evidence.residuals)
