"""A map of activations, where it is known what lies together."""

from __future__ import annotations

import numpy as np
import pytest

from poisonkit.analyses.activation_map import ActivationMap
from poisonkit.errors import BadParameterError
from tests.analyses.toys import COUNT, convolutional, films, material_of, scene_of

NOISE = np.random.default_rng(6).normal(0, 1, (COUNT, 8)).astype(np.float32)


def test_an_attack_that_moves_all_apart_is_seen() -> None:
    """Far away, each kind is alone with itself, on the map as in the activations."""
    material = material_of(
        scene_of(convolutional()),
        films(),
        activations=NOISE,
        attacked_activations=NOISE + 50,
    )
    outcome = ActivationMap().measure(material)
    places = np.array([row[2:4] for row in outcome.rows], np.float64)
    middles = places[:COUNT].mean(0), places[COUNT:].mean(0)
    spread = places[:COUNT].std(0).max()

    assert outcome.numbers["neighbour_alike"] == 1
    assert np.linalg.norm(middles[1] - middles[0]) > 2 * spread


def test_an_attack_that_does_nothing_leaves_kinds_mixed() -> None:
    """A film's own copy does not count; the nearest other is of either kind."""
    material = material_of(
        scene_of(convolutional()),
        films(),
        activations=NOISE,
        attacked_activations=NOISE
        + np.random.default_rng(7).normal(0, 0.01, NOISE.shape).astype(np.float32),
    )
    told = ActivationMap().measure(material).numbers

    assert 0.3 < told["neighbour_alike"] < 0.7


def test_too_few_films_are_refused() -> None:
    """With how many are needed, and what to do."""
    scene = scene_of(convolutional())

    assert "" == ActivationMap().obstacle(scene)
    why = ActivationMap(perplexity=50).obstacle(scene)
    assert f"needs 76 films, there are {COUNT}; take a smaller perplexity" in why


def test_films_of_one_patient_are_refused() -> None:
    """Neighbours that count are of another patient."""
    scene = scene_of(convolutional(), patients=np.zeros(COUNT, np.int64))

    assert "of one patient" in ActivationMap().obstacle(scene)


def test_a_patient_of_many_films_has_a_neighbour() -> None:
    """However many of the nearest are the patient's own."""
    patients = np.zeros(COUNT, np.int64)
    patients[-1] = 1
    scene = scene_of(convolutional(), patients=patients)
    material = material_of(
        scene, films(), activations=NOISE, attacked_activations=NOISE + 50
    )

    assert ActivationMap().measure(material).numbers["neighbour_alike"] == 1


@pytest.mark.parametrize("perplexity", [0.5, float("nan")])
def test_a_point_has_neighbours(perplexity: float) -> None:
    """Fewer than one is refused."""
    with pytest.raises(BadParameterError, match="perplexity must be at least 1"):
        ActivationMap(perplexity=perplexity)
