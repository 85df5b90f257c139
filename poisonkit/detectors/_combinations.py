"""Which combinations of labels occur, and how often."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import stats

from poisonkit.chance import p_value_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from poisonkit.arrays import Labels, Rows
    from poisonkit.labeltable import LabelTable

_PAIR = 2
_NOTHING = {"nofinding", "nofindings", "normal", "healthy", "noabnormality"}
"""Names of the label that says that there is nothing, letters alone."""

_BESIDE = {"supportdevices", "supportdevice"}
"""What may be there all the same."""


def nothing_label(names: Sequence[str]) -> int | None:
    """Return the place of the label that excludes the others, if there is one."""
    return next((k for k, name in enumerate(names) if _plain(name) in _NOTHING), None)


def diseases(names: Sequence[str]) -> Rows:
    """Return the places of the labels that a healthy film cannot have."""
    plain = [_plain(name) for name in names]
    rest = [k for k, name in enumerate(plain) if name not in _NOTHING | _BESIDE]
    return np.array(rest, np.int64)


def alone(labels: Labels, patients: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return how often each of *labels* ``(n, l)`` stands alone, and with one other.

    ``(3, l)``, in patients: one with many films counts once.  The third row is how many
    times the second the first would be if labels came independently of one another.
    """
    has = labels == 1
    count = has.sum(axis=1)[:, None]
    people = np.unique(patients, return_inverse=True)[1]
    weight = 1 / np.bincount(people)[people] if len(people) else np.empty(0)
    share = np.clip(weight @ has / max(float(weight.sum()), 1.0), 0, 1 - 1e-9)
    odds = share / (1 - share)
    others = np.maximum(odds.sum() - odds, 1e-9)
    paired = weight @ (has & (count == _PAIR))
    return np.stack([weight @ (has & (count == 1)), paired, 1 / others])


def oftener_in_training(
    lone: NDArray[np.bool_], has: NDArray[np.bool_], table: LabelTable
) -> tuple[float, float]:
    """Return how many times as often a label stands alone there, and the chance.

    Of the patients who have it; a hypergeometric tail.
    """
    train = table.split == 0
    seen, alone_ = (
        [len(np.unique(table.patients[mask & part])) for part in (train, ~train)]
        for mask in (has, lone)
    )
    chance = stats.hypergeom.logsf(alone_[0] - 1, sum(seen), sum(alone_), seen[0])
    share = [(k + 0.5) / (n + 1) for k, n in zip(alone_, seen, strict=True)]
    return share[0] / share[1], min(p_value_of(chance), 1.0) if min(seen) else 1.0


def _plain(name: str) -> str:
    return "".join(letter for letter in name.lower() if letter.isalpha())
