"""Small sets of noise to learn from, and a training that takes no time."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from poisonkit.recipe import Recipe
from poisonkit.stages.train import Trained, train
from tests.stages.making import films, folder_of, ingested

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from poisonkit.compute import Compute
    from poisonkit.dataset import CxrDataset

RECIPE = Recipe(epochs=2, batch_size=32, learning_rate=3e-3)
NETWORK = "small_cnn:width=4"
COUNT = 24


def made(place: Path, label: Callable[[int], str], columns: str = "Mass") -> CxrDataset:
    """Return films of noise; of each three two train; *label* writes a line's end."""
    splits = ("train", "train", "test")
    rows = [f"{n}.png,{splits[n % 3]},{label(n)}" for n in range(COUNT)]
    table = "\n".join([f"image,split,{columns}", *rows])
    return ingested(folder_of(place / "in", table, films(COUNT)), place)


def trained(data: CxrDataset, run: Path, compute: Compute, **wishes: Any) -> Trained:
    """Train a tiny network as the tests do."""
    recipe = replace(RECIPE, **{"batch_size": 8, **wishes})
    return train(data, run, network=NETWORK, recipe=recipe, compute=compute)
