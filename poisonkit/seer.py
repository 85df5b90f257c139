"""A model that says what it looks at, label by label."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from poisonkit.arrays import Pixels
    from poisonkit.compute import Compute
    from poisonkit.networks.base import Classifier
    from poisonkit.saliency.base import SaliencyMethod

_LABELS = 3
"""Labels explained where the user names none: the model's surest."""


@dataclass(frozen=True, kw_only=True)
class Seer:
    """A model that can be asked what it looks at."""

    names: tuple[str, ...]
    model: Classifier
    member: SaliencyMethod
    compute: Compute

    def looks(
        self, film: Pixels, labels: Sequence[str]
    ) -> Iterator[tuple[str, float, NDArray[np.float32]]]:
        """Yield each label, or the surest, its probability and what speaks for it."""
        probabilities = self._ask(film)
        for label in labels or self._surest(probabilities):
            column = self.names.index(label)
            yield label, float(probabilities[column]), self._heat(film, column)

    def _ask(self, film: Pixels) -> NDArray[np.float64]:
        batch, first = film[None], np.zeros(1, np.int64)
        logits = self.compute.logits(self.model, lambda rows: batch[rows], first)
        logits = logits[0].astype(np.float64)
        probabilities: NDArray[np.float64] = 1 / (1 + np.exp(-logits))
        return probabilities

    def _surest(self, probabilities: NDArray[np.float64]) -> list[str]:
        return [self.names[column] for column in np.argsort(-probabilities)[:_LABELS]]

    def _heat(self, film: Pixels, column: int) -> NDArray[np.float32]:
        """Return what speaks for one label, ``(g, g)``, never negative."""
        label = torch.tensor([column], device=self.compute.device)
        images = self.compute.images(film[None])
        heat = self.member.explain(self.model, images, label)[0].detach()
        positive: NDArray[np.float32] = np.maximum(heat.float().cpu().numpy(), 0)
        return positive
