"""Shifts of what each stage answers, where they are known."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import nn

from poisonkit.analyses.response_shift import ResponseShift
from poisonkit.networks.base import Average, Classifier
from tests.analyses.toys import (
    NAMES,
    SIDE,
    convolutional,
    films,
    linear,
    material_of,
    scene_of,
    shaken,
)


def test_a_stage_that_scales_shifts_as_its_input() -> None:
    """|c x' - c x| / |c x| is that of the films, which the network sees around 0."""
    model = linear(torch.ones(len(NAMES), SIDE * SIDE))
    attacked = shaken(films())
    told = ResponseShift().measure(material_of(scene_of(model), attacked)).numbers
    seen = (films() - 0.5).reshape(len(films()), -1)
    moved = (attacked - films()).reshape(len(films()), -1)
    wanted = np.median(np.linalg.norm(moved, axis=1) / np.linalg.norm(seen, axis=1))

    assert told["attack"]["stage 1"] == pytest.approx(wanted, rel=1e-4)
    assert told["attack"]["activations"] == pytest.approx(wanted, rel=1e-4)


def test_relus_in_place_change_nothing() -> None:
    """A stage that overwrites what it is given is measured as one that does not."""
    told = [
        ResponseShift()
        .measure(material_of(scene_of(convolutional(inplace=each)), shaken(films())))
        .numbers
        for each in (False, True)
    ]

    assert told[0] == told[1]
    assert ["stage 1", "stage 2", "stage 3", "activations", "logits"] == list(
        told[0]["attack"]
    )


def test_the_noise_is_as_large_as_the_attack() -> None:
    """Random signs stand beside random signs: the medians are close."""
    material = material_of(scene_of(convolutional()), shaken(films()))
    told = ResponseShift().measure(material).numbers

    for stage, shift in told["attack"].items():
        assert told["noise"][stage] == pytest.approx(shift, rel=0.5)


def test_films_left_alone_shift_by_nothing() -> None:
    """And neither does noise of that size."""
    material = material_of(scene_of(convolutional()), films())
    told = ResponseShift().measure(material).numbers

    assert {0} == set(told["attack"].values()) == set(told["noise"].values())


def test_a_stage_that_never_answers_has_no_shift() -> None:
    """Nothing is divided by 0: the stage says None, and the others are measured."""

    class Silent(nn.Module):
        def forward(self, maps: torch.Tensor) -> torch.Tensor:
            return maps * 0

    model = Classifier([Silent()], Average(), nn.Linear(1, len(NAMES)), middle=0)
    outcome = ResponseShift().measure(
        material_of(scene_of(model.eval()), shaken(films()))
    )

    assert outcome.numbers["attack"]["stage 1"] is None
    assert outcome.numbers["attack"]["logits"] == 0
