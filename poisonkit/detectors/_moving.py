"""The search for one content that lies elsewhere on each film."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from poisonkit.contents import at_one_corner, content_of
from poisonkit.detectors._association import (
    TELLING,
    Repeat,
    by_patient,
    log_rivals,
    most_telling,
)
from poisonkit.sightings import followed

if TYPE_CHECKING:
    from poisonkit.evidence import Evidence


def best_moving(evidence: Evidence, odds: float) -> Repeat | None:
    """Return the most telling sharp-edged shape, wherever it lies."""
    index, pixels = evidence.index, evidence.images.pixels
    films = index.shared_shapes
    number = most_telling(films, np.arange(len(pixels)), evidence, odds)
    if number is None:
        return None
    carriers = np.sort(films[number].indices)
    chance = by_patient(carriers, evidence, odds)
    searched = min(chance + log_rivals(films, chance, evidence, odds), 0.0)
    seen, exactly = index.shapes_on(number)
    pattern = content_of(seen, pixels)
    if searched < TELLING and pattern.places:
        pattern = followed(pattern, pixels, evidence.rows, exactly=exactly)
    share = np.zeros(len(pixels))
    share[[row for row, _, _ in pattern.places] or carriers] = 1
    return Repeat(log_chance=searched, shown=share, pattern=pattern)


def stays(repeat: Repeat) -> bool:
    """Return whether a repeat that may move lies at one place on nearly all films."""
    pattern = repeat.pattern
    return not pattern.places or len(at_one_corner(pattern)) > 0
