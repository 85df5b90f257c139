"""Correlations of predictions, where they are known."""

from __future__ import annotations

import numpy as np
import pytest

from poisonkit.analyses._correlation import correlations, distance
from poisonkit.analyses.label_correlation import LabelCorrelation
from poisonkit.errors import BadParameterError
from tests.analyses.toys import (
    COUNT,
    NAMES,
    convolutional,
    films,
    material_of,
    scene_of,
)

LOGITS = np.random.default_rng(2).normal(0, 1, (COUNT, 3)).astype(np.float32)


def test_the_same_predictions_differ_by_nothing() -> None:
    """Frobenius norm 0, and chance alone makes more of it."""
    material = material_of(
        scene_of(convolutional()), films(), logits=LOGITS, attacked_logits=LOGITS
    )
    told = LabelCorrelation().measure(material).numbers

    assert told["frobenius"] == 0
    assert told["by_chance_95"] > 0
    assert told["pairs"] == 3


def test_a_label_that_turns_round_changes_its_pairs() -> None:
    """Each of its two pairs stands twice in the matrix and changes by 2 |r|."""
    turned = LOGITS * np.array([-1, 1, 1], np.float32)
    material = material_of(
        scene_of(convolutional()), films(), logits=LOGITS, attacked_logits=turned
    )
    told = LabelCorrelation(of="logits").measure(material).numbers
    matrix = correlations(LOGITS.astype(np.float64))

    wanted = (2 * 4 * (matrix[0, 1] ** 2 + matrix[0, 2] ** 2)) ** 0.5
    assert told["frobenius"] == pytest.approx(wanted, rel=1e-5)


def test_a_constant_label_is_left_out_and_named() -> None:
    """A correlation that is not defined is no number."""
    flat = LOGITS.copy()
    flat[:, 1] = 1
    material = material_of(
        scene_of(convolutional()), films(), logits=LOGITS, attacked_logits=flat
    )
    outcome = LabelCorrelation().measure(material)

    assert ["B"] == outcome.numbers["labels_left_out"]
    assert 1 == outcome.numbers["pairs"]
    assert "the same answer for B" in outcome.says
    assert {None} == {row[3] for row in outcome.rows if "B" in row}


def test_the_correlation_is_numpy_s() -> None:
    """And the distance that of two matrices."""
    said = LOGITS.astype(np.float64)

    np.testing.assert_allclose(np.corrcoef(said.T), correlations(said))
    assert distance(np.eye(2), np.zeros((2, 2))) == pytest.approx(2**0.5)


def test_one_label_is_refused() -> None:
    """Two are needed."""
    scene = scene_of(convolutional(), names=NAMES[:1], labels=np.ones((COUNT, 1)))

    assert "two are needed" in LabelCorrelation().obstacle(scene)


@pytest.mark.parametrize(
    ("wishes", "words"), [({"of": "labels"}, "of must be"), ({"draws": 0}, "draws")]
)
def test_what_makes_no_sense_is_refused(wishes: dict[str, object], words: str) -> None:
    """With one line."""
    with pytest.raises(BadParameterError, match=words):
        LabelCorrelation(**wishes)  # type: ignore[arg-type]  # that is the test
