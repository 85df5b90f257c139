"""What is known of suspects beside everybody else, as the report tells it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np

from poisonkit.finding import Finding, Group, Kind, Severity
from poisonkit.judgement.describing import (
    column_shares,
    label_records,
    label_shares,
    sample_records,
)
from poisonkit.pattern import Box, Pattern

COUNT = 10
ROWS = np.array([3, 1])
LABELS = np.zeros((COUNT, 2), np.int8)
LABELS[ROWS, 0] = 1
LABELS[5:, 1] = -1
LABELS[1, 1] = 1


class Films(SimpleNamespace):
    """A data set that has a length."""

    labels: np.ndarray

    def __len__(self) -> int:
        return len(self.labels)


def films(count: int = COUNT, **meta: tuple[str, ...]) -> Any:
    """Return films with two labels and these columns."""
    ids = tuple(f"{k}.png" for k in range(count))
    labels = np.resize(LABELS, (count, 2))
    names = ("Mass", "Nodule")
    return Films(labels=labels, label_names=names, ids=ids, digests=ids, meta=meta)


def finding(pattern: Pattern | None = None) -> Finding:
    """Suspect two films."""
    return Finding(
        id="F1",
        code="PK401",
        kind=Kind.TRIGGER,
        severity=Severity.HIGH,
        group=Group("Mass", present=True),
        rows=ROWS,
        suspicion=np.array([1.0, 0.5]),
        testimonies=(),
        pattern=pattern,
    )


def test_labels_are_counted() -> None:
    """Present, absent and unknown, in the data's order."""
    told = [
        (c.name, c.positives, c.negatives, c.unknown) for c in label_records(films())
    ]

    assert [("Mass", 2, 8, 0), ("Nodule", 1, 4, 5)] == told


def test_unknown_labels_do_not_count() -> None:
    """One of two suspects has the label; of others nobody of whom it is known."""
    shares = {s.name: (s.suspects, s.others) for s in label_shares(films(), finding())}

    assert {"Mass": (1.0, 0.0), "Nodule": (0.5, 0.0)} == shares


def test_suspects_keep_their_order_and_labels() -> None:
    """The most suspicious first, each with the labels that it has."""
    told = sample_records(films(), finding())

    assert ["3.png", "1.png"] == [sample.image for sample in told]
    assert [("Mass",), ("Mass", "Nodule")] == [sample.labels for sample in told]
    assert [None, None] == [sample.box for sample in told]


def test_what_moves_has_a_box_on_every_film_that_shows_it() -> None:
    """A suspect on which it was not seen has none."""
    mask = np.ones((2, 2), np.bool_)
    pattern = Pattern(
        Box(0, 0, 2, 2), mask, mask.astype(np.float32), places=((3, 7, 8),)
    )
    told = sample_records(films(), finding(pattern))

    assert [(7, 8, 2, 2), None] == [sample.box for sample in told]


def test_the_value_that_differs_most_is_told() -> None:
    """Of a column of few values; films of which it is unknown do not count."""
    view = ("PA", "AP", "", "AP", "AP", *["PA"] * 5)
    (share,) = column_shares(films(view=view), finding())

    assert ("view", "AP", 1.0, round(1 / 7, 4)) == (
        share.name, share.value, share.suspects, share.others,
    )  # fmt: skip


def test_numbers_are_halved_at_what_is_usual() -> None:
    """A column of many numbers: who is at least as old as the others' middle."""
    ages = tuple(str(k) for k in range(100))
    (share,) = column_shares(films(100, age=ages), finding())

    assert "50.5 or more" == share.value
    assert (0.0, 0.5) == (share.suspects, share.others)


def test_texts_of_their_own_are_passed_over() -> None:
    """A column of names or remarks says nothing of kinds of films."""
    texts = tuple(f"remark {k}" for k in range(100))

    assert () == column_shares(films(100, remark=texts), finding())
