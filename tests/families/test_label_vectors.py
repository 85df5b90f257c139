"""Label vectors: lone labels, impossible combinations, contradictions."""

from __future__ import annotations

import numpy as np
import pytest

from poisonkit.errors import BadParameterError
from poisonkit.finding import Group, Severity
from tests.families.sets import (
    FILMS,
    NAMES,
    asked,
    independent,
    surprising,
    textured,
    whole,
)

COUNT = 1200


@pytest.mark.parametrize("seed", range(3))
def test_labels_replaced_by_one_are_seen(seed: int) -> None:
    """Films that all have exactly one label stand out, under that label."""
    labels, planted = independent(seed, COUNT), COUNT // 4
    labels[:planted] = np.eye(len(NAMES), dtype=np.int8)[1]
    films, patients = textured(seed, COUNT), np.arange(COUNT)
    scores = asked("label_vectors", whole(labels, films, patients=patients))
    (found,) = surprising(scores)

    assert Group("Nodule", present=True) == found.group
    assert Severity.MEDIUM == found.gravest, "most of the films are meant"
    assert (found.rows < planted).mean() > 0.6
    assert scores.suspicion[:planted].min() > scores.suspicion[-100:].mean()


def test_labels_that_come_in_company_are_no_surprise() -> None:
    """Where all labels avoid standing alone, none is singled out."""
    labels = independent(0, COUNT)
    together = np.random.default_rng(1).random(COUNT) < 0.5
    labels[together, 0] = labels[together, 1] = 1

    assert not surprising(asked("label_vectors", whole(labels, textured(0, COUNT))))


@pytest.mark.parametrize("name", ["No Finding", "no_finding", "Normal"])
def test_a_finding_beside_no_finding_is_impossible(name: str) -> None:
    """The films are named, however the label is written."""
    labels = independent(1)
    labels[:, 0] = ~labels[:, 1:].any(axis=1)
    labels[[3, 70, 200, 201, 350], 0] = labels[[3, 70, 200, 201, 350], 1] = 1
    given = whole(labels, names=(name, *NAMES[1:]))
    (found,) = surprising(asked("label_vectors", given))

    assert Group(name, present=True) == found.group
    assert [3, 70, 200, 201, 350] == found.rows.tolist()
    assert Severity.MEDIUM == found.gravest


def test_a_device_beside_no_finding_is_possible() -> None:
    """A pacemaker is no disease."""
    names = ("No Finding", "Support Devices", *NAMES[2:])
    labels = independent(2)
    labels[:, 0] = ~labels[:, 2:].any(axis=1)

    assert not surprising(asked("label_vectors", whole(labels, names=names)))


def test_one_film_with_two_labels_is_a_contradiction() -> None:
    """Both films of each pair are named: nobody knows which is right."""
    films, labels = textured(3), independent(3)
    films[200:210] = films[:10] + 3
    labels[200:210] = labels[:10]
    labels[200:206, 2] = 1 - labels[200:206, 2]
    (found,) = surprising(asked("label_vectors", whole(labels, films)))

    assert {*range(6), *range(200, 206)} == set(found.rows.tolist())
    assert "6 of 10 pairs" in found.why
    assert "Effusion (6)" in found.why


def test_an_unknown_label_contradicts_nothing() -> None:
    """What nobody knows is on neither side."""
    films, labels = textured(4), independent(4)
    films[200:210], labels[200:210] = films[:10], labels[:10]
    labels[200:210, 2] = -1

    assert not surprising(asked("label_vectors", whole(labels, films)))


def test_few_labels_cannot_be_compared() -> None:
    """It is said that lone labels were not looked at."""
    scores = asked("label_vectors", whole(independent(5)[:, :3]))

    assert [("labels alone", "3 occur often enough to compare, 5 needed")] == list(
        scores.left_out
    )
    assert FILMS == len(scores.suspicion)


def test_odds_under_one_are_refused() -> None:
    """Half of the labels stand alone more often than the others."""
    with pytest.raises(BadParameterError, match="odds must be 1 or more"):
        asked("label_vectors:odds=0.5", whole(independent(0)))
