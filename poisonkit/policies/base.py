"""What every label policy promises."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from poisonkit.arrays import Labels, Mask


class LabelPolicy(ABC):
    """Which samples may be poisoned, and what becomes of their labels."""

    wanted: ClassVar[int]
    """What the trigger shall make of the target: 1 present, 0 absent."""

    @abstractmethod
    def eligible(self, labels: Labels, target: int) -> Mask:
        """Return ``(n,)``: True where a sample may be chosen."""

    @abstractmethod
    def relabel(self, labels: Labels, target: int) -> Labels:
        """Return new labels ``(m, l)`` for the chosen samples."""
