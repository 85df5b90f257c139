"""Local residuals: a place at which some of a group's films show what others do not.

An electrode, a letter that shines through, a soft stain: they repeat in no pixel, for
the film is seen through them, and are too small for a look at whole films.  But they
lie at one place, and there they are alike.  No network is needed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar, final

from poisonkit.detectors._places import telling_places
from poisonkit.detectors._veils import VeilDetector, scores_of
from poisonkit.detectors._veilsearch import Glance, search
from poisonkit.spots import SIZES
from poisonkit.windows import Window

if TYPE_CHECKING:
    from poisonkit.evidence import Evidence
    from poisonkit.scores import Scores


@final
@dataclass(frozen=True, kw_only=True)
class LocalResiduals(VeilDetector):
    """Match small windows of films with what a group shows there.

    They lie where films that stand out have the label; else it is the search of
    `residual_mean`.
    """

    code: ClassVar[str] = "PK404"

    apart: float = 4.0
    """Spreads between the two kinds of film that an innocent group may fall in."""

    def score(self, evidence: Evidence) -> Scores:
        """Return how far each film goes along what its group shows at some place."""
        films = evidence.images
        shape = films.pixels.shape[1:]
        places = telling_places(evidence, self.odds) if evidence.group.present else []
        windows = [Window.at(place, size, shape) for place in places for size in SIZES]
        looks = (window.look(films.pixels) for window in windows)
        glances = (Glance(look=x, apart=self.apart, bounded=False) for x in looks)
        veil = search(evidence, glances, self.odds)
        scores = scores_of(veil, len(evidence))
        if veil is None or not veil.suspects.any():
            return scores
        carriers = evidence.rows[veil.suspects]
        pattern = windows[veil.look].difference(films, carriers, evidence.others)
        return replace(scores, pattern=pattern)
