"""Label errors: labels turned round are ranked first; the splits are compared."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from poisonkit.errors import BadParameterError
from poisonkit.finding import Group, Kind
from poisonkit.measures import auroc
from poisonkit.textures import out_of_fold
from tests.families.sets import asked, independent, surprising, textured, whole

if TYPE_CHECKING:
    from poisonkit.arrays import Labels, Mask, Pixels
    from poisonkit.evidence import Need

COUNT = 900
TRAIN = (np.arange(COUNT) // 2) % 3 != 2


def visible(seed: int) -> tuple[Pixels, Labels]:
    """Return films that show their first label as stripes, and labels."""
    films, labels = textured(seed, COUNT), independent(seed, COUNT)
    stripes = np.where(np.arange(48) // 2 % 2, 12, -12)
    shown = np.flatnonzero(labels[:, 0] == 1)
    striped = films[shown, 12:36].astype(np.int64) + stripes
    films[shown, 12:36] = np.clip(striped, 0, 255).astype(np.uint8)
    return films, labels


def turned(labels: Labels, share: float, seed: int = 0) -> tuple[Labels, Mask]:
    """Turn the first label round on a *share* of the training films."""
    bad = np.random.default_rng(seed).random(COUNT) < share
    bad &= TRAIN
    changed = labels.copy()
    changed[bad, 0] = 1 - changed[bad, 0]
    return changed, bad


def flipped(seed: int, share: float) -> tuple[dict[Need, Any], Mask]:
    films, labels = visible(seed)
    changed, bad = turned(labels, share, seed)
    return whole(changed, films), bad


@pytest.mark.parametrize("share", [0.02, 0.1])
@pytest.mark.parametrize("seed", range(2))
def test_turned_labels_are_most_suspicious(seed: int, share: float) -> None:
    """Where the label can be seen, nearly every error comes before every truth."""
    given, bad = flipped(seed, share)
    suspicion = asked("label_errors", given).suspicion

    assert (auroc(suspicion[bad & TRAIN], suspicion[~bad & TRAIN]) or 0) > 0.95


def test_the_label_and_the_films_are_named() -> None:
    """A tenth of the training films: found, under that label, mostly rightly."""
    given, bad = flipped(0, 0.1)
    (found,) = surprising(asked("label_errors", given))

    assert (Kind.LABEL, "Mass") == (found.kind, found.group.label)
    assert bad[found.rows].mean() > 0.8
    assert TRAIN[found.rows].all(), "the other films are what it is compared with"


@pytest.mark.parametrize("seed", range(3))
def test_right_labels_are_not_accused(seed: int) -> None:
    """Hard films are as hard in every split."""
    films, labels = visible(seed)

    assert not surprising(asked("label_errors", whole(labels, films)))


def test_a_direction_is_told() -> None:
    """Labels that were only taken away are among the absent."""
    films, labels = visible(1)
    gone = (labels[:, 0] == 1) & TRAIN & (np.random.default_rng(1).random(COUNT) < 0.4)
    labels[gone, 0] = 0
    (found,) = surprising(asked("label_errors", whole(labels, films)), 0.01)

    assert Group("Mass", present=False) == found.group
    assert gone[found.rows].mean() > 0.8


def test_labels_that_cannot_be_seen_are_left_out() -> None:
    """What the films do not show cannot be judged by them, and it is said."""
    films, labels = visible(2)
    reasons = dict(asked("label_errors", whole(labels, films)).left_out)

    assert "Mass" not in reasons
    assert all("too hard to tell" in reason for reason in reasons.values())


def test_no_film_is_judged_by_its_own_patient() -> None:
    """A label that is each patient's own, by chance, cannot be told."""
    rng = np.random.default_rng(0)
    patients = np.arange(200) // 4
    vectors = rng.normal(size=(50, 30))[patients] + 0.01 * rng.normal(size=(200, 30))
    labels = (rng.random(50) < 0.5)[patients, None].astype(np.int8)
    told = out_of_fold(vectors.astype(np.float32), labels, patients)[:, 0]
    has = labels[:, 0] == 1

    assert abs((auroc(told[has], told[~has]) or 0) - 0.5) < 0.2


def test_a_single_split_is_only_ranked() -> None:
    """With nothing to compare with, no label is accused."""
    films, labels = visible(3)
    given = whole(labels, films, split=np.zeros(COUNT, np.uint8))
    scores = asked("label_errors", given)

    assert () == scores.observations
    assert scores.suspicion.any()
    assert all("outside it" in reason for _, reason in scores.left_out)


def test_what_is_no_auroc_is_refused() -> None:
    """Nothing is told better than perfectly."""
    with pytest.raises(BadParameterError, match="least must lie between"):
        asked("label_errors:least=1.5", whole(independent(0)))
