"""Detectors of veils: what part of a group carries over its films."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from poisonkit.chance import p_value_of
from poisonkit.detectors.base import Detector
from poisonkit.errors import BadParameterError
from poisonkit.evidence import Need
from poisonkit.scores import Scores

if TYPE_CHECKING:
    from poisonkit.detectors._veilsearch import Veil


@dataclass(frozen=True, kw_only=True)
class VeilDetector(Detector):
    """A detector that looks for two kinds of film, one of which goes with a label."""

    needs: ClassVar[frozenset[Need]] = frozenset({Need.IMAGES})

    apart: float = 3.0
    """Spreads between the two kinds of film that an innocent group may fall in."""

    odds: float = 4.0
    """Odds ratio with the label that an innocent pattern may have."""

    def __post_init__(self) -> None:
        """Refuse what would call every difference suspicious."""
        if self.apart <= 0:
            raise BadParameterError(f"apart must be above 0, got {self.apart}")
        if self.odds < 1:
            raise BadParameterError(f"odds must be 1 or more, got {self.odds}")


def scores_of(veil: Veil | None, count: int) -> Scores:
    """Return *veil* as a measurement of *count* films."""
    if veil is None:
        return Scores(suspicion=np.zeros(count), separation=0.0, p_value=1.0)
    return Scores(
        suspicion=veil.scores,
        separation=-veil.log_chance / np.log(10),
        p_value=p_value_of(veil.log_chance),
        suspects=veil.suspects,
        telling=veil.pure,
    )
