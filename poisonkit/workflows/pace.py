"""How fast this machine is with these films: a few are tried."""

from __future__ import annotations

import time
from contextlib import nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

import numpy as np
import torch
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # no stubs

from poisonkit.evidence import Evidence, Need
from poisonkit.filmindex import FilmIndex
from poisonkit.films import Films
from poisonkit.finding import Group

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from contextlib import AbstractContextManager

    from poisonkit.compute import Compute
    from poisonkit.dataset import CxrDataset
    from poisonkit.detectors.base import Detector
    from poisonkit.networks.base import Classifier

_TRIED = 64
"""Films."""

_GROUP = 256
"""Samples of a pseudo-group."""

_SHAPES: dict[Need, tuple[int, ...]] = {
    Need.ACTIVATIONS: (_GROUP, 128),
    Need.RESIDUALS: (_GROUP, 32),
    Need.GRADIENTS: (_GROUP, 32),
    Need.SALIENCY: (_GROUP, 16, 16),
    Need.LOGITS: (_GROUP,),
    Need.LOSSES: (_GROUP, 12),
}
_INDICES = "shared", "squares", "islands", "spots"
_LOOKS = (
    "coarse", "fine", "profiles", "noiseprints", "kinds", "amplitudes", "grain",
    "textures", "copies",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Pace:
    """Seconds a film."""

    searched: float
    passed: float = 0.0
    """Through the network, there; there and back is about three of it."""

    asked: float = 0.0
    """The same in single precision, as those ask who ask anew."""

    @classmethod
    def of(cls, data: CxrDataset, model: Classifier | None, compute: Compute) -> Self:
        """Search a few films, and let them pass *model*, if one will be asked."""
        rows = np.unique(np.linspace(0, len(data) - 1, _TRIED).astype(np.int64))
        pixels = data.images[rows]
        films = Films(pixels, np.arange(len(rows)))
        with threadpool_limits(1):
            searched = _seconds(lambda: _search(films)) / len(rows)
        if model is None:
            return cls(searched=searched)
        compute.place(model)
        images = compute.images(pixels)

        def there(context: AbstractContextManager[object]) -> None:
            with torch.inference_mode(), context:
                model.eval()(images).sum().item()

        there(compute.autocast())  # what is done for the first time is slower
        there(nullcontext())
        passed = _seconds(lambda: there(compute.autocast())) / len(rows)
        asked = _seconds(lambda: there(nullcontext())) / len(rows)
        return cls(searched=searched, passed=passed, asked=asked)


def seconds_to_measure(detectors: Sequence[Detector]) -> float:
    """Return how long *detectors* of evidence take for one pseudo-group."""
    rng, rows = np.random.default_rng(0), np.arange(_GROUP)
    everything: dict[Need, Any] = {
        need: rng.random(shape, np.float32) for need, shape in _SHAPES.items()
    }
    total = 0.0
    with threadpool_limits(1):
        for detector in detectors:
            if not detector.needs <= _SHAPES.keys():
                continue
            given = {need: everything[need] for need in detector.needs}
            evidence = Evidence(Group("", present=True), rows, rows[:0], given)
            detector.score(evidence)  # what it imports is not its own time
            total += _seconds(lambda d=detector, e=evidence: d.score(e))  # type: ignore[misc]  # bound now
    return total


def _search(films: Films) -> None:
    index = FilmIndex(films)
    for name in _INDICES:
        getattr(index, name)
    for name in _LOOKS:
        getattr(index.looks, name)


def _seconds(work: Callable[[], object]) -> float:
    started = time.monotonic()
    work()
    return time.monotonic() - started
