"""What a detector measured on one group, before anybody judges it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from poisonkit.arrays import Mask, Suspicion
    from poisonkit.observation import Observation
    from poisonkit.pattern import Pattern


@dataclass(frozen=True, kw_only=True)
class Scores:
    """One detector's measurement of one group: numbers, no verdict."""

    suspicion: Suspicion
    """(n,) in the order of the group's rows; finite; larger is more suspicious."""

    separation: float
    """How far suspects stand apart from the rest of the group; finite, positive."""

    p_value: float | None = None
    """Where a detector knows the chance of its own separation; else the audit asks
    pseudo-groups."""

    reversible: bool = False
    """True where the detector cannot know which end is the guilty one, and the audit
    may turn the sign."""

    pattern: Pattern | None = None
    """What the suspects share, where the detector saw it."""

    suspects: Mask | None = None
    """(n,), in the order of the group's rows: whom the detector itself accuses; None
    where the audit is to split the group, or to look for the pattern."""

    shown: Suspicion | None = None
    """(N,) over the whole set, in place of `suspects`: how far each film shows what
    they share, 0 where it does not; films outside the group are accused, too."""

    telling: bool = True
    """False where that goes with no label in particular: it may be a mere mark, until
    its effect on a model is shown."""

    observations: tuple[Observation, ...] = ()
    """Of a whole set: everything that was tested, for the audit to judge."""

    left_out: tuple[tuple[str, str], ...] = ()
    """Of a whole set: what could not be looked at, and the reason."""

    @property
    def finite(self) -> bool:
        """Whether all of it is numbers; what is not cannot be judged."""
        seen = ((s.suspicion, s.separation, s.p_value) for s in self.observations)
        parts = chain(
            (self.suspicion, self.separation, self.p_value, self.shown), *seen
        )
        return all(np.isfinite(part).all() for part in parts if part is not None)

    @property
    def names_films(self) -> bool:
        """Whether the detector itself says which films it accuses."""
        return self.suspects is not None or self.shown is not None
