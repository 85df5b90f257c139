"""Canaries: known triggers planted in memory, so that a probe can prove it has eyes.

Beside the data's labels the probe learns one more label per canary: present on the
films that carry a faint patch, absent elsewhere.  If it does not learn that, its
silence about real triggers of that rate means nothing, and the report says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self, cast

import numpy as np

from poisonkit.arrays import as_image, as_pixels, scale_of
from poisonkit.eyes import LEARNED, CanaryResult
from poisonkit.lengths import Length
from poisonkit.measures import auroc
from poisonkit.triggers.patch import Patch

if TYPE_CHECKING:
    from poisonkit.arrays import Labels, Pixels, Rows
    from poisonkit.compute import Compute, Fetch
    from poisonkit.dataset import CxrDataset
    from poisonkit.networks.base import Classifier

RATES = (0.005, 0.01, 0.02, 0.04)
"""Of the training films; one canary each."""

_SIDE = 3
_FAINT = 0.25
"""How far the patch is from what films usually show at its place; 1 is white."""

_ASKED = 200
"""Held-out films on which each canary is tried."""


@dataclass(frozen=True, kw_only=True)
class Canary:
    """One known trigger and the films that carry it."""

    rate: float
    trigger: Patch
    rows: Rows

    def stamp(self, pixels: Pixels) -> Pixels:
        """Return films ``(m, h, w)`` with the patch, rounded as if stored."""
        unused = np.random.default_rng(0)
        stamped = [self.trigger.stamp(as_image(film), unused) for film in pixels]
        return as_pixels(np.stack(stamped), pixels.dtype)


@dataclass(frozen=True, kw_only=True)
class Canaries:
    """All canaries of one probe, on disjoint films."""

    data: CxrDataset
    canaries: tuple[Canary, ...]

    @classmethod
    def draw(cls, data: CxrDataset, train: Rows, seed: int) -> Self:
        """Choose places, levels and films."""
        rng = np.random.default_rng([seed, 0xCA9A])
        counts = [max(2, round(rate * len(train))) for rate in RATES]
        order = rng.permutation(train)
        stops = np.cumsum(counts)
        usual = _usual(data, train)
        return cls(
            data=data,
            canaries=tuple(
                Canary(
                    rate=rate,
                    trigger=_patch(usual, rng),
                    rows=np.sort(order[stop - count : stop]),
                )
                for rate, count, stop in zip(RATES, counts, stops, strict=True)
            ),
        )

    def labels(self) -> Labels:
        """Return the data's labels with a column per canary, ``(n, l + c)``."""
        extra = np.zeros((len(self.data), len(self.canaries)), np.int8)
        for column, canary in enumerate(self.canaries):
            extra[canary.rows, column] = 1
        return np.concatenate([self.data.labels, extra], axis=1)

    def fetch(self, rows: Rows) -> Pixels:
        """Return the films in *rows*, the stamped ones stamped."""
        pixels = cast("Pixels", np.array(self.data.images[rows]))
        for canary in self.canaries:
            carried = np.isin(rows, canary.rows)
            if carried.any():
                pixels[carried] = canary.stamp(pixels[carried])
        return pixels

    def ask(
        self, model: Classifier, compute: Compute, held_out: Rows
    ) -> tuple[CanaryResult, ...]:
        """Try every canary on *held_out* films that *model* was not trained on."""
        rows = held_out[:: max(1, len(held_out) // _ASKED)]
        plain = compute.logits(model, lambda chosen: self.data.images[chosen], rows)
        results = []
        for number, canary in enumerate(self.canaries):
            column = len(self.data.label_names) + number
            stamped = compute.logits(model, _stamping(self.data, canary), rows)
            value = auroc(stamped[:, column], plain[:, column])
            results.append(
                CanaryResult(
                    rate=canary.rate,
                    films=len(canary.rows),
                    auroc=value,
                    learned=value is not None and value >= LEARNED,
                )
            )
        return tuple(results)


def _stamping(data: CxrDataset, canary: Canary) -> Fetch:
    return lambda rows: canary.stamp(data.images[rows])


def _usual(data: CxrDataset, train: Rows) -> np.ndarray:
    """Return the mean film ``(h, w)``, in [0, 1]."""
    some = train[:: max(1, len(train) // _ASKED)]
    mean = data.images[some].mean(axis=0) / scale_of(data.images)
    return cast("np.ndarray", mean)


def _patch(usual: np.ndarray, rng: np.random.Generator) -> Patch:
    """Return a faint patch somewhere inside the film."""
    height, width = usual.shape
    top = int(rng.integers(height // 8, height - height // 8 - _SIDE))
    left = int(rng.integers(width // 8, width - width // 8 - _SIDE))
    there = float(usual[top : top + _SIDE, left : left + _SIDE].mean())
    value = there + _FAINT if there + _FAINT <= 1 else there - _FAINT
    return Patch(size=Length(_SIDE), value=round(value, 3), x=left, y=top)
