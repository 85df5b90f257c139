"""The terms of a training: batches, weights, rates, patience, memory."""

from __future__ import annotations

import weakref
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import torch

from poisonkit.batching import batches
from poisonkit.errors import BadParameterError
from poisonkit.fitting import largest_that_fits
from poisonkit.keeping import Patience
from poisonkit.learning import films_of, fresh, tuner_of
from poisonkit.recipe import Recipe
from poisonkit.scheduling import schedule
from poisonkit.training import Epoch

if TYPE_CHECKING:
    from poisonkit.compute import Compute
    from poisonkit.dataset import CxrDataset

NONE = np.zeros((0, 0), np.float32)


def rates(recipe: Recipe, steps: int) -> list[float]:
    """Return the learning rate of every step."""
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], 1.0)
    for group in optimizer.param_groups:
        group["lr"] = recipe.learning_rate
    course = schedule(optimizer, recipe, steps)
    found = []
    for _ in range(steps):
        found.append(float(optimizer.param_groups[0]["lr"]))
        optimizer.step()
        course.step()
    return found


def test_an_epoch_meets_each_film_once() -> None:
    """In an order that changes with the epoch and the seed, not with the call."""
    rows, patients = np.arange(5, 38), np.zeros(33, np.int64)
    one, again, other, seeded = (
        batches(rows, patients, Recipe(batch_size=8, seed=seed), epoch)
        for seed, epoch in ((0, 0), (0, 0), (0, 1), (1, 0))
    )
    order = np.concatenate(one)

    assert sorted(set(rows) - set(order)) == sorted(rows[~np.isin(rows, order)])
    assert 32 == len(order), "the last one alone is no batch"
    assert len(set(order.tolist())) == len(order)
    np.testing.assert_array_equal(order, np.concatenate(again))
    assert [b.tolist() for b in one] != [b.tolist() for b in other]
    assert [b.tolist() for b in one] != [b.tolist() for b in seeded]


def test_patients_can_count_alike() -> None:
    """One patient of ninety films is drawn as often as one of ten."""
    patients = np.repeat([0, 1], [90, 10])
    recipe = Recipe(batch_size=10, sampling="patients")
    drawn = [
        patients[np.concatenate(batches(np.arange(100), patients, recipe, epoch))]
        for epoch in range(20)
    ]

    assert 0.45 < np.mean(drawn) < 0.55
    assert all(len(each) == 100 for each in drawn)


def test_rates_go_as_asked() -> None:
    """Up and down; down; up, then flat."""
    cycle = rates(Recipe(learning_rate=0.1), 40)
    cosine = rates(Recipe(learning_rate=0.1, schedule="cosine", warm_up=0.25), 40)
    flat = rates(Recipe(learning_rate=0.1, schedule="constant", warm_up=0.1), 40)

    assert 0 < np.argmax(cycle) < 20
    assert cycle[-1] < 0.001
    assert cosine[0] < 0.001
    assert 10 == np.argmax(cosine)
    assert sorted(cosine[10:], reverse=True) == cosine[10:]
    assert cosine[-1] < 0.001
    assert flat[4:] == pytest.approx([0.1] * 36)


def test_balanced_weights_make_the_sides_equal(
    dataset: CxrDataset, processor: Compute
) -> None:
    """Present films times their weight are as many as absent ones."""
    films = films_of(dataset)
    model = fresh("small_cnn:width=2", len(dataset.label_names), 0)
    recipe = Recipe(class_weights="balanced")
    weights = tuner_of(model, films, recipe, processor).positive_weights
    labels = dataset.labels[films.train]
    seen = (labels == 1).any(0)

    assert seen.any()
    np.testing.assert_allclose(
        (weights * (labels == 1).sum(0))[seen], (labels == 0).sum(0)[seen], rtol=1e-5
    )
    plain = tuner_of(model, films, Recipe(), processor).positive_weights
    assert set(plain.tolist()) == {1.0}


def test_patience_counts_from_the_best() -> None:
    """Two epochs without a better one end it; a better one starts anew."""
    patience, ends = Patience(2), []
    for score in (0.5, 0.6, 0.55, 0.61, 0.6, 0.61):
        patience.see(Epoch(0, 0.0, score, NONE))
        ends.append(patience.over)
    never = Patience(0)
    never.see(Epoch(0, 0.0, None, NONE))

    assert [False] * 5 + [True] == ends
    assert not never.over


@pytest.mark.parametrize(("room", "wanted"), [(20, 16), (64, 64), (0, 0)])
def test_what_fits_is_found(room: int, wanted: int) -> None:
    """By trying half, and half again, once what failed has let go of its memory."""
    held: list[weakref.ref[Any]] = []

    def work(count: int) -> int:
        assert not any(each() is not None for each in held), "memory is still held"
        something = np.zeros(count)
        held.append(weakref.ref(something))
        if count > room:
            raise torch.OutOfMemoryError
        return count

    assert wanted == largest_that_fits(64, work)


def test_a_batch_too_large_names_one_that_is_not(
    dataset: CxrDataset, processor: Compute
) -> None:
    """In the user's own option."""
    films = films_of(dataset)
    model = fresh("small_cnn:width=2", len(dataset.label_names), 0)
    tuner = tuner_of(model, films, Recipe(batch_size=32), processor)
    forward = tuner.learner.forward

    def narrow(images: torch.Tensor) -> torch.Tensor:
        if len(images) > 10:
            raise torch.OutOfMemoryError
        return forward(images)  # type: ignore[no-any-return]

    tuner.learner.forward = narrow
    rows = films.batches(tuner.recipe, 0)[0]
    with pytest.raises(BadParameterError, match=r"32 films.*8 do: --batch-size 8"):
        tuner.step(films.fetch(rows), films.labels[rows], rows, 0)


@pytest.mark.parametrize(
    "wish",
    [{"clip": 0.0}, {"warm_up": 1.0, "schedule": "cosine"}, {"warm_up": 0.1},
     {"patience": -1}, {"weight_decay": -0.1}, {"weight_decay": float("nan")}],
)  # fmt: skip
def test_bad_terms_are_refused(wish: dict[str, Any]) -> None:
    """Before a film is read."""
    with pytest.raises(BadParameterError):
        Recipe(**wish)
