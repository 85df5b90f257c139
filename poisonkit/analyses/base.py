"""What every analysis promises, and what it is given to measure."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import torch

from poisonkit.arrays import UNKNOWN
from poisonkit.decisionloss import masked_losses

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from matplotlib.figure import Figure
    from numpy.typing import NDArray
    from torch import Tensor

    from poisonkit.arrays import Activations, Image, Labels, Logits
    from poisonkit.networks.base import Classifier

    Cell: TypeAlias = str | int | float | None

BATCH = 32


@dataclass(frozen=True, kw_only=True)
class Scene:
    """A model, and what is known of n films before anything is done to them."""

    model: Classifier
    names: tuple[str, ...]
    labels: Labels
    ids: tuple[str, ...]
    patients: NDArray[np.int64]
    """(n,), a small number each."""

    size: int
    """Pixels a side."""

    device: str = "cpu"
    seed: int = 0

    def __len__(self) -> int:
        return len(self.labels)

    def batches(self, images: Image) -> Iterator[Tensor]:
        """Yield *images* ``(n, h, w)`` in order, as the model wants them."""
        for start in range(0, len(images), BATCH):
            yield torch.from_numpy(images[start : start + BATCH, None]).to(self.device)

    def gradients(self, images: Image, labels: Labels) -> Image:
        """Return d loss / d pixel of each film under *labels*, ``(n, h, w)``."""
        found = []
        for start, batch in enumerate(self.batches(images)):
            pixels = batch.requires_grad_()
            some = labels[start * BATCH : (start + 1) * BATCH]
            total = loss(self.model(pixels), some).sum()
            found.append(torch.autograd.grad(total, pixels)[0][:, 0].cpu().numpy())
        return np.concatenate(found)

    def losses(self, images: Image, labels: Labels) -> NDArray[np.float32]:
        """Return the loss of each film under *labels*, ``(n,)``."""
        with torch.inference_mode():
            logits = [self.model(batch) for batch in self.batches(images)]
            found: NDArray[np.float32] = loss(torch.cat(logits), labels).cpu().numpy()
        return found

    def features(self, images: Image) -> Activations:
        """Return activations of each film, ``(n, d)``."""
        with torch.inference_mode():
            parts = [self.model.features(batch) for batch in self.batches(images)]
        return torch.cat(parts).float().cpu().numpy()


@dataclass(frozen=True, kw_only=True)
class Material:
    """The same n films before and after an attack, and what the model makes of them."""

    scene: Scene
    clean: Image
    attacked: Image
    """(n, h, w), in [0, 1]."""

    activations: Activations
    attacked_activations: Activations
    logits: Logits
    attacked_logits: Logits
    """(n, l), less the labels' thresholds: above 0 is present."""

    gradients: Image
    """(n, h, w): d loss / d pixel of the clean films under their own labels."""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What an analysis found."""

    says: str
    """One sentence, with its numbers."""

    numbers: Mapping[str, Any]
    columns: tuple[str, ...]
    rows: Sequence[Sequence[Cell]]
    figure: Figure


class Analysis(ABC):
    """A measurement that is worth a figure.

    Chance is drawn from a generator of the scene's seed alone, so the same films, model
    and seed give the same numbers.
    """

    @abstractmethod
    def obstacle(self, scene: Scene) -> str:
        """Return why this cannot be measured here; nothing if it can."""

    @abstractmethod
    def measure(self, material: Material) -> Outcome:
        """Measure; what `obstacle` says has been heeded."""


def loss(logits: Tensor, labels: Labels) -> Tensor:
    """Return ``(n,)``: cross-entropy, mean over the known labels of each film."""
    truth = torch.from_numpy(labels.astype(np.float32)).to(logits)
    each, known = masked_losses(logits, truth), truth != UNKNOWN
    return each.where(known, 0).sum(1) / known.sum(1).clamp(min=1)


def nothing_known(scene: Scene) -> str:
    """Return what is in the way of a loss: that no label of any film is known."""
    return "" if (scene.labels >= 0).any() else "no label of these films is known"
