"""What an injection did: one record per trigger, and one per poisoned sample."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

Corners: TypeAlias = tuple[int, int, int, int]
"""top, left, height, width."""


@dataclass(frozen=True, kw_only=True)
class Left:
    """What is left of a trigger after the whole preprocessing, at the training size."""

    box: Corners
    """Around all pixels that changed."""

    largest_change: int
    """In grey levels of the data set."""

    pixels_changed: int


NOTHING = Left(box=(0, 0, 0, 0), largest_change=0, pixels_changed=0)
"""Where no pixel was changed."""


@dataclass(frozen=True, kw_only=True)
class PoisonedSample:
    """One sample as it was and as it is."""

    id: str
    row: int
    plant: int = 0
    """Which of the manifest's `plants`."""

    labels_before: tuple[int, ...]
    labels_after: tuple[int, ...]
    box: Corners
    """Around the footprint, in the pixels that were stamped."""

    largest_change: int
    """Largest difference of a stamped pixel, in grey levels; 0 if only a header or
    labels were changed."""

    pixels_changed: int
    left: Left
    kept: float = 1.0
    """Share of the largest change, of black to white, that preprocessing leaves."""

    digest_before: str
    """Of the stamped pixels: of the data set, or of the file."""

    digest_after: str


@dataclass(frozen=True, kw_only=True)
class Planted:
    """One trigger under one policy, and how much of it there is."""

    trigger: str
    """A spec; empty if only labels were changed."""

    policy: str
    target: str
    rate: float
    """Poisoned samples that were asked for, over all samples of the split."""

    target_share: float
    """Poisoned samples over all that now carry the target label in the split."""
