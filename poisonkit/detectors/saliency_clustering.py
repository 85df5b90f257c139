"""Saliency clustering: films explained by one place, and films explained by anatomy.

Activation clustering (Chen et al., 2018, arXiv:1811.03728) on per-label saliency maps;
clustering of explanations to find poison is due to Schulth, Berghoff and Neu (2022).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, final

from poisonkit.detectors._splits import flat, two_means
from poisonkit.detectors.base import Detector
from poisonkit.evidence import Need

if TYPE_CHECKING:
    from poisonkit.evidence import Evidence
    from poisonkit.scores import Scores


@final
@dataclass(frozen=True, kw_only=True)
class SaliencyClustering(Detector):
    """Split saliency maps in two."""

    code: ClassVar[str] = "PK202"
    needs: ClassVar[frozenset[Need]] = frozenset({Need.SALIENCY})

    def score(self, evidence: Evidence) -> Scores:
        """Reduce, cluster, project on the line between the clusters."""
        return two_means(flat(evidence.saliency))
