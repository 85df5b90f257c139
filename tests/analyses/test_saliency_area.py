"""The area of large gradients, where it is known."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from poisonkit.analyses._concentration import evenness, gini, shares_above
from poisonkit.analyses.saliency_area import SaliencyArea
from poisonkit.errors import BadParameterError
from tests.analyses.toys import NAMES, SIDE, films, linear, material_of, scene_of


def test_a_linear_model_of_equal_weights_looks_everywhere() -> None:
    """Its gradient is the same at every pixel: the whole film, Gini 0, evenness 1."""
    model = linear(torch.full((len(NAMES), SIDE * SIDE), 0.01))
    outcome = SaliencyArea().measure(material_of(scene_of(model), films()))
    told = outcome.numbers["films"]

    assert told["images"] == len(films())
    assert told["area"] == 1
    assert told["gini"] == pytest.approx(0, abs=1e-6)
    assert told["evenness"] == pytest.approx(1)


def test_a_linear_model_of_one_column_looks_there() -> None:
    """A twelfth of the pixels has all the gradient, on every film alike."""
    weights = torch.zeros((len(NAMES), SIDE, SIDE))
    weights[:, :, 4] = 1
    outcome = SaliencyArea().measure(
        material_of(scene_of(linear(weights.flatten(1))), films())
    )

    areas = [row[2] for row in outcome.rows if row[0] == "films"]
    assert areas == pytest.approx([1 / SIDE] * len(films()))
    assert outcome.numbers["films"]["gini"] == pytest.approx(1 - 1 / SIDE)


def test_what_was_not_measured_says_so() -> None:
    """No number stands for networks that did not run."""
    model = linear(torch.full((len(NAMES), SIDE * SIDE), 0.01))
    numbers = SaliencyArea().measure(material_of(scene_of(model), films())).numbers

    told = numbers["photographs, by a classifier of photographs"]
    assert told.startswith("not measured: ")


def test_the_measures_of_known_maps() -> None:
    """One pixel of n; half of them; and half of a bell curve, whose Gini is known."""
    one = np.zeros((10, 10))
    one[3, 4] = 2
    half = np.zeros((10, 10))
    half[:5] = 1
    bell = np.abs(np.random.default_rng(0).standard_normal((400, 400)))

    assert gini(one) == pytest.approx(0.99)
    assert evenness(one) == 0
    assert gini(half) == pytest.approx(0.5)
    assert evenness(half) == pytest.approx(np.log(50) / np.log(100))
    assert gini(bell) == pytest.approx(2**0.5 - 1, abs=0.005)
    assert shares_above(half, np.array([0, 0.5, 1])).tolist() == [1, 0.5, 0.5]


@pytest.mark.parametrize("fraction", [0.0, 1.0, -1.0, float("nan")])
def test_a_fraction_lies_between(fraction: float) -> None:
    """All pixels reach 0, and one reaches 1: neither says anything."""
    with pytest.raises(BadParameterError, match="between 0 and 1"):
        SaliencyArea(fraction=fraction)
