"""What was tried on suspects, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class CausalTest:
    """Whether the reconstructed trigger does what it is accused of.

    Rates are shares of images whose target crosses the point that 95 % of clean images
    of the other side of the label do not.
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


_WRONG, _RIGHT, _SEEN = 0.01, 0.001, 0.05
"""Chances below which labels look wrong, or right, and be it a little by the pictures
alone: to clear poison is worse.  Where both are, some labels are wrong and some are
right: wrong enough."""

_SOME = 0.25
"""Share of the suspects from which wrong labels are told: less is how groups vary."""


@dataclass(frozen=True, kw_only=True)
class LabelCheck:
    """Whether suspects look as having their label, to fits that never saw them.

    AUROC of films with the label against films without it, told from what they look
    like, their columns, and their patients' other films.
    """

    suspects: float
    peers: float
    """Of the other films with the label."""

    p_wrong: float
    """Chance of suspects so unlike their peers, if their labels were right; a fifth of
    it where the label is absent, there also that of so few with it."""

    p_right: float
    """Chance of suspects so unlike films without the label, if they were such."""

    painted: bool
    """Whether the suspects' pattern was painted over, all of it: else it may be what
    they share with films that have the label."""

    share_wrong: float = 1.0
    """About how many of the suspects lie where films without the label do."""

    p_seen: float = 1.0
    """`p_right` by their pictures alone: whoever poisons a set writes its columns."""

    @property
    def verdict(self) -> str:
        """``wrong``, ``right``, or empty where it cannot be told."""
        if self.p_wrong < _WRONG and self.share_wrong > _SOME:
            return "wrong"
        clear = self.p_right < _RIGHT and self.p_seen < _SEEN
        return "right" if self.painted and clear else ""


_PATIENTS, _AS_OFTEN = 2, 0.5
"""Trusted patients with the label who bear a mark, and how often compared with those
who are audited, from which on it is nobody's secret."""


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
    """Whose films these are."""

    share: float
    """Of the audited films with the label that are suspected."""

    @property
    def innocent(self) -> bool:
        """Return whether the mark goes with the label without poison, too.

        Half as often will do: a few pixels may happen on a trusted film or two.
        """
        as_often = self.bearing_alike >= _AS_OFTEN * self.share * self.alike
        return self.patients >= _PATIENTS and as_often


@dataclass(frozen=True, kw_only=True)
class Company:
    """What most suspects' patients have in a column beside the labels."""

    column: str
    value: str
    share: float
    """Of the suspects' patients."""

    usual: float
    """Of the other patients."""


@dataclass(frozen=True, kw_only=True)
class Checks:
    """What is looked up once it is settled who is suspected."""

    labels: LabelCheck | None = None
    reference: ReferenceCheck | None = None
    company: Company | None = None

    @property
    def verdict(self) -> str:
        """What the check of labels comes to; empty also where there was none."""
        return self.labels.verdict if self.labels else ""

    @property
    def trusted(self) -> bool:
        """Whether trusted films bear what the suspects share, as often and rightly."""
        return self.reference is not None and self.reference.innocent


UNCHECKED = Checks()
"""Where nothing was looked up."""
