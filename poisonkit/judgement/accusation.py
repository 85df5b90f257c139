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
