"""One group of films, shown to a detector of pixels."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from poisonkit.detectors import DETECTORS
from poisonkit.evidence import Evidence, Need
from poisonkit.filmindex import FilmIndex
from poisonkit.films import Films
from poisonkit.finding import Group

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from poisonkit.arrays import Rows
    from poisonkit.scores import Scores


def looked(
    name: str,
    pixels: NDArray[np.float64],
    rows: Rows,
    patients: NDArray[np.int64] | None = None,
    *,
    present: bool = True,
) -> Scores:
    """Let the detector look at *rows* of films; without *patients* each has its own."""
    return DETECTORS.create(name).score(shown(pixels, rows, patients, present=present))


def shown(
    pixels: NDArray[np.float64],
    rows: Rows,
    patients: NDArray[np.int64] | None = None,
    *,
    present: bool = True,
) -> Evidence:
    """Return what a detector is given of *rows* of films."""
    stored = np.clip(np.rint(pixels), 0, 255).astype(np.uint8)
    everybody = np.arange(len(pixels))
    people = everybody if patients is None else patients
    given = {Need.IMAGES: FilmIndex(Films(stored, people))}
    others = np.setdiff1d(everybody, rows)
    return Evidence(Group("Mass", present), rows, others, given)


def named(scores: Scores, rows: Rows) -> NDArray[np.bool_]:
    """Return which of *rows* these detectors accuse, by the group or by the set."""
    if scores.shown is not None:
        shown: NDArray[np.bool_] = scores.shown[rows] > 0
        return shown
    assert scores.suspects is not None
    return scores.suspects


def p_of(scores: Scores) -> float:
    """Return the p-value that these detectors always give."""
    assert scores.p_value is not None
    return scores.p_value
