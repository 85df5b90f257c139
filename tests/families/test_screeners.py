"""Every screener: a number for each film by itself, from arrays that hold no code."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from poisonkit.screeners import SCREENERS
from tests.families.grounds import CLEAN, films, ground, witness

if TYPE_CHECKING:
    from poisonkit.impression import Impression
    from poisonkit.screeners.base import Fitted, Screener

NAMES = sorted(SCREENERS.modules())


@pytest.fixture(params=NAMES)
def screener(request: pytest.FixtureRequest) -> Screener:
    return SCREENERS.create(str(request.param))


@pytest.fixture
def fitted(screener: Screener) -> Fitted:
    return screener.fit(ground())


def seen(screener: Screener) -> Impression:
    """Return films that taught nothing, as *screener* asks to see them."""
    return witness().impression(films()[CLEAN:], slopes=screener.steep)


def test_one_finite_score_per_film(fitted: Fitted) -> None:
    """Every film gets its number, in double precision."""
    scores = fitted.score(seen(fitted.screener))

    assert (len(films()) - CLEAN,) == scores.shape
    assert np.float64 == scores.dtype
    assert np.isfinite(scores).all()
    assert len(np.unique(scores)) > 1


def test_a_film_is_judged_by_itself(fitted: Fitted) -> None:
    """The score of a film does not depend on which others come with it."""
    together = seen(fitted.screener)
    rows = np.array([7, 3, 20])

    whole, part = fitted.score(together), fitted.score(together.take(rows))

    np.testing.assert_allclose(part, whole[rows], rtol=1e-3, atol=1e-3)


def test_the_same_is_learned_again(screener: Screener) -> None:
    """What is learned follows from the films and the seed alone."""
    first, second = screener.learn(ground()), screener.learn(ground())

    assert list(first) == list(second)
    for name, value in first.items():
        np.testing.assert_array_equal(value, second[name])


def test_what_is_learned_is_numbers(fitted: Fitted) -> None:
    """A state holds arrays of numbers, which cannot run."""
    for value in fitted.state.values():
        assert isinstance(value, np.ndarray)
        assert value.dtype.kind in "biuf"


def test_it_says_what_it_costs_and_means(screener: Screener) -> None:
    """Its passes are counted, and its words end a sentence about a film."""
    assert screener.passes >= 0
    assert screener.says == screener.says.strip(" .")
    assert screener.says.startswith(("it", "its", "what it"))


def test_few_passes_are_asked_for(
    screener: Screener, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A score takes the forward passes that it says, and not one more."""
    fitted, films_seen = screener.fit(ground()), seen(screener)
    asked: list[int] = []
    plain = type(witness()).margins

    def counting(*args: object, **kwargs: object) -> object:
        asked.append(len(args[1]))  # type: ignore[arg-type]  # images come second
        return plain(*args, **kwargs)  # type: ignore[arg-type]  # as they came

    monkeypatch.setattr(type(witness()), "margins", counting)
    fitted.score(films_seen)

    whole = [count for count in asked if count == len(films_seen)]
    assert screener.passes == len(whole)


def test_what_is_no_number_is_suspicious(monkeypatch: pytest.MonkeyPatch) -> None:
    """A film that makes a screener fail does not get past it."""
    fitted = SCREENERS.create("joint_energy").fit(ground())
    calm = fitted.score(seen(fitted.screener)).max()
    nothing = np.full(3, np.nan)
    monkeypatch.setattr(type(fitted.screener), "score", lambda *_: nothing)

    assert (fitted.score(seen(fitted.screener)) > calm).all()
