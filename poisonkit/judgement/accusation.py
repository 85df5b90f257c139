"""What one measurement amounts to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from poisonkit.proof import UNCHECKED, Checks

if TYPE_CHECKING:
    from poisonkit.arrays import Rows, Suspicion
    from poisonkit.judgement.measurement import Measurement
    from poisonkit.judgement.sides import Signs
    from poisonkit.pattern import Pattern
    from poisonkit.proof import CausalTest


@dataclass(frozen=True, kw_only=True)
class Accusation:
    """What one measurement amounts to."""

    measurement: Measurement
    rows: Rows
    """The suspects, most suspicious first."""

    suspicion: Suspicion
    """Of `rows`, in [0, 1]."""

    pattern: Pattern | None
    causal: CausalTest | None
    checks: Checks = UNCHECKED
    signs: Signs | None = None
    turned: bool = False
    """True where the guilty side is the lower end of what the detector measured."""

    @property
    def may_be_disease(self) -> bool:
        """Whether it is what a disease is: a shade, on films that rightly have a label.

        What repeats to the pixel is none.
        """
        shines = self.pattern is not None and self.pattern.added
        return shines and self.checks.verdict == "right"
