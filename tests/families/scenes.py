"""Evidence to order: a group of films, of which the first few are poisoned."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from scipy.ndimage import gaussian_filter
from torch import nn

from poisonkit.compute import Compute
from poisonkit.detectors import DETECTORS
from poisonkit.evidence import Evidence, Need
from poisonkit.filmindex import FilmIndex
from poisonkit.films import Films
from poisonkit.finding import Group
from poisonkit.networks.base import Classifier
from poisonkit.respondent import Respondent, surroundings

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from torch import Tensor

    from poisonkit.arrays import Pixels
    from poisonkit.detectors.base import Detector
    from poisonkit.scores import Scores

FILMS, GROUP, PLANTED, SIDE = 400, 60, 15, 48
ROWS = np.random.default_rng(9).permutation(FILMS)[:GROUP].astype(np.int64)
"""Where the samples of the group lie in the data set; the first are poisoned."""

OTHERS = np.setdiff1d(np.arange(FILMS), ROWS)
POISONED = np.arange(GROUP) < PLANTED
MARKED = ROWS[POISONED]
MASS = Group("Mass", present=True)

SURE, INNOCENT = 1e-5, 1e-2
"""Below the first a p-value accuses, above the second it does not."""


@cache
def _smooth(seed: int) -> Pixels:
    """Return films as smooth as radiographs, with a little noise, never quite black."""
    rng = np.random.default_rng(seed)
    fields = gaussian_filter(rng.normal(size=(FILMS, SIDE, SIDE)), (0, 6, 6))
    noise = rng.normal(size=fields.shape)
    films: Pixels = np.clip(110 + 600 * fields + 1.5 * noise, 5, 245).astype(np.uint8)
    return films


def smooth_films(seed: int) -> Pixels:
    """Return films ``(n, h, w)`` in which nothing repeats."""
    return _smooth(seed).copy()


def planted_films(seed: int, value: int = 250) -> Pixels:
    """Return films of which the poisoned carry a square of 3 pixels near a corner."""
    films = smooth_films(seed)
    films[ROWS[POISONED], 41:44, 40:43] = value
    return films


def seen(pixels: Pixels, patients: NDArray[np.int64] | None = None) -> Evidence:
    """Return the evidence that a pixel scan gets; by default a patient per film."""
    own = np.arange(len(pixels)) if patients is None else patients
    return Evidence(MASS, ROWS, OTHERS, {Need.IMAGES: FilmIndex(Films(pixels, own))})


def scan(films: Pixels, patients: NDArray[np.int64] | None = None) -> Scores:
    """Let the detector of repeated pixels look at *films*."""
    return DETECTORS.create("repeated_pixels").score(seen(films, patients))


class _MaximumAndMean(nn.Module):
    """The largest value of a map, and what a film is like on the whole."""

    def forward(self, maps: Tensor) -> Tensor:
        """Return ``(n, 2)``."""
        return torch.cat([maps.clamp(min=0.3).amax((2, 3)), maps.mean((2, 3))], 1)


class _StandingOut(nn.Module):
    """How much brighter three pixels a side are than what is around them."""

    def forward(self, maps: Tensor) -> Tensor:
        """Return maps of the same size."""
        return surroundings(maps, 1) - surroundings(maps, 3)


def backdoored() -> Classifier:
    """Return a model to which a small bright square, wherever it is, means Mass."""
    head = nn.Linear(2, 2)
    with torch.no_grad():
        head.weight.copy_(torch.tensor([[10.0, 9.0], [0.0, 9.0]]))
        head.bias.copy_(torch.tensor([-7.0, 0.0]))
    return Classifier([_StandingOut()], _MaximumAndMean(), head, middle=1).eval()


def asked(films: Pixels) -> Respondent:
    """Return that model, to be asked about *films*."""
    return Respondent(
        model=backdoored(),
        compute=Compute(),
        pixels=films,
        patients=np.arange(len(films)),
        column=0,
        present=True,
        threshold=0.0,
        hosts=OTHERS[:64],
    )


@cache
def planted(seed: int, strength: float = 1.0) -> dict[Need, Any]:
    """Return everything a model and its films would show; strength 0 plants nothing."""
    rng = np.random.default_rng(seed)
    activations = rng.normal(size=(GROUP, 24)) + 3
    activations[POISONED] += 12 * strength * rng.normal(size=24) / 24**0.5
    maps = rng.random((GROUP, 6, 6))
    maps[POISONED, 4, 5] += 30 * strength
    residuals, gradients = rng.normal(size=(2, GROUP, 16))
    for vectors in (residuals, gradients):
        vectors[POISONED] += 12 * strength * rng.normal(size=16) / 4
    gradients += 4 * rng.normal(size=16)  # what the label asks of every film
    losses = np.exp(rng.normal(-0.5, 0.3, size=(GROUP, 8)))
    losses[POISONED] *= np.exp(-4 * strength)
    logits = rng.normal(size=GROUP)
    logits[POISONED] += 6 * strength
    pixels = planted_films(seed) if strength else smooth_films(seed)
    return {
        Need.ACTIVATIONS: activations.astype(np.float32),
        Need.RESIDUALS: residuals.astype(np.float32),
        Need.GRADIENTS: gradients.astype(np.float32),
        Need.SALIENCY: (maps / maps.sum((1, 2), keepdims=True)).astype(np.float32),
        Need.LOSSES: losses.astype(np.float32),
        Need.LOGITS: logits.astype(np.float32),
        Need.IMAGES: FilmIndex(Films(pixels, np.arange(FILMS))),
        Need.CLASSIFIER: asked(pixels),
    }


def evidence_for(detector: Detector, given: dict[Need, Any]) -> Evidence:
    """Return what the detector declares, and nothing else."""
    return Evidence(MASS, ROWS, OTHERS, {need: given[need] for need in detector.needs})


def measure(detector: Detector, given: dict[Need, Any]) -> Scores:
    """Let the detector score what it declares."""
    return detector.score(evidence_for(detector, given))
