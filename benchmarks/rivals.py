"""ART's activation clustering and spectral signature, on the audit's own probe.

Both take one class per film, by ``argmax``.  Given multi-hot labels they would put a
film with three findings, and one with none, into the class of the first label, and most
of what they then cluster would not have that label.  So each film is given once for
each label that it carries, with that label as its class: every class is then exactly
the positives of one label, which is what the two papers ask for.  Labels with fewer
positives than the ten components that ART reduces to are left out, because ART stops on
them.

Three choices favour ART.  The classifier shows it the penultimate activations, as in
both papers, where on a plain module ART would read the logits.  Its rows come twice:
over every label (a film is as suspicious as it is in the worst of its labels), and told
the target, where films without that label count as innocent; poisonkit is never told.
And the spectral score is ranked as it is, though ART's default only flags the upper
half of every class.  Clustering says no more than suspect or not.  All parameters are
ART's defaults, the films and the weights those of the audit's probe.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from scipy import stats
from torch import nn

from poisonkit.arrays import as_image
from poisonkit.checkpoint import Checkpoint
from poisonkit.dataset import CxrDataset, Split

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from poisonkit.judgement.brief import Witness
    from poisonkit.networks.base import Classifier

    Floats = NDArray[np.float64]
    Rows = NDArray[np.int64]

_HOW = "python -m pip install adversarial-robustness-toolbox six"
_FEWEST = 20
"""Positives of a label below which ART is not asked about it."""


@dataclass(frozen=True, kw_only=True)
class Rival:
    """What one of ART's defences says of the training films."""

    scores: Floats
    flagged: NDArray[np.bool_]


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


def art_scores(
    witness: Witness, data: CxrDataset, target: str, seed: int
) -> dict[str, Rival]:
    """Return both defences, over every label and told the *target*."""
    from art.defences.detector.poison import (  # noqa: PLC0415 - as above
        ActivationDefence,
        SpectralSignatureDefense,
    )

    train = data.rows(Split.TRAIN)
    present = data.labels[train] == 1
    asked = np.flatnonzero(present.sum(0) >= _FEWEST)
    films, classes = np.nonzero(present[:, asked])
    x = as_image(data.images[train])[films, None]
    y = np.eye(len(asked), dtype=np.float32)[classes]
    classifier = _classifier(witness, len(asked), x.shape[1:])
    np.random.seed(seed)  # noqa: NPY002 - ART clusters with the global generator
    clustering = ActivationDefence(classifier, x, y).detect_poison()[1]
    spectral = SpectralSignatureDefense(classifier, x, y, batch_size=128)
    flags = spectral.detect_poison()[1]
    activations = classifier.get_activations(x, layer=0, batch_size=128)
    lengths = np.zeros(len(x))
    for label in range(len(asked)):
        members = classes == label
        said = SpectralSignatureDefense.spectral_signature_scores(activations[members])
        # As ranks within the label, for the lengths of two labels have no common unit.
        lengths[members] = stats.rankdata(said[:, 0]) / members.sum()
    told = asked[classes] == data.label(target)
    rivals = {}
    for name, scores, clean in (
        ("ART activation clustering", 1.0 - np.array(clustering), clustering),
        ("ART spectral signature", lengths, flags),
    ):
        bad = np.array(clean) == 0
        for kind, pairs in (("every label", np.ones_like(told)), ("target told", told)):
            rivals[f"{name}, {kind}"] = Rival(
                scores=_worst(scores[pairs], films[pairs], len(train)),
                flagged=_worst(bad[pairs], films[pairs], len(train)) > 0,
            )
    return rivals


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


def _worst(said: NDArray[Any], films: Rows, count: int) -> Floats:
    """Return per film ``(count,)`` the largest of what was *said* of its pairs."""
    worst = np.zeros(count)
    np.maximum.at(worst, films, said.astype(float))
    return worst
