"""The known triggers by which an audit is tried, and where there is room for them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from poisonkit.attempts import Attempt
from poisonkit.auditrecords import PowerRecord
from poisonkit.dataset import Split

if TYPE_CHECKING:
    from collections.abc import Iterable

    from poisonkit.dataset import CxrDataset


@dataclass(frozen=True)
class Known:
    """A kind of trigger that is planted to try the audit."""

    kind: str
    trigger: str


KINDS = (
    Known("a patch at one place", "patch:size=3"),
    Known("a patch that moves", "patch:size=4,value=0.7,place=random"),
    Known("a burnt-in word", "burned_text"),
    Known("a lead marker, never quite the same", "lead_marker"),
    Known("a picture that shines through", "blended:alpha=0.1"),
    Known("a wave over the film", "sinusoid:amplitude=0.03"),
)


def skipped(kinds: Iterable[Known], rate: float, reason: str) -> list[PowerRecord]:
    """Return the records of what could not be tried."""
    return [
        PowerRecord(
            kind=known.kind, trigger=known.trigger, rate=rate, label="", films=0,
            flagged=0, found=False, skipped=reason,
        )
        for known in kinds
    ]  # fmt: skip


def attempts_at(
    data: CxrDataset, rate: float, seed: int
) -> tuple[list[tuple[Known, Attempt]], list[PowerRecord]]:
    """Return an attempt for each kind there is room for, and what is left out.

    Each is for another label as far as there are any with films enough without it.
    """
    train = data.labels[data.split == Split.TRAIN]
    room = (train == 0).sum(axis=0) * ((train == 1).sum(axis=0) > 0)
    order = np.random.default_rng([seed, 0x90E5]).permutation(len(room)).tolist()
    wanted, found, left_out = round(rate * len(train)), [], []
    for known in KINDS:
        label = next((k for k in order if room[k] >= 2 * wanted), None)
        if label is None:
            reason = "no label is absent on films enough"
            left_out += skipped([known], rate, reason)
            continue
        order.remove(label)
        order.append(label)  # the last to be taken again
        room -= wanted  # another label's film may be one of these
        target = data.label_names[label]
        attempt = Attempt(trigger=known.trigger, target=target, rate=rate)
        found.append((known, attempt))
    return found, left_out
