"""What a linear probe tells apart, where it is known."""

from __future__ import annotations

import numpy as np
import pytest

from poisonkit.analyses.discriminability import Discriminability
from poisonkit.errors import BadParameterError
from tests.analyses.toys import COUNT, convolutional, films, material_of, scene_of

CHANCE = np.random.default_rng(4)
NOISE = CHANCE.normal(0, 1, (COUNT, 5)).astype(np.float32)


def test_a_direction_that_turns_round_is_found() -> None:
    """Clean films are told apart, attacked ones wrongly, and again when refitted."""
    scene = scene_of(convolutional())
    clean, attacked = NOISE.copy(), NOISE.copy()
    clean[:, 0] = 6.0 * scene.labels[:, 0]
    attacked[:, 0] = 6.0 * (1 - scene.labels[:, 0])
    material = material_of(
        scene, films(), activations=clean, attacked_activations=attacked
    )
    told = Discriminability().measure(material).numbers["labels"]["A"]

    assert told["clean"] > 0.95
    assert told["attacked"] < 0.05
    assert told["refitted"] > 0.95


def test_a_patient_is_not_on_both_sides() -> None:
    """What only tells patients apart is worth nothing on others: no leak."""
    scene = scene_of(convolutional())
    labels = CHANCE.permutation(np.repeat([0, 1], COUNT // 4))[scene.patients]
    patients = np.eye(COUNT // 2, dtype=np.float32)[scene.patients]
    scene = scene_of(convolutional(), labels=np.stack([labels] * 3, 1).astype(np.int8))
    material = material_of(
        scene, films(), activations=patients, attacked_activations=patients
    )
    told = Discriminability().measure(material).numbers["labels"]["A"]

    assert told["clean"] < 0.7


def test_films_left_alone_are_told_apart_as_well() -> None:
    """Without a change all three numbers are the same."""
    material = material_of(scene_of(convolutional()), films())
    numbers = Discriminability().measure(material).numbers

    for told in (*numbers["labels"].values(), numbers["macro"]):
        assert len(set(told.values())) == 1


def test_a_rare_label_is_left_out_and_named() -> None:
    """Fewer patients than folds on one side: nothing could be left out."""
    scene = scene_of(convolutional())
    labels = scene.labels.copy()
    labels[:, 2] = 0
    labels[:4, 2] = 1
    scene = scene_of(convolutional(), labels=labels)
    outcome = Discriminability().measure(material_of(scene, films()))

    assert ["C"] == outcome.numbers["labels_left_out"]
    assert "for: C" in outcome.says
    assert {"A", "B"} == {row[0] for row in outcome.rows}


def test_no_label_at_all_is_refused() -> None:
    """With what is in the way."""
    scene = scene_of(convolutional(), labels=np.zeros((COUNT, 3), np.int8))

    assert "of 5 patients each" in Discriminability().obstacle(scene)


@pytest.mark.parametrize(
    ("wishes", "words"),
    [({"folds": 1}, "folds must be at least 2"), ({"penalty": 0.0}, "above 0")],
)
def test_what_makes_no_sense_is_refused(wishes: dict[str, float], words: str) -> None:
    """With one line."""
    with pytest.raises(BadParameterError, match=words):
        Discriminability(**wishes)  # type: ignore[arg-type]  # that is the test
