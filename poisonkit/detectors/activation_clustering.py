"""Activation clustering: poisoned samples reach their label by other features.

Chen et al. (2018), arXiv:1811.03728: ten components, two clusters.  The paper calls the
smaller one poison; here the audit decides by evidence which one is.
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
    """Split activations in two."""

    code: ClassVar[str] = "PK102"
    needs: ClassVar[frozenset[Need]] = frozenset({Need.ACTIVATIONS})

    def score(self, evidence: Evidence) -> Scores:
        """Reduce, cluster, project on the line between the clusters."""
        return two_means(evidence.activations)
