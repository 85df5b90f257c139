"""Models and films of which it is known what an analysis has to find."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch import Tensor, nn

from poisonkit.analyses.base import Material, Scene
from poisonkit.networks.base import Average, Classifier

if TYPE_CHECKING:
    from poisonkit.arrays import Image

COUNT, SIDE = 48, 12
NAMES = ("A", "B", "C")


def linear(weights: Tensor) -> Classifier:
    """Return a model whose logits are *weights* ``(l, SIDE * SIDE)`` times pixels."""
    head = nn.Linear(weights.shape[1], len(weights), bias=False)
    head.weight.data = weights.float()
    return Classifier([nn.Identity()], nn.Flatten(), head, middle=0).eval()


def convolutional(*, inplace: bool = False) -> Classifier:
    """Return a small network; its second stage may begin by overwriting the first."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(3)
        stages = [
            nn.Conv2d(1, 4, 3, padding=1),
            nn.Sequential(nn.ReLU(inplace=inplace), nn.Conv2d(4, 6, 3, 2, 1)),
            nn.ReLU(inplace=inplace),
        ]
        return Classifier(stages, Average(), nn.Linear(6, len(NAMES)), middle=1).eval()


def films() -> Image:
    """Return films of mid greys."""
    chance = np.random.default_rng(5)
    return chance.uniform(0.3, 0.7, (COUNT, SIDE, SIDE)).astype(np.float32)


def scene_of(model: Classifier, **wishes: Any) -> Scene:
    """Return films of two per patient, every second with A, every third with B."""
    place = np.arange(COUNT)
    labels = np.stack([place // 2 % 2, place // 3 % 2, place // 5 % 2], 1)
    values = {
        "model": model.requires_grad_(requires_grad=False),
        "names": NAMES,
        "labels": labels.astype(np.int8),
        "ids": tuple(f"{k}.png" for k in place),
        "patients": place // 2,
        "size": SIDE,
    }
    return Scene(**{**values, **wishes})


def material_of(scene: Scene, attacked: Image, **wishes: Any) -> Material:
    """Return all that the stage would compute of `films` and *attacked*."""
    clean = films()[: len(scene)]
    with torch.inference_mode():
        said = [
            torch.cat([scene.model(batch) for batch in scene.batches(images)]).numpy()
            for images in (clean, attacked)
        ]
    made = Material(
        scene=scene,
        clean=clean,
        attacked=attacked,
        activations=scene.features(clean),
        attacked_activations=scene.features(attacked),
        logits=said[0],
        attacked_logits=said[1],
        gradients=scene.gradients(clean, scene.labels),
    )
    return replace(made, **wishes)


def shaken(images: Image, eps: float = 0.02) -> Image:
    """Return *images* with each pixel up or down by *eps*."""
    chance = np.random.default_rng(9)
    signs = chance.choice(np.array([-1, 1], np.float32), images.shape)
    return (images + np.float32(eps) * signs).astype(np.float32)
