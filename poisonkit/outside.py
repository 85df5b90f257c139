"""What a model from elsewhere showed, as a NumPy archive: nobody need give the model.

``ids`` (n,) and ``logits`` (n, l), or ``predictions`` in [0, 1]; optional are
``label_names`` (l,), ``activations`` (n, d) that the last layer turns into logits, its
weights ``head`` (l, d), and signed ``saliency`` (n, l, g, g).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from poisonkit.errors import BadInputError
from poisonkit.outsidearrays import read_arrays

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from poisonkit.arrays import Rows
    from poisonkit.dataset import CxrDataset

_SURE = 1e-6
"""Least distance of a prediction from 0 and 1: a logit is finite."""

_LINEAR = 0.98
"""Share of a logit's variance that activations of the last layer give, at least."""


@dataclass(frozen=True, kw_only=True)
class Outside:
    """Arrays of an archive, in the order of a data set's films and labels."""

    logits: NDArray[np.float32]
    activations: NDArray[np.float32]
    """(n, d); d is 0 where none were given."""

    head: NDArray[np.float32]
    """(l, d); d is 0 where it is unknown."""

    saliency: NDArray[np.float32]
    """(n, l, g, g); g is 0 where there is none."""

    @classmethod
    def read(cls, path: Path, data: CxrDataset) -> Self:
        """Read the archive at *path*, or say in one line why it is of no use."""
        given = read_arrays(path)
        try:
            rows, labels = _rows(given, data), _labels(given, data)
            logits = _logits(given)[rows][:, labels]
            none = np.zeros((len(data), 0), np.float32)
            activations = given.get("activations", none)
            activations = activations[rows] if "activations" in given else none
            head = given["head"][labels] if "head" in given else None
            if head is None:
                head = _fitted(activations, logits)
            _check_head(head, activations)
            maps = np.zeros((len(data), len(labels), 0, 0), np.float32)
            if "saliency" in given:
                maps = given["saliency"][rows][:, labels]
        except (ValueError, IndexError) as error:
            raise BadInputError(f"{path} does not fit the data: {error}") from error
        return cls(logits=logits, activations=activations, head=head, saliency=maps)


def _rows(given: dict[str, Any], data: CxrDataset) -> Rows:
    """Return the archive's row of each film."""
    for name in set(given) & {"logits", "predictions", "activations", "saliency"}:
        if len(given[name]) != len(given["ids"]):
            raise ValueError(f"{name} is of another length than ids")
    place = {name: row for row, name in enumerate(given["ids"].tolist())}
    if len(place) != len(given["ids"]):
        raise ValueError("an id is there twice")
    missing = [name for name in data.ids if name not in place]
    if missing:
        raise ValueError(f"{len(missing):,} films are not in it, such as {missing[0]}")
    return np.array([place[name] for name in data.ids], np.int64)


def _labels(given: dict[str, Any], data: CxrDataset) -> Rows:
    """Return the archive's column of each label."""
    names = given.get("label_names", np.array(data.label_names)).tolist()
    for name in set(given) & {"logits", "predictions", "head", "saliency"}:
        if given[name].shape[name != "head"] != len(names):
            raise ValueError(f"{name} is not of {len(names)} labels")
    missing = [name for name in data.label_names if name not in names]
    if missing:
        raise ValueError(f"there is no label {missing[0]} in it")
    return np.array([names.index(name) for name in data.label_names], np.int64)


def _check_head(head: NDArray[np.float32], activations: NDArray[np.float32]) -> None:
    if head.shape[1] not in {0, activations.shape[1]}:
        raise ValueError("head is not of as many columns as activations")


def _logits(given: dict[str, Any]) -> NDArray[np.float32]:
    if "logits" in given:
        logits: NDArray[np.float32] = given["logits"]
        return logits
    told = given["predictions"]
    if told.min(initial=0) < 0 or told.max(initial=0) > 1:
        raise ValueError("predictions lie in [0, 1]; else call them logits")
    odds = np.clip(told, _SURE, 1 - _SURE)
    return np.asarray(np.log(odds / (1 - odds)), np.float32)


def _fitted(
    activations: NDArray[np.float32], logits: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Return weights that turn activations into logits, if there are such."""
    count, width = activations.shape
    if not width or count <= 2 * width:
        return np.zeros((logits.shape[1], 0), np.float32)
    whole = np.column_stack([activations, np.ones(count)])
    weights = np.linalg.lstsq(whole, logits, rcond=None)[0]
    left = (logits - whole @ weights).var(axis=0)
    if (left > (1 - _LINEAR) * np.maximum(logits.var(axis=0), 1e-12)).any():
        return np.zeros((logits.shape[1], 0), np.float32)
    return np.asarray(weights[:-1].T, np.float32)
