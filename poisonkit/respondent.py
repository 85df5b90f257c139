"""A model that can be asked about films nobody took, one side of a label at a time.

Evidence is what a model showed of films as they are.  Some questions need other films:
with a region pasted in, two of them superimposed, half of one painted over.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import torch

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray
    from torch import Tensor

    from poisonkit.arrays import Pixels, Rows, Suspicion
    from poisonkit.compute import Compute
    from poisonkit.networks.base import Classifier

_BATCH = 64


@dataclass(frozen=True, kw_only=True)
class Respondent:
    """A model, and films to change, seen from one side of one label."""

    model: Classifier
    compute: Compute
    pixels: Pixels
    """(n, h, w), mapped: the whole set."""

    patients: NDArray[np.int64]
    """(n,), a number per patient."""

    column: int
    present: bool
    threshold: float
    """The logit at which the label is held for present."""

    hosts: Rows
    """Films on the other side of the label, to change; unseen ones, as far as known."""

    def sure(self, images: Tensor) -> Tensor:
        """Return how far *images* ``(m, 1, h, w)`` are beyond the threshold, ``(m,)``.

        On the group's side: above zero the model decides for it.
        """
        return self.decided(self.model(images))

    def decided(self, logits: Tensor) -> Tensor:
        """Return the same of *logits* ``(m, l)``."""
        margin = logits[:, self.column].float() - self.threshold
        return margin if self.present else -margin

    def films(self, rows: Rows) -> Tensor:
        """Return films as ``(m, 1, h, w)`` in [0, 1]."""
        return self.compute.images(self.pixels[rows])

    @cached_property
    def shape(self) -> tuple[int, int]:
        """Height and width of the films."""
        height, width = self.pixels.shape[1:]
        return height, width

    def each(self, rows: Rows, ask: Callable[[Tensor], Tensor]) -> Suspicion:
        """Return what *ask* says of the films in *rows*, a batch at a time, ``(m,)``.

        A film twice, or in another order, is answered as before.
        """
        self.model.eval()
        unique, place = np.unique(rows, return_inverse=True)
        said = np.zeros(len(unique))
        for start in range(0, len(unique), _BATCH):
            some = unique[start : start + _BATCH]
            answer = ask(self.films(some)).detach().float().cpu().numpy()
            said[start : start + len(some)] = answer
        answers: Suspicion = said[place]
        return answers


def surroundings(images: Tensor, reach: int) -> Tensor:
    """Return the mean of the pixels within *reach* of each, as ``(m, 1, h, w)``."""
    size = 2 * reach + 1
    return torch.nn.functional.avg_pool2d(
        images, size, 1, reach, count_include_pad=False
    )
