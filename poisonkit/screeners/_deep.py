"""What is learned from clean films and attacked ones: the activations of both."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from poisonkit.impression import Impression
    from poisonkit.screeners.base import Ground


def features(films: Impression) -> NDArray[np.float32]:
    """Return all layers and the activations of each film, side by side."""
    return np.concatenate([*films.layers, films.activations], axis=1)


def lesson(ground: Ground) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    """Return features of clean and attacked films, and which are attacked."""
    both = features(ground.honest), features(ground.attacked)
    truth = np.repeat([False, True], [len(each) for each in both])
    return np.concatenate(both), truth
