"""What is timed against the evidence pass, on the same films of the same network."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import numpy as np
import torch
from captum.attr import LayerGradCam

from poisonkit.compute import Compute
from poisonkit.decisionloss import masked_losses
from poisonkit.evidencefile import Pairs
from poisonkit.looking import choose_pairs, pair_maps
from poisonkit.networks import NETWORKS
from poisonkit.saliency.grad_cam import GradCam
from poisonkit.saliency.hires_cam import HiresCam

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from poisonkit.networks.base import Classifier

    Rows = NDArray[np.int64]
    Times = dict[str, list[float]]

PREVALENCE = (
    *(0.103, 0.025, 0.119, 0.177, 0.052, 0.056, 0.013, 0.047),
    *(0.042, 0.021, 0.022, 0.015, 0.030, 0.002),
)
"""Of the 14 findings of ChestX-ray14, in the order of its paper."""

LABELS = len(PREVALENCE)
_BATCH = 64


class Race:
    """A network and the films it is timed on."""

    def __init__(self, network: str, side: int, films: int, set_size: int) -> None:
        """Build an untrained *network*, and draw films and what is known of them."""
        rng = np.random.default_rng(0)
        torch.manual_seed(0)
        self.compute = Compute.choose("cpu")
        self.model: Classifier = NETWORKS.create(network).build(LABELS)
        self.compute.place(self.model)
        labels = (rng.random((set_size, LABELS)) < PREVALENCE).astype(np.int8)
        # A model that is right more often than not, and predicts what is as frequent.
        said = rng.normal(size=labels.shape) + 2 * labels
        bars = [np.quantile(said[:, k], 1 - p) for k, p in enumerate(PREVALENCE)]
        pairs = choose_pairs((said - bars).astype(np.float32), labels, seed=0)
        chosen = np.sort(rng.choice(set_size, films, replace=False))
        self.labels = labels[chosen]
        self.pairs = _of(pairs, chosen)
        self.images = rng.integers(0, 256, (films, side, side), np.uint8)
        rows, columns = np.divmod(np.arange(films * LABELS), LABELS)
        self.every_pair = _pairs(rows, columns, np.zeros(len(rows), np.uint8))

    def _batches(self, size: int) -> list[slice]:
        return [slice(k, k + size) for k in range(0, len(self.images), size)]

    def forward(self) -> None:
        """Pass all films, as `gather_evidence` does first."""
        self.model.eval()
        with torch.inference_mode(), self.compute.autocast():
            for part in self._batches(256):
                features = self.model.features(self.compute.images(self.images[part]))
                self.model.head(features).float().numpy()

    def forward_backward(self) -> None:
        """Take a training step on every batch, but for the optimizer."""
        self.model.train()
        for part in self._batches(_BATCH):
            with self.compute.autocast():
                logits = self.model(self.compute.images(self.images[part]))
            wanted = torch.from_numpy(self.labels[part])
            masked_losses(logits.float(), wanted).mean().backward()
            self.model.zero_grad(set_to_none=True)

    def evidence(self) -> None:
        """Pass all films, and explain the pairs that matter."""
        self.forward()
        self._explain(HiresCam(), self.pairs)

    def every_label(self) -> None:
        """Explain every label of every film, as Captum's loop does."""
        self.model.eval()
        self._explain(GradCam(), self.every_pair)

    def captum(self) -> None:
        """Call Captum's Grad-CAM on the same layer, once per label."""
        self.model.eval()
        cam = LayerGradCam(self.model, self.model.stages[self.model.middle - 1])
        for part in self._batches(_BATCH):
            for label in range(LABELS):
                with self.compute.autocast():
                    images = self.compute.images(self.images[part])
                    cam.attribute(images, target=label).detach().float().numpy()

    def _explain(self, method: GradCam | HiresCam, pairs: Pairs) -> None:
        fetch, compute = (lambda rows: self.images[rows]), self.compute
        for _ in pair_maps(method, self.model, fetch, pairs, compute):
            pass

    def run(self, repeats: int) -> Times:
        """Return the seconds of each contender in each repeat."""
        contenders: Sequence[Callable[[], None]] = (
            *(self.forward, self.forward_backward, self.evidence),
            *(self.every_label, self.captum),
        )
        times: Times = {}
        for repeat in range(-1, repeats):  # the first one warms up
            for contender in contenders:
                start = time.process_time()
                contender()
                if repeat >= 0:
                    spent = time.process_time() - start
                    times.setdefault(contender.__name__, []).append(spent)
        return times


def _of(pairs: Pairs, chosen: Rows) -> Pairs:
    """Return the *pairs* of the films *chosen*, numbered as they are there."""
    kept = np.isin(pairs.rows, chosen)
    rows = np.searchsorted(chosen, pairs.rows[kept])
    return _pairs(rows, pairs.labels[kept], pairs.why[kept])


def _pairs(rows: Rows, labels: Rows, why: NDArray[np.uint8]) -> Pairs:
    return Pairs(rows=rows, labels=labels, why=why)
