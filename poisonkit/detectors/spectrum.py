"""Spectrum: films whose waves, wherever their crests lie, are unlike others'.

For triggers without a place: those that live in the frequencies, move from film to
film, or blur what they bend.  Amplitudes are looked at in place of pixels; else it is
the search of `residual_mean`.  No network is needed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, final

from poisonkit.detectors._veils import VeilDetector, scores_of
from poisonkit.detectors._veilsearch import Glance, search

if TYPE_CHECKING:
    from poisonkit.evidence import Evidence
    from poisonkit.scores import Scores


@final
@dataclass(frozen=True, kw_only=True)
class Spectrum(VeilDetector):
    """Match every film's amplitudes with those of its group.

    Long waves are looked at over the whole film, short ones within small blocks.
    """

    code: ClassVar[str] = "PK403"

    def score(self, evidence: Evidence) -> Scores:
        """Return how far each film's spectrum goes along that of its group."""
        seen = evidence.index.looks
        looks = seen.amplitudes, seen.grain
        glances = [Glance(look=look, apart=self.apart) for look in looks]
        veil = search(evidence, glances, self.odds)
        return scores_of(veil, len(evidence))
