"""Residual mean: a veil over the films of a group, at the same place on all of them.

A picture that shines through, a wave or fixed noise is added to each poisoned film, too
faint to be seen on any one of them; in the mean over many it stays, and films do not.
No network is needed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar, final

import numpy as np

from poisonkit.detectors._association import surest
from poisonkit.detectors._kinds import kinds_in
from poisonkit.detectors._veils import VeilDetector, scores_of
from poisonkit.detectors._veilsearch import Glance, search
from poisonkit.differences import difference

if TYPE_CHECKING:
    from poisonkit.evidence import Evidence
    from poisonkit.scores import Scores

_ALONG, _PIXEL_BY_PIXEL = 2.0, 5.0
"""Spreads by which films lie further apart that come from other machines, in profiles
and in noiseprints: they have edges, and noise, of their own."""


@final
@dataclass(frozen=True, kw_only=True)
class ResidualMean(VeilDetector):
    """Match every film with what the others of its group have and innocent ones lack.

    Measured in how films vary, so that fine differences count, and learned from other
    patients' films, so that no film is matched with itself.
    """

    code: ClassVar[str] = "PK402"

    def score(self, evidence: Evidence) -> Scores:
        """Return how far each film goes along the pattern of its group."""
        found = [self._veil(evidence), *kinds_in(evidence)]
        chance, best = min(
            ((one.p_value or 1.0, one) for one in found),
            key=lambda pair: surest(pair[1].telling, float(np.log(pair[0]))),
        )
        return replace(best, p_value=min(1.0, chance * len(found)))

    def _veil(self, evidence: Evidence) -> Scores:
        """Return what the group's films show, and those of the other side lack."""
        looks, apart = evidence.index.looks, self.apart
        glances = (
            Glance(look=looks.coarse, apart=apart, bounded=False),  # diseases show
            Glance(look=looks.fine, apart=apart),
            Glance(look=looks.profiles, apart=apart + _ALONG),
            Glance(look=looks.noiseprints, apart=apart + _PIXEL_BY_PIXEL),
        )
        veil = search(evidence, glances, self.odds)
        scores = scores_of(veil, len(evidence))
        if veil is None or not veil.suspects.any():
            return scores
        carriers = evidence.rows[veil.suspects]
        pattern = difference(evidence.images, carriers, evidence.others)
        return replace(scores, pattern=pattern)
