"""Whole sets to order, as a detector of them sees them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.ndimage import gaussian_filter

from poisonkit.detectors import DETECTORS
from poisonkit.evidence import Evidence, Need
from poisonkit.filmindex import FilmIndex
from poisonkit.films import Films
from poisonkit.finding import EVERYTHING
from poisonkit.labeltable import LabelTable, Metadata

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from poisonkit.arrays import Labels, Pixels
    from poisonkit.observation import Observation
    from poisonkit.scores import Scores

NAMES = ("Mass", "Nodule", "Effusion", "Edema", "Hernia", "Fibrosis")
FILMS, SIDE = 400, 48


def textured(seed: int, count: int = FILMS) -> Pixels:
    """Return films ``(n, h, w)`` that do not resemble each other."""
    rng = np.random.default_rng(seed)
    fields = gaussian_filter(rng.normal(size=(count, SIDE, SIDE)), (0, 3, 3))
    films: Pixels = np.clip(110 + 350 * fields, 5, 250).astype(np.uint8)
    return films


def independent(seed: int, count: int = FILMS, names: Sequence[str] = NAMES) -> Labels:
    """Return labels ``(n, l)`` that know nothing of each other."""
    rng = np.random.default_rng(seed)
    return (rng.random((count, len(names))) < 0.2).astype(np.int8)


def whole(
    labels: Labels,
    pixels: Pixels | None = None,
    *,
    names: Sequence[str] = NAMES,
    columns: Mapping[str, NDArray[Any]] | None = None,
    patients: NDArray[np.int64] | None = None,
    split: NDArray[np.uint8] | None = None,
) -> dict[Need, Any]:
    """Return everything there is of a set; two films a patient, a third for tests."""
    count = len(labels)
    people = np.arange(count) // 2 if patients is None else patients
    parts = (people % 3 == 2).astype(np.uint8) * 2 if split is None else split
    films = textured(0, count) if pixels is None else pixels
    made = {name: np.array(values) for name, values in (columns or {}).items()}
    made = made or {"view": np.array(["PA", "AP"])[np.arange(count) % 2]}
    return {
        Need.LABELS: LabelTable(
            names=tuple(names[: labels.shape[1]]),
            labels=labels,
            patients=people,
            split=parts,
        ),
        Need.IMAGES: FilmIndex(Films(films, people)),
        Need.METADATA: Metadata(made),
    }


def asked(spec: str, given: Mapping[Need, Any]) -> Scores:
    """Let a detector score the set, shown only what it declares."""
    detector = DETECTORS.create(spec)
    rows = np.arange(len(given[Need.LABELS].labels))
    shown = {need: given[need] for need in detector.needs}
    return detector.score(Evidence(EVERYTHING, rows, rows[:0], shown))


def surprising(scores: Scores, chance: float = 1e-3) -> list[Observation]:
    """Return what would be found."""
    return [one for one in scores.observations if one.p_value <= chance]
