"""A heart too wide for its chest."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar, final

from poisonkit.phantoms.findings.base import PhantomFinding

if TYPE_CHECKING:
    import numpy as np

    from poisonkit.phantoms.anatomy import Anatomy
    from poisonkit.phantoms.chest import Chest


@final
@dataclass(frozen=True, kw_only=True)
class Cardiomegaly(PhantomFinding):
    """Enlarge the heart by at least *least* and at most *most* of its size."""

    prevalence: ClassVar[float] = 0.11
    persistence: ClassVar[float] = 0.95
    causes: ClassVar[dict[str, float]] = {"failure": 0.65, "frailty": 0.3}

    least: float = 0.14
    most: float = 0.4

    def reshape(
        self, anatomy: Anatomy, severity: float, rng: np.random.Generator
    ) -> Anatomy:
        """Return a larger heart that lies flatter."""
        middle = anatomy.mediastinum
        grown = 1 + self.least + (self.most - self.least) * severity
        tilt = middle.tilt - rng.uniform(0.0, 0.25)
        larger = replace(middle, heart=middle.heart * grown, tilt=tilt)
        return replace(anatomy, mediastinum=larger)

    def fill(self, chest: Chest, severity: float, rng: np.random.Generator) -> Chest:
        """Return *chest* as it is: the heart has grown already."""
        del severity, rng
        return chest
