"""What every finding promises."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    import numpy as np

    from poisonkit.phantoms.anatomy import Anatomy
    from poisonkit.phantoms.chest import Chest


class PhantomFinding(ABC):
    """Something a radiologist would report, and how it comes and goes.

    Severity lies in (0, 1].  Both methods are given generators in the same state, made
    for the patient and the finding: what is drawn first, such as the side, is the same
    in both and in all studies of the patient.
    """

    prevalence: ClassVar[float]
    """Share of all films that show it."""
    persistence: ClassVar[float]
    """From 0, every film is new, to 1, it never goes away."""
    causes: ClassVar[dict[str, float]]
    """Hidden cause to weight; findings with a cause in common come together."""

    @abstractmethod
    def reshape(
        self, anatomy: Anatomy, severity: float, rng: np.random.Generator
    ) -> Anatomy:
        """Return *anatomy* as the disease has moved or enlarged its parts."""

    @abstractmethod
    def fill(self, chest: Chest, severity: float, rng: np.random.Generator) -> Chest:
        """Return *chest* with the layers that the disease changes replaced."""
