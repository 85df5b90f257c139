"""What one detector measured on one group, and how surprising that is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from poisonkit.finding import Testimony

if TYPE_CHECKING:
    from poisonkit.evidence import Evidence
    from poisonkit.scores import Scores


@dataclass(frozen=True, kw_only=True)
class Measurement:
    """What one detector measured on one group."""

    detector: str
    code: str
    evidence: Evidence
    scores: Scores
    excess: float = 0.0
    """log of separation over that of pseudo-groups."""

    supports: bool = False
    """True where it joins what others found, but starts no finding."""

    noise: float = 0.0
    """Spread of the pseudo-groups, as a log ratio."""

    p_value: float = 1.0
    q_value: float = 1.0

    def testimony(self) -> Testimony:
        """Return this as a line of a finding."""
        return Testimony(
            detector=self.detector,
            code=self.code,
            group=self.evidence.group,
            separation=self.scores.separation,
            p_value=self.p_value,
            q_value=self.q_value,
        )
