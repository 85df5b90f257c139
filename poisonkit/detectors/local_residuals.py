"""Local residuals: a place at which some of a group's films show what others do not.

An electrode, a letter that shines through, a soft stain: they repeat in no pixel, for
the film is seen through them, and are too small for a look at whole films.  But they
lie at one place, and there they are alike.  No network is needed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar, final

from poisonkit.detectors._places import telling_places
from poisonkit.detectors._veils import check_limits, scores_of, search
from poisonkit.detectors.base import Detector
from poisonkit.evidence import Need
from poisonkit.spots import SIZES
from poisonkit.windows import added_in, seen_through, window_at

if TYPE_CHECKING:
    from poisonkit.evidence import Evidence
    from poisonkit.scores import Scores


@final
@dataclass(frozen=True, kw_only=True)
class LocalResiduals(Detector):
    """Match small windows of films with what a group shows there.

    Windows are where the most films of the group stand out; else it is the search of
    `residual_mean`.
    """

    code: ClassVar[str] = "PK404"
    needs: ClassVar[frozenset[Need]] = frozenset({Need.IMAGES})

    apart: float = 2.5
    """Spreads between the two kinds of film that an innocent group may fall in."""

    odds: float = 4.0
    """Odds ratio with the label that an innocent mark may have."""

    def __post_init__(self) -> None:
        """Refuse what would call every difference suspicious."""
        check_limits(self.apart, self.odds)

    def score(self, evidence: Evidence) -> Scores:
        """Return how far each film goes along what its group shows at some place."""
        films = evidence.images
        shape = films.pixels.shape[1], films.pixels.shape[2]
        places = telling_places(evidence, self.odds) if evidence.group.present else []
        windows = [
            (window_at(place, size, shape), size) for place in places for size in SIZES
        ]
        looks = (seen_through(films.pixels, box, size) for box, size in windows)
        veil = search(evidence, looks, self.apart, self.odds)
        scores = scores_of(veil, len(evidence))
        if veil is None or not veil.suspects.any():
            return scores
        carriers = evidence.rows[veil.suspects]
        box, size = windows[veil.look]
        pattern = added_in(films, box, size, carriers, evidence.others)
        return replace(scores, pattern=pattern)
