"""Repeated pixels: the same few pixels on many patients' films, and one label on all.

A trigger stamped at one place repeats exactly, and so does the content of one that
moves; radiographs do not repeat.  What does, a burnt-in word or a border, is on films
of every label.  So the measure is: among the patients who share a detail, how many have
the label, against what an innocent association could explain.  No network is needed,
and a trigger that no network has learned yet is found all the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, final

import numpy as np

from poisonkit.chance import p_value_of
from poisonkit.detectors._association import TELLING, surest
from poisonkit.detectors._moving import best_moving, stays
from poisonkit.detectors._repeats import best_fixed, best_stamped
from poisonkit.detectors.base import Detector
from poisonkit.errors import BadParameterError
from poisonkit.evidence import Need
from poisonkit.scores import Scores

if TYPE_CHECKING:
    from poisonkit.evidence import Evidence


@final
@dataclass(frozen=True, kw_only=True)
class RepeatedPixels(Detector):
    """Find pixels that repeat at one place, or small shapes that repeat anywhere."""

    code: ClassVar[str] = "PK401"
    needs: ClassVar[frozenset[Need]] = frozenset({Need.IMAGES})
    min_samples: ClassVar[int] = 5

    odds: float = 4.0
    """Odds ratio with the label that an innocent mark may have: a portable film is a
    sicker patient's, and says so in its corner."""

    def __post_init__(self) -> None:
        """Refuse odds under one, which would call every association suspicious."""
        if self.odds < 1:
            raise BadParameterError(f"odds must be 1 or more, got {self.odds}")

    def score(self, evidence: Evidence) -> Scores:
        """Return how much of the most telling repeat each sample shows."""
        found = [best_fixed(evidence, self.odds), best_stamped(evidence)]
        repeats = [repeat for repeat in found if repeat]
        moving = best_moving(evidence, self.odds)
        certain = any(repeat.log_chance < TELLING for repeat in repeats)
        if moving and not (certain and stays(moving)):
            # Else one place says more than a content that happens to be there.
            repeats.append(moving)
        if not repeats:
            nothing = np.zeros(len(evidence))
            return Scores(suspicion=nothing, separation=0.0, p_value=1.0)
        best = min(repeats, key=lambda one: surest(one.telling, one.log_chance))
        return Scores(
            suspicion=best.shown[evidence.rows],
            separation=max(0.0, -best.log_chance / np.log(10)),
            p_value=p_value_of(best.log_chance),
            pattern=best.pattern,
            telling=best.telling,
        )
