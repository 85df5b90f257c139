"""What was tried on suspects, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class CausalTest:
    """Whether the reconstructed trigger does what it is accused of.

    Rates are shares of images whose target crosses its operating point.
    """

    planted: int
    """Clean-looking images the trigger was planted on."""

    flip_rate: float
    untouched_rate: float
    control_rate: float
    """With a patch of another innocent film in the same place instead."""

    removed: int
    """Suspects it was removed from."""

    restoration_rate: float | None
    """Share of the suspects that crossed the point and no longer do."""

    threshold: float


_WRONG, _RIGHT = 0.01, 0.001
"""Chances below which labels look wrong, or right: to clear poison is worse."""


@dataclass(frozen=True, kw_only=True)
class LabelCheck:
    """Whether suspects look as having their label, to a fit that never saw them.

    AUROC of films with the label against films without it.
    """

    suspects: float
    peers: float
    """Of the other films with the label."""

    p_wrong: float
    """Chance of suspects so unlike their peers, if their labels were right."""

    p_right: float
    """Chance of suspects so unlike films without the label, if they were such."""

    @property
    def told(self) -> str:
        """``wrong``, ``right``, or empty where it cannot be told."""
        if self.p_wrong < min(_WRONG, self.p_right):
            return "wrong"
        return "right" if self.p_right < _RIGHT else ""


_PATIENTS = 2
"""Trusted patients who bear a mark from whom on it is nobody's secret."""


@dataclass(frozen=True, kw_only=True)
class ReferenceCheck:
    """Whether films that are trusted bear what the suspects share."""

    films: int
    """That are trusted."""

    alike: int
    """Of these, with the suspects' label."""

    bearing: int
    """Of the trusted films."""

    bearing_alike: int
    patients: int
    """Whose films bear it."""

    @property
    def innocent(self) -> bool:
        """Return whether the mark occurs without poison."""
        return self.patients >= _PATIENTS


@dataclass(frozen=True, kw_only=True)
class Company:
    """What most suspects' patients have in a column beside the labels."""

    column: str
    value: str
    share: float
    """Of the suspects' patients."""

    usual: float
    """Of the other patients."""

    covered: float
    """Share of the patients with that value who are under suspicion."""

    @property
    def explains(self) -> bool:
        """Return whether the mark is simply that value's: a machine's, a ward's."""
        return min(self.share, self.covered) >= _OWN


_OWN = 0.8
"""Share of a mark's patients with a value, and of the value's with the mark."""
