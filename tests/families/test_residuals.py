"""What is known of films is taken out, and poison has no say in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from poisonkit.covariates import known, numbers
from poisonkit.labeltable import Metadata
from poisonkit.residuals import WIDTH, Freeing, shares

if TYPE_CHECKING:
    from numpy.typing import NDArray

ONES = np.ones((300, 1))


def drawn(seed: int = 0, size: int = 60) -> NDArray[np.float32]:
    """Return vectors ``(300, d)`` of which some directions vary far more."""
    rng = np.random.default_rng(seed)
    scales = np.geomspace(20, 0.1, size)
    return (rng.normal(size=(300, size)) * scales + 5).astype(np.float32)


def test_innocent_films_vary_by_one() -> None:
    """Other films of the same kind have mean nought and variance one, everywhere.

    A whitening that forgot the mean, or divided by variances, would not.
    """
    freeing = Freeing.learn(drawn(0), ONES)
    others = freeing.of(drawn(1), ONES)

    assert (300, WIDTH) == others.shape
    assert np.abs(others.mean(axis=0)).max() < 0.3
    assert 0.6 < others.var(axis=0).min() <= others.var(axis=0).max() < 1.6


def test_what_is_known_is_taken_out() -> None:
    """A view that moves every activation is gone from films it was not learned from."""
    rng = np.random.default_rng(3)
    view = rng.integers(0, 2, 300).astype(float)
    told = np.column_stack([np.ones(300), view])
    moved = drawn(0, 20) + np.outer(view, np.full(20, 40)).astype(np.float32)
    plain = Freeing.learn(moved[:200], ONES[:200]).of(moved[200:], ONES[200:])
    freed = Freeing.learn(moved[:200], told[:200]).of(moved[200:], told[200:])

    def follows(vectors: NDArray[np.float32]) -> float:
        late = view[200:]
        return max(abs(float(np.corrcoef(v, late)[0, 1])) for v in vectors.T)

    assert follows(plain) > 0.9
    assert follows(freed) < 0.75


def test_few_films_and_many_columns_do_not_lever() -> None:
    """With as many columns as films nothing is fitted exactly: a penalty holds it."""
    rng = np.random.default_rng(0)
    told = np.column_stack([np.ones(40), rng.integers(0, 2, (40, 60))]).astype(float)
    vectors = drawn(0, 10)[:40]
    left = Freeing.learn(vectors, told).of(vectors, told)

    assert np.isfinite(left).all()
    assert left.var() > 0.3


@pytest.mark.parametrize("count", [0, 1, 2, 30])
def test_little_to_learn_from(count: int) -> None:
    """With no innocent film, or one, or none that varies, nobody stands out."""
    few, same = drawn(0)[:count], np.full((count, 60), 2.0, np.float32)
    for vectors in (few, same):
        left = Freeing.learn(vectors, ONES[:count]).of(drawn(1), ONES)

        assert 300 == len(left)
        assert np.isfinite(left).all()
        assert count != 1 or not left.any()


def test_shares_say_what_not_how_much() -> None:
    """Twice the activations are the same shares; what speaks against is left out."""
    activations = np.array([[1, 2, 3], [2, 4, 6], [0, 0, 5]], np.float32)
    weights = np.array([2, 1, -1], np.float32)
    found = shares(activations, weights)

    np.testing.assert_allclose(
        np.array([[0.5, 0.5, 0], [0.5, 0.5, 0], [0, 0, 0]]), found
    )
    np.testing.assert_allclose(np.array([0, 0, 1]), shares(activations, -weights)[0])


def test_a_head_that_reads_one_number_divides_nothing() -> None:
    """Of another's model only logits may be seen; shares of one number are all one."""
    activations = drawn(0, 4)
    found = shares(activations, np.array([0, 1, 0, 0], np.float32))

    np.testing.assert_array_equal(activations, found)


def test_columns_become_numbers() -> None:
    """Ages are one number, texts one for each but the commonest; blanks are usual."""
    ages = np.array([str(20 + n) for n in range(28)] + ["", "x"])
    views = np.array(["PA"] * 20 + ["AP"] * 10)
    found = numbers(Metadata({"age": ages, "view": views}), 30)

    assert (30, 2) == found.shape
    assert np.isfinite(found).all()
    assert [0.0, 0.0] == found[-2:, 0].tolist()
    assert [0.0] * 20 + [1.0] * 10 == found[:, 1].tolist()
    assert (30, 0) == numbers(Metadata({}), 30).shape


def test_a_label_is_not_told_of_itself() -> None:
    """What is known are the others: with the label's own column nothing were left."""
    labels = np.array([[1, 0, -1], [0, 1, 1]], np.int8)
    found = known(labels, 0, np.zeros((2, 0)))

    assert [[1, 0, 0, 0, 1], [1, 1, 1, 0, 0]] == found.tolist()
    assert (2, 1) == known(labels[:, :1], 0, np.zeros((2, 0))).shape
