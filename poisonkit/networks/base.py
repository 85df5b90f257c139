"""What every network promises, and the classifier that it builds."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, ClassVar

from torch import nn

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from torch import Tensor


class Classifier(nn.Module):
    """A multi-label classifier, cut where an audit looks into it.

    No hooks: activations are what `features` returns, and saliency is read from what
    `lower` returns.  Images are ``(n, 1, h, w)`` in [0, 1].
    """

    def __init__(
        self, stages: Sequence[nn.Module], pool: nn.Module, head: nn.Linear, middle: int
    ) -> None:
        """Chain *stages*, *pool* ``(n, c, h, w) -> (n, d)`` and *head* ``-> (n, l)``.

        *middle* is how many stages lie below the maps that saliency is read from.
        """
        super().__init__()
        self.stages = nn.ModuleList(stages)
        self.pool = pool
        self.head = head
        self.middle = middle

    def lower(self, images: Tensor) -> Tensor:
        """Return the maps in the middle of the network, ``(n, c, g, g)``."""
        maps = (images - 0.5) * 4
        for stage in self.stages[: self.middle]:
            maps = stage(maps)
        return maps

    def upper(self, maps: Tensor) -> Tensor:
        """Return activations ``(n, d)`` from what `lower` returned."""
        for stage in self.stages[self.middle :]:
            maps = stage(maps)
        activations: Tensor = self.pool(maps)
        return activations

    def features(self, images: Tensor) -> Tensor:
        """Return activations ``(n, d)``."""
        return self.upper(self.lower(images))

    def responses(self, images: Tensor) -> Iterator[tuple[str, Tensor]]:
        """Yield what each stage gives, activations and logits, from below, named.

        A later stage may work in place: use what is given before asking for the next.
        """
        maps = (images - 0.5) * 4
        for number, stage in enumerate(self.stages, start=1):
            maps = stage(maps)
            yield f"stage {number}", maps
        activations = self.pool(maps)
        yield "activations", activations
        yield "logits", self.head(activations)

    def forward(self, images: Tensor) -> Tensor:
        """Return logits ``(n, l)``."""
        logits: Tensor = self.head(self.features(images))
        return logits


class Network(ABC):
    """A recipe for a classifier; a checkpoint stores the recipe's spec, no code."""

    learning_rate: ClassVar[float]
    """The peak that trains it well with AdamW and a one-cycle schedule."""

    smallest: ClassVar[int]
    """The smallest image, in pixels a side, that leaves something to look at."""

    step: ClassVar[int] = 1
    """What both sides of an image must be a multiple of, in pixels."""

    @abstractmethod
    def build(self, n_labels: int) -> Classifier:
        """Return an untrained classifier with *n_labels* outputs."""


class Average(nn.Module):
    """Global average pooling, ``(n, c, h, w) -> (n, c)``."""

    def forward(self, maps: Tensor) -> Tensor:
        """Average over places."""
        return maps.mean((2, 3))
