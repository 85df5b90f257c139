"""What every saliency method promises."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

import torch

if TYPE_CHECKING:
    from torch import Tensor

    from poisonkit.networks.base import Classifier


class SaliencyMethod(ABC):
    """Says how much each place of an image matters to one label."""

    @abstractmethod
    def explain(self, model: Classifier, images: Tensor, labels: Tensor) -> Tensor:
        """Return maps ``(m, g, g)`` of *images* ``(m, 1, h, w)`` for *labels* ``(m,)``.

        Positive where a place speaks for the label; g is the method's own.
        """


class MiddleMethod(SaliencyMethod):
    """A method that needs no more than the maps in the middle and their gradient.

    Such maps of many labels come from one forward pass: `explain_again` asks for the
    gradient of another label, through the upper half of the network alone.
    """

    @abstractmethod
    def weigh(self, maps: Tensor, gradients: Tensor) -> Tensor:
        """Return ``(m, g, g)`` from *maps* and *gradients* ``(m, c, g, g)``."""

    def explain(self, model: Classifier, images: Tensor, labels: Tensor) -> Tensor:
        """Explain one label of each image."""
        return self.explain_again(*halfway(model, images), labels)

    def explain_again(self, maps: Tensor, logits: Tensor, labels: Tensor) -> Tensor:
        """Explain from what `halfway` returned; the graph stays for the next label."""
        return self.weigh(maps.detach(), gradients_of(maps, logits, labels))


def gradients_of(maps: Tensor, logits: Tensor, labels: Tensor) -> Tensor:
    """Return what one label of each image asks of *maps*, ``(m, c, g, g)``."""
    chosen = logits.gather(1, labels[:, None]).sum()
    (gradients,) = torch.autograd.grad(chosen, maps, retain_graph=True)
    return gradients


def halfway(model: Classifier, images: Tensor) -> tuple[Tensor, Tensor]:
    """Return the maps in the middle, as a leaf, and the logits they lead to."""
    with torch.no_grad():
        below = model.lower(images)
    maps = below.detach().requires_grad_()
    logits: Tensor = model.head(model.upper(maps))
    return maps, logits
