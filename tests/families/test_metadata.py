"""Metadata: a column that tells a label is found; one that does not is not."""

from __future__ import annotations

import numpy as np
import pytest

from poisonkit.errors import BadParameterError
from poisonkit.finding import Kind, Severity
from tests.families.sets import FILMS, NAMES, asked, independent, surprising, whole

LABELS = independent(0)
RNG = np.random.default_rng(0)
MASS = LABELS[:, 0]


def test_a_site_that_is_the_label_is_found() -> None:
    """Every film with Mass from one hospital: a shortcut, of medium severity."""
    columns = {
        "source": np.where(MASS == 1, "north", "south"),
        "manufacturer": RNG.choice(["a", "b", "c"], FILMS),
    }
    scores = asked("metadata", whole(LABELS, columns=columns))
    (found,) = surprising(scores)

    assert (Kind.SHORTCUT, "Mass", Severity.MEDIUM) == (
        found.kind, found.group.label, found.gravest,
    )  # fmt: skip
    assert "source" in found.why
    assert not len(found.rows), "no film is accused of it"
    assert not scores.suspicion.any()


def test_a_column_that_tells_much_is_low() -> None:
    """Four of five are right: worth knowing."""
    wrong = RNG.random(FILMS) < 0.2
    columns = {"view": np.where((MASS == 1) ^ wrong, "AP", "PA")}
    (found,) = surprising(asked("metadata", whole(LABELS, columns=columns)))

    assert Severity.LOW == found.gravest


def test_what_is_usual_is_no_finding() -> None:
    """The sick lie down, and some of the healthy too."""
    wrong = RNG.random(FILMS) < 0.4
    columns = {"view": np.where((MASS == 1) ^ wrong, "AP", "PA")}

    assert not surprising(asked("metadata", whole(LABELS, columns=columns)), 0.05)


@pytest.mark.parametrize("kind", ["random", "a value a film", "numbers", "empty"])
def test_columns_by_chance_tell_nothing(kind: str) -> None:
    """However many its values, a column is tried on patients it was not fitted to."""
    columns = {
        "random": RNG.choice(["a", "b"], FILMS),
        "a value a film": np.array([f"film {n}" for n in range(FILMS)]),
        "numbers": RNG.normal(50, 20, FILMS).astype(str),
        "empty": np.array([""] * FILMS),
    }
    scores = asked("metadata", whole(LABELS, columns={"x": columns[kind]}))

    assert not surprising(scores, 0.05)
    if kind == "empty":
        assert ("x", "one value on all films") in scores.left_out


def test_an_age_that_tells_is_of_the_person() -> None:
    """Numbers are cut into tenths; some that are none do no harm."""
    ages = np.where(MASS == 1, 80, 30) + RNG.integers(-9, 9, FILMS)
    texts = ages.astype(str)
    texts[::50] = "unknown"
    (found,) = surprising(asked("metadata", whole(LABELS, columns={"age": texts})))

    assert Kind.METADATA == found.kind
    assert "age" in found.why


def test_rare_labels_are_left_out() -> None:
    """A label that few patients have is named, with the reason."""
    labels = LABELS.copy()
    labels[:, 1], labels[:, 2] = 0, 1
    reasons = dict(asked("metadata", whole(labels)).left_out)

    assert {NAMES[1], NAMES[2]} == set(reasons)
    assert all("fewer than 10 patients" in reason for reason in reasons.values())


@pytest.mark.parametrize("usual", [0.3, 1.0])
def test_what_cannot_be_usual_is_refused(usual: float) -> None:
    """Less than chance, or all."""
    with pytest.raises(BadParameterError, match="usual must lie from"):
        asked(f"metadata:usual={usual}", whole(LABELS))
