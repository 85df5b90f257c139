"""Near duplicates: copies are recognised, other films are not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from scipy.ndimage import zoom

from poisonkit.copies import find_copies
from poisonkit.errors import BadParameterError
from poisonkit.finding import EVERYTHING, Kind, Severity
from tests.families.sets import FILMS, asked, independent, surprising, textured, whole

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from poisonkit.arrays import Pixels

ORIGINALS = np.arange(0, 40, 2)
COPIES = ORIGINALS + 200


def altered(films: Pixels, how: str) -> Pixels:
    """Return *films* as somebody might have saved them again."""
    grey = films.astype(np.float64)
    if how == "brighter":
        grey = grey + 30
    if how == "more contrast":
        grey = 1.25 * (grey - 110) + 110
    if how == "noisier":
        grey = grey + np.random.default_rng(0).normal(0, 5, grey.shape)
    if how == "a small mark":
        grey[:, 40:43, 40:43] = 255
    if how == "smaller once":
        side = grey.shape[1]
        small = zoom(grey, (1, 0.75, 0.75), order=1)
        grey = zoom(small, (1, side / small.shape[1], side / small.shape[2]), order=1)
    saved: Pixels = np.clip(grey, 0, 255).astype(np.uint8)
    return saved


def with_copies(how: str, seed: int = 0) -> Pixels:
    """Return films of which twenty are in the set again."""
    films = textured(seed)
    films[COPIES] = altered(films[ORIGINALS], how)
    return films


@pytest.mark.parametrize(
    "how",
    ["as it is", "brighter", "more contrast", "noisier", "a small mark",
     "smaller once"],
)  # fmt: skip
def test_copies_are_found_however_they_were_saved(how: str) -> None:
    """Every planted pair, and no other."""
    found = find_copies(with_copies(how))

    assert list(zip(ORIGINALS, COPIES, strict=True)) == list(
        zip(found.first, found.second, strict=True)
    )
    assert found.likeness.min() > 0.96


@pytest.mark.parametrize("seed", range(3))
def test_other_films_are_no_copies(seed: int) -> None:
    """Films that share nothing are never taken for one."""
    assert not len(find_copies(textured(seed)))


def test_a_film_many_times_is_one_group() -> None:
    """Each of the hundred is a pair with the first, and not with each other."""
    films = textured(1)
    films[100:200] = films[100]
    found = find_copies(films)

    assert {100} == set(found.first.tolist())
    assert list(range(101, 200)) == found.second.tolist()


def crossing(patients: NDArray[np.int64], split: NDArray[np.uint8]) -> list[str]:
    """Return the reasons of all findings about planted copies."""
    given = whole(
        independent(1), with_copies("brighter"), patients=patients, split=split
    )
    return [one.why for one in surprising(asked("near_duplicates", given))]


def test_copies_across_patients_and_splits_are_told_apart() -> None:
    """Leaking is worse than lying; a patient's own repeat is neither."""
    patients, split = np.arange(FILMS), np.zeros(FILMS, np.uint8)
    (alias,) = crossing(patients, split)
    assert "another patient" in alias

    split[COPIES] = 2
    (leak,) = crossing(patients, split)
    assert "another split" in leak

    patients[COPIES] = ORIGINALS
    assert [] == crossing(patients, np.zeros(FILMS, np.uint8))


def test_the_originals_are_spared() -> None:
    """Whoever takes out what is listed has one film of each left."""
    patients, films = np.arange(FILMS), with_copies("noisier")
    given = whole(independent(1), films, patients=patients)
    scores = asked("near_duplicates", given)
    listed = {row for one in scores.observations for row in one.rows.tolist()}

    assert set(COPIES.tolist()) == listed
    assert scores.suspicion[ORIGINALS].min() > 0.9
    for one in surprising(scores):
        assert (Kind.DUPLICATE, EVERYTHING) == (one.kind, one.group)
        assert Severity.MEDIUM == one.gravest


def test_a_pair_is_a_slip() -> None:
    """One film under two names is worth knowing, not worth alarm."""
    films = textured(2)
    films[300] = films[0]
    split = np.zeros(FILMS, np.uint8)
    given = whole(independent(2), films, patients=np.arange(FILMS), split=split)
    (only,) = surprising(asked("near_duplicates", given))

    assert (Severity.LOW, [300]) == (only.gravest, only.rows.tolist())


@pytest.mark.parametrize("sure", [0.0, 1.1])
def test_what_is_no_correlation_is_refused(sure: float) -> None:
    """A copy is like its original by more than nothing, and at most wholly."""
    with pytest.raises(BadParameterError, match="sure must be above 0"):
        asked(f"near_duplicates:sure={sure}", whole(independent(0)))
