"""Near duplicates: one film under two names.

A film of one patient that is another's too is somebody's mistake, or a way to give it
two labels; one that is trained on and tested on makes every measure too good.  Repeats
of a patient within a split are usual.  A copy is recognised through brightness,
contrast, depth and size, but not if it is turned, mirrored, cropped or inverted, or
largely covered.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, final

import numpy as np

from poisonkit.detectors.base import Detector, Scope
from poisonkit.errors import BadParameterError
from poisonkit.evidence import Need
from poisonkit.finding import EVERYTHING, Kind, Severity
from poisonkit.observation import Observation
from poisonkit.scores import Scores

if TYPE_CHECKING:
    from poisonkit.copies import Copies
    from poisonkit.evidence import Evidence

_MANY = 5
"""Sure copies from which they are more than a slip, as contradictions are; 190 films of
covid-chestxray hold four."""

_LEAK = "in another split too, so that what is trained on is tested on"
_ALIAS = "in the same split under the name of another patient"


@final
@dataclass(frozen=True, kw_only=True)
class NearDuplicates(Detector):
    """Group films that are one film, across patients and across splits."""

    code: ClassVar[str] = "PK422"
    scope: ClassVar[Scope] = Scope.SET
    needs: ClassVar[frozenset[Need]] = frozenset({Need.LABELS, Need.IMAGES})

    sure: float = 0.98
    """Correlation of middling detail from which no doubt is left."""

    def __post_init__(self) -> None:
        """Refuse what is no correlation of like films."""
        if not 0 < self.sure <= 1:
            raise BadParameterError(f"sure must be above 0, at most 1: {self.sure}")

    def score(self, evidence: Evidence) -> Scores:
        """Ask which pairs of copies cross a border."""
        copies, table = evidence.index.looks.copies, evidence.table
        first, second = copies.first, copies.second
        leaking = table.split[first] != table.split[second]
        foreign = (table.patients[first] != table.patients[second]) & ~leaking
        suspicion = np.zeros(len(evidence))
        crossing = copies.take(leaking | foreign)
        for side in (crossing.first, crossing.second):
            np.maximum.at(suspicion, side, crossing.likeness)
        found = [(copies.take(leaking), _LEAK), (copies.take(foreign), _ALIAS)]
        blank = len(copies.blank)
        flat = (f"{blank} films", "there is nothing on them to compare")
        return Scores(
            suspicion=suspicion,
            separation=float(suspicion.max(initial=0)),
            observations=tuple(self._observe(pairs, where) for pairs, where in found),
            left_out=(flat,) if blank else (),
        )

    def _observe(self, pairs: Copies, where: str) -> Observation:
        """Return what *pairs* amount to; the first film of each is spared.

        Whoever takes out the films that are listed has one of each left.
        """
        rows, place = np.unique(pairs.second, return_inverse=True)
        likeness = np.zeros(len(rows))
        np.maximum.at(likeness, place, pairs.likeness)
        order = np.argsort(-likeness, kind="stable")
        originals = len(np.setdiff1d(pairs.first, pairs.second))
        surely = int((likeness >= self.sure).sum())
        many = f"{originals} film{'s' * (originals != 1)}"
        return Observation(
            kind=Kind.DUPLICATE,
            group=EVERYTHING,
            rows=rows[order],
            suspicion=likeness[order],
            separation=float(likeness.max(initial=0)),
            p_value=0.0 if len(rows) else 1.0,
            gravest=Severity.MEDIUM if surely >= _MANY else Severity.LOW,
            why=(
                f"{many} of the set can be found {where}; listed are the copies, with "
                f"a correlation of at least {likeness.min(initial=1):.3f}"
            ),
        )
