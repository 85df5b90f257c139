"""What every nuisance promises."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    import numpy as np

    from poisonkit.phantoms.frame import Frame, Map
    from poisonkit.phantoms.study import View


class Nuisance(ABC):
    """Something on a film that says nothing about the patient.

    It knows the view and nothing of the findings, so it cannot depend on them.
    """

    order: ClassVar[int]
    """Those with smaller numbers come first: lead before noise, noise before words."""

    @abstractmethod
    def rate(self, view: View) -> float:
        """Return the share of films in *view* that have it."""

    @abstractmethod
    def apply(
        self, image: Map, frame: Frame, view: View, rng: np.random.Generator
    ) -> Map:
        """Return *image* (h, w) with the nuisance; *frame* is that of the bare film."""
