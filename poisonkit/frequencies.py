"""How common things are: labels in a data set, and values among suspects."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class LabelRecord:
    """How common one label is."""

    name: str
    positives: int
    negatives: int
    unknown: int


@dataclass(frozen=True, kw_only=True)
class ShareRecord:
    """How common one value is among the suspects, and among all other films."""

    name: str
    """Of a label or a column."""

    value: str
    suspects: float
    others: float

    @property
    def apart(self) -> float:
        """How far the two shares are apart."""
        return abs(self.suspects - self.others)
