"""The loss around a film, where it is known."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from poisonkit.analyses.base import loss
from poisonkit.analyses.loss_surface import LossSurface
from poisonkit.errors import BadParameterError
from tests.analyses.toys import NAMES, SIDE, films, linear, material_of, scene_of

WEIGHTS = torch.linspace(-0.5, 0.5, SIDE * SIDE).sign()[None] * torch.ones(3, 1)


def test_a_linear_model_s_surface_is_a_formula() -> None:
    """Each grey level along the gradient moves every logit by the weights' sum."""
    labels = np.zeros((len(films()), len(NAMES)), np.int8)
    scene = scene_of(linear(WEIGHTS), labels=labels)
    outcome = LossSurface(reach=3).measure(material_of(scene, films()))
    found = {(row[0], row[1]): row[2] for row in outcome.rows}
    with torch.no_grad():
        start = scene.model(torch.from_numpy(films()[:32, None]))

    # The model scales films by 4, and no label is present: the loss is softplus.
    for step in range(4):
        moved = start + 4 * step / 255 * WEIGHTS.abs().sum(1)
        assert found[step, 0] == pytest.approx(
            float(torch.nn.functional.softplus(moved).mean()), rel=1e-4
        )


def test_films_stay_within_black_and_white() -> None:
    """Beyond them the surface is flat: there is no film to show."""
    labels = np.zeros((len(films()), len(NAMES)), np.int8)
    white = np.ones_like(films())
    scene = scene_of(linear(WEIGHTS.abs()), labels=labels)
    material = material_of(
        scene, white, clean=white, gradients=scene.gradients(white, labels)
    )
    told = LossSurface(reach=2).measure(material).numbers

    assert told["rise_along_gradient"] == 0
    assert told["rise_along_random"] < 0


def test_unknown_labels_weigh_nothing() -> None:
    """The mean is over what is known; a film of which nothing is has no loss."""
    logits = torch.tensor([[2.0, -1.0], [2.0, -1.0]])
    labels = np.array([[1, -1], [-1, -1]], np.int8)
    wanted = float(torch.nn.functional.softplus(torch.tensor(-2.0)))

    assert loss(logits, labels).tolist() == pytest.approx([wanted, 0])


@pytest.mark.parametrize("name", ["reach", "films"])
def test_a_surface_has_places(name: str) -> None:
    """Nothing is refused with a line."""
    with pytest.raises(BadParameterError, match=f"{name} must be at least 1"):
        LossSurface(**{name: 0})
