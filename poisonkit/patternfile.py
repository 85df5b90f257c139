"""A reconstructed trigger on disk: exactly what the causal test planted.

``patterns/F1.safetensors`` in an audit's folder.  The picture of a trigger is for eyes:
it does not tell how strong an added one is, nor where one that moves was seen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load_file, save_file

from poisonkit.errors import BadInputError
from poisonkit.pattern import Box, Pattern

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    Tensors = dict[str, NDArray[np.generic]]

FOLDER = "patterns"


def write_pattern(folder: Path, finding: str, pattern: Pattern) -> None:
    """Keep the *pattern* of a *finding* in the audit's *folder*."""
    place = pattern_place(folder, finding)
    place.parent.mkdir(exist_ok=True)
    box = pattern.box
    tensors = {
        "box": np.array([box.top, box.left, box.height, box.width], np.int64),
        "mask": np.ascontiguousarray(pattern.mask, np.bool_),
        "values": np.ascontiguousarray(pattern.values, np.float32),
        "places": np.array(pattern.places, np.int64).reshape(-1, 3),
        "tolerance": np.array(pattern.tolerance, np.float64),
        "added": np.array(pattern.added, np.bool_),
    }
    try:
        save_file(tensors, place)
    except SafetensorError as error:
        raise OSError(str(error)) from error


def read_pattern(folder: Path, finding: str, shape: tuple[int, int]) -> Pattern:
    """Return the pattern of a *finding*; films are of *shape* (h, w).

    Raises BadInputError if it is missing, damaged, or lies outside such a film.
    """
    place = pattern_place(folder, finding)
    try:
        pattern = _pattern(load_file(place))
    except (OSError, SafetensorError, KeyError, TypeError, ValueError) as error:
        raise BadInputError(
            f"{place} is missing or damaged: the trigger of {finding} is not known; "
            f"audit again"
        ) from error
    if not _within(pattern, shape):
        raise BadInputError(
            f"{place} is of other films: its trigger does not lie within "
            f"{shape[1]} x {shape[0]} pixels"
        )
    return pattern


def pattern_place(folder: Path, finding: str) -> Path:
    """Return where the pattern of a *finding* is kept."""
    return folder / FOLDER / f"{finding}.safetensors"


def _pattern(tensors: Tensors) -> Pattern:
    top, left, height, width = (int(value) for value in tensors["box"])
    mask = np.asarray(tensors["mask"], np.bool_).reshape(height, width)
    values = np.asarray(tensors["values"], np.float32).reshape(height, width)
    if not (mask.any() and np.isfinite(values).all()):
        raise ValueError("it shows nothing")
    return Pattern(
        Box(top, left, height, width),
        mask,
        values,
        places=tuple((int(a), int(b), int(c)) for a, b, c in tensors["places"]),
        tolerance=float(tensors["tolerance"]),
        added=bool(tensors["added"]),
    )


def _within(pattern: Pattern, shape: tuple[int, int]) -> bool:
    """Return whether the pattern lies within a film of *shape*, wherever it goes."""
    box = pattern.box
    corners = [(box.top, box.left), *((top, left) for _, top, left in pattern.places)]
    return all(
        0 <= top <= shape[0] - box.height and 0 <= left <= shape[1] - box.width
        for top, left in corners
    )
