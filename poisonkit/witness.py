"""A model that is asked about films, again and again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Self

import numpy as np
import torch
from torch.func import functional_call

from poisonkit.errors import DivergedError
from poisonkit.impression import Impression, joined

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray
    from torch import Tensor

    from poisonkit.arrays import Activations, Pixels
    from poisonkit.compute import Compute
    from poisonkit.networks.base import Classifier

_BATCH = 64
_RAREST, _COMMONEST = 0.02, 0.5
"""Shares of films between which a label's share of decisions is held."""


@dataclass(frozen=True, kw_only=True)
class Witness:
    """A model, and where its decisions lie on clean films."""

    model: Classifier
    compute: Compute
    """In single precision: bfloat16 would round small changes away."""

    points: NDArray[np.float32]
    """(l,): the logit from which a label is given."""

    spreads: NDArray[np.float32]
    """(l,): the spread of the logit over clean films."""

    @classmethod
    def of(cls, model: Classifier, compute: Compute, films: Pixels) -> Self:
        """Set the decisions of *model* on clean *films*, which need no labels.

        A label is given to the share of films that its mean probability says.
        """
        exact = replace(compute, half=False)
        exact.place(model)
        rows = np.arange(len(films))
        logits = exact.logits(model, lambda some: films[some], rows, batch=_BATCH)
        share = (1 / (1 + np.exp(-logits.astype(np.float64)))).mean(0)
        share = np.clip(share, _RAREST, _COMMONEST)
        points = [
            np.quantile(logit, 1 - part)
            for logit, part in zip(logits.T, share, strict=True)
        ]
        spreads = np.maximum(logits.std(0), 1e-6)
        return cls.again(model, compute, np.array(points, np.float32), spreads)

    @classmethod
    def again(
        cls, model: Classifier, compute: Compute, points: Any, spreads: Any
    ) -> Self:
        """Return the witness that had these *points* and *spreads*, both ``(l,)``."""
        exact = replace(compute, half=False)
        exact.place(model)
        return cls(model=model.eval(), compute=exact, points=points, spreads=spreads)

    def impression(self, films: Pixels, *, slopes: bool = False) -> Impression:
        """Pass *films* ``(n, h, w)`` through the model; with *slopes*, and back."""
        size = _BATCH // 4 if slopes else _BATCH
        parts = [
            self._part(films[rows], slopes=slopes)
            for rows in _batches(len(films), size)
        ]
        return joined(parts)

    def margins(
        self, images: Tensor, instead: Mapping[str, Tensor] | None = None
    ) -> Activations:
        """Return ``(n, l)`` of changed *images* ``(n, 1, h, w)``: one pass.

        With other parameters, too, where they are given *instead*, by name.
        """
        with torch.inference_mode():
            logits = [
                functional_call(self.model, dict(instead or {}), images[rows]).cpu()
                for rows in _batches(len(images))
            ]
        return self._above(torch.cat(logits).numpy())

    def images(self, films: Pixels) -> Tensor:
        """Return *films* ``(n, h, w)`` as ``(n, 1, h, w)`` in [0, 1]."""
        return self.compute.images(films)

    def _part(self, films: Pixels, *, slopes: bool) -> Impression:
        images = self.images(films).requires_grad_(slopes)
        layers, last = [], None
        with torch.inference_mode(not slopes), torch.set_grad_enabled(slopes):
            for name, given in self.model.responses(images):
                if name == "logits":
                    logits = given
                elif name == "activations":
                    last = given
                else:
                    layers.append(_summary(given.detach()))
        said = logits.detach().cpu().numpy()
        if not np.isfinite(said).all():
            raise DivergedError("what the model says of some films is not a number")
        return Impression(
            films=films,
            logits=said,
            margins=self._above(said),
            activations=said if last is None else last.detach().cpu().numpy(),
            layers=tuple(layers),
            slopes=self._slopes(images, logits) if slopes else None,
        )

    def _slopes(self, images: Tensor, logits: Tensor) -> NDArray[np.float32]:
        """Return ``(n, 2, h, w)``: gradients of the surest margin, and of all."""
        points, spreads = (
            torch.from_numpy(each).to(logits) for each in (self.points, self.spreads)
        )
        margins = (logits - points) / spreads
        first, second = (
            torch.autograd.grad(chosen, images, retain_graph=True)[0]
            for chosen in (margins.amax(1).sum(), margins.sum())
        )
        both: NDArray[np.float32] = torch.cat([first, second], dim=1).cpu().numpy()
        return both

    def _above(self, logits: Activations) -> Activations:
        above: Activations = (logits - self.points) / self.spreads
        return above


def _batches(count: int, size: int = _BATCH) -> Iterator[slice]:
    for start in range(0, count, size):
        yield slice(start, start + size)


def _summary(maps: Tensor) -> Activations:
    """Return mean and spread over places, ``(n, 2c)``; tokens are places, too."""
    places = maps.flatten(2) if maps.dim() == 4 else maps.transpose(1, 2)  # noqa: PLR2004
    spread = places.std(2, correction=int(places.shape[2] > 1))  # of one place none
    summary: Activations = torch.cat([places.mean(2), spread], dim=1).cpu().numpy()
    return summary
