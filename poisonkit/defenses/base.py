"""What every way of training promises, and what it is given for one step."""

from __future__ import annotations

from abc import ABC, abstractmethod
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch

from poisonkit.decisionloss import masked_losses

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import numpy as np
    from torch import Tensor, nn


@dataclass(frozen=True, kw_only=True)
class Lesson:
    """One batch to learn from."""

    learner: Callable[[Tensor], Tensor]
    """Gives logits ``(m, l)`` of images; gradients through it are learned."""

    model: nn.Module
    """The same network, to attack; nothing is learned from that."""

    images: Tensor
    """(m, 1, h, w), in [0, 1]."""

    labels: Tensor
    """(m, l): 1, 0, or -1 unknown."""

    chance: Sequence[torch.Generator]
    """Of each film, whatever its company."""

    coin: np.random.Generator
    """Of this step; the same in every process that shares the batch."""

    def losses(self, images: Tensor) -> Tensor:
        """Return the loss of each decision on *images* in place of the batch's own."""
        return masked_losses(self.learner(images).float(), self.labels)

    @contextmanager
    def attacking(self) -> Iterator[nn.Module]:
        """Yield the network as it stands: normalisations at rest, in full precision.

        bfloat16 would round small steps away.
        """
        self.model.eval()
        try:
            with torch.autocast(self.images.device.type, enabled=False):
                yield self.model
        finally:
            self.model.train()


class Defense(ABC):
    """A way of training after which small changes of pixels change less."""

    @abstractmethod
    def losses(self, lesson: Lesson) -> Tensor:
        """Return the loss of each decision ``(m, l)``, NaN where it is unknown."""
