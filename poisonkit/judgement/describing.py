"""What else is known of suspects: their labels and columns beside everybody else's."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from poisonkit.auditrecords import SampleRecord
from poisonkit.frequencies import LabelRecord, ShareRecord
from poisonkit.labeltable import as_numbers
from poisonkit.pictures import box_on

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from poisonkit.arrays import Mask
    from poisonkit.dataset import CxrDataset
    from poisonkit.finding import Finding

_VALUES = 30
"""Of a column of texts; one with more says nothing of kinds of films."""


def label_records(data: CxrDataset) -> tuple[LabelRecord, ...]:
    """Return how common each label is."""
    return tuple(
        LabelRecord(
            name=name,
            positives=int((column == 1).sum()),
            negatives=int((column == 0).sum()),
            unknown=int((column < 0).sum()),
        )
        for name, column in zip(data.label_names, data.labels.T, strict=True)
    )


def sample_records(data: CxrDataset, finding: Finding) -> tuple[SampleRecord, ...]:
    """Return the suspects of *finding*, in its order."""
    moves = finding.pattern is not None and bool(finding.pattern.places)
    names = np.array(data.label_names)
    records = []
    for row, said in zip(finding.rows.tolist(), finding.suspicion, strict=True):
        box = box_on(finding, row) if moves else None
        record = SampleRecord(
            image=data.ids[row],
            row=row,
            suspicion=float(said),
            digest=data.digests[row],
            labels=tuple(names[data.labels[row] == 1].tolist()),
            box=(box.top, box.left, box.height, box.width) if box else None,
        )
        records.append(record)
    return tuple(records)


def label_shares(data: CxrDataset, finding: Finding) -> tuple[ShareRecord, ...]:
    """Return how many of the suspects, and of other films, have each label.

    Films of which that is unknown do not count.
    """
    suspects = _suspects(data, finding)
    columns = zip(data.label_names, data.labels.T, strict=True)
    shares = [
        _share(name, "1", column == 1, column >= 0, suspects)
        for name, column in columns
    ]
    return tuple(share for share in shares if share)


def column_shares(data: CxrDataset, finding: Finding) -> tuple[ShareRecord, ...]:
    """Return of each column the value in which suspects and others differ most."""
    suspects, found = _suspects(data, finding), []
    for name, texts in data.meta.items():
        shares = _of_column(name, np.array(texts), suspects)
        found.extend(sorted(shares, key=lambda share: -share.apart)[:1])
    return tuple(found)


def _suspects(data: CxrDataset, finding: Finding) -> Mask:
    suspects = np.zeros(len(data), np.bool_)
    suspects[finding.rows] = True
    return suspects


def _of_column(name: str, texts: NDArray[np.str_], suspects: Mask) -> list[ShareRecord]:
    """Return the share of each value; of numbers, of those above the usual one."""
    known = texts != ""
    values = np.unique(texts[known])
    if len(values) <= _VALUES:
        shares = [_share(name, v, texts == v, known, suspects) for v in values.tolist()]
        return [share for share in shares if share]
    figures = as_numbers(texts)
    if figures is None:
        return []
    there = np.isfinite(figures)
    if not (there & ~suspects).any():
        return []
    usual = float(np.median(figures[there & ~suspects]))
    more = np.nan_to_num(figures, nan=-np.inf) >= usual
    share = _share(name, f"{usual:g} or more", more, there, suspects)
    return [share] if share else []


def _share(
    name: str, value: str, has: Mask, known: Mask, suspects: Mask
) -> ShareRecord | None:
    """Return how many have it among those of whom that is known, if any is."""
    mine, theirs = has[known & suspects], has[known & ~suspects]
    if not len(mine) or not len(theirs):
        return None
    return ShareRecord(
        name=name,
        value=value,
        suspects=round(float(mine.mean()), 4),
        others=round(float(theirs.mean()), 4),
    )
