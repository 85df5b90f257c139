"""What a model makes of some films."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Self

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from poisonkit.arrays import Activations, Logits, Pixels, Rows


@dataclass(frozen=True, kw_only=True)
class Impression:
    """n films, and what one pass through a network showed of each."""

    films: Pixels
    """(n, h, w), as they are stored."""

    logits: Logits
    """(n, l)."""

    margins: Activations
    """(n, l): how far each logit lies above its decision, in spreads of clean films."""

    activations: Activations
    """(n, d)."""

    layers: tuple[Activations, ...]
    """From below, ``(n, c)`` each: mean and spread over all places of every map."""

    slopes: NDArray[np.float32] | None = None
    """(n, 2, h, w), where they were asked for: what each pixel does to the surest
    label's margin, and to the sum of all."""

    def __len__(self) -> int:
        return len(self.films)

    @property
    def decided(self) -> NDArray[np.bool_]:
        """Return ``(n, l)``: the labels that the model gives."""
        decided: NDArray[np.bool_] = self.margins > 0
        return decided

    @property
    def surest(self) -> Rows:
        """Return ``(n,)``: the label that stands furthest above its decision."""
        surest: Rows = self.margins.argmax(1)
        return surest

    def take(self, rows: Rows) -> Self:
        """Return some of the films."""
        return replace(
            self,
            films=self.films[rows],
            logits=self.logits[rows],
            margins=self.margins[rows],
            activations=self.activations[rows],
            layers=tuple(layer[rows] for layer in self.layers),
            slopes=None if self.slopes is None else self.slopes[rows],
        )


def joined(parts: Sequence[Impression]) -> Impression:
    """Return the films of all *parts*, of which there is one at least."""
    return Impression(
        films=np.concatenate([part.films for part in parts]),
        logits=np.concatenate([part.logits for part in parts]),
        margins=np.concatenate([part.margins for part in parts]),
        activations=np.concatenate([part.activations for part in parts]),
        layers=tuple(
            np.concatenate(layer)
            for layer in zip(*(part.layers for part in parts), strict=True)
        ),
        slopes=_slopes(parts),
    )


def _slopes(parts: Sequence[Impression]) -> NDArray[np.float32] | None:
    given = [part.slopes for part in parts if part.slopes is not None]
    return np.concatenate(given) if len(given) == len(parts) else None
