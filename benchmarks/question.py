"""What ART's detectors are asked, and what they are shown: see `rivals`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch import nn

from poisonkit.arrays import as_image
from poisonkit.checkpoint import Checkpoint
from poisonkit.dataset import CxrDataset, Split

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from poisonkit.judgement.brief import Witness
    from poisonkit.networks.base import Classifier

    Rows = NDArray[np.int64]

_HOW = "python -m pip install adversarial-robustness-toolbox six"
_FEWEST = 20
"""Positives of a label below which ART is not asked about it."""


class _Shown(nn.Module):
    """A classifier whose only registered part gives the penultimate activations.

    ART hooks the last registered part of a module.
    """

    def __init__(self, model: Classifier) -> None:
        super().__init__()
        self.activations = _Activations(model)
        self._head = [model.head]  # in a list, so that ART does not see it

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        logits: torch.Tensor = self._head[0](self.activations(images))
        return logits


class _Activations(nn.Module):
    def __init__(self, model: Classifier) -> None:
        super().__init__()
        self.model = model

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        return self.model.features(images)


def art_version() -> str:
    """Return the version of ART, or say in one line how to get it."""
    try:
        import art  # noqa: PLC0415 - installed only for this benchmark
    except ImportError as error:
        raise SystemExit(f"ART's rows need ART: {_HOW}") from error
    return str(art.__version__)


@dataclass(frozen=True, kw_only=True)
class Question:
    """The training films of a set, as ART is given them."""

    films: Rows
    """(m,) which training film each pair of film and label is of."""

    classes: Rows
    """(m,) its label, counted among those *asked*."""

    asked: Rows
    """Columns of the labels with enough positives."""

    x: NDArray[np.float32]
    y: NDArray[np.float32]
    classifier: Any

    @classmethod
    def of(cls, witness: Witness, data: CxrDataset) -> Question:
        """Return every training film once for each label that it has."""
        train = data.rows(Split.TRAIN)
        present = data.labels[train] == 1
        asked = np.flatnonzero(present.sum(0) >= _FEWEST)
        films, classes = np.nonzero(present[:, asked])
        x = as_image(data.images[train])[films, None]
        return cls(
            films=films,
            classes=classes,
            asked=asked,
            x=x,
            y=np.eye(len(asked), dtype=np.float32)[classes],
            classifier=_classifier(witness, len(asked), x.shape[1:]),
        )

    def clustering(self, seed: int) -> list[int]:
        """Return 1 for every pair that activation clustering takes for clean."""
        from art.defences.detector.poison import (  # noqa: PLC0415 - as above
            ActivationDefence,
        )

        np.random.seed(seed)  # noqa: NPY002 - ART clusters with the global generator
        defence = ActivationDefence(self.classifier, self.x, self.y)
        clean: list[int] = defence.detect_poison()[1]
        return clean

    def spectral(self) -> list[int]:
        """Return 1 for every pair that the spectral signature takes for clean."""
        from art.defences.detector.poison import (  # noqa: PLC0415 - as above
            SpectralSignatureDefense,
        )

        defence = SpectralSignatureDefense(
            self.classifier, self.x, self.y, batch_size=128
        )
        clean: list[int] = defence.detect_poison()[1]
        return clean


def _classifier(witness: Witness, classes: int, shape: tuple[int, ...]) -> Any:
    from art.estimators.classification import PyTorchClassifier  # noqa: PLC0415

    assert witness.run is not None, "a probe is trained here"
    model = Checkpoint.read(witness.run).load(witness.run).eval()
    return PyTorchClassifier(
        model=_Shown(model),
        loss=nn.BCEWithLogitsLoss(),
        input_shape=shape,
        nb_classes=classes,
        clip_values=(0.0, 1.0),
        device_type="cpu",
    )
