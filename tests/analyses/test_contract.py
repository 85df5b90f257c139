"""What every analysis promises; a new file is tested unasked."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import pytest

from poisonkit.analyses import ANALYSES
from poisonkit.attacking.writing import write_outcome
from tests.analyses.toys import (
    COUNT,
    convolutional,
    films,
    material_of,
    scene_of,
    shaken,
)

if TYPE_CHECKING:
    from pathlib import Path

    from poisonkit.analyses.base import Analysis, Material


pytestmark = pytest.mark.slow


@pytest.fixture(params=ANALYSES.modules())
def member(request: pytest.FixtureRequest) -> Analysis:
    return ANALYSES.create(str(request.param))


@pytest.fixture
def material() -> Material:
    return material_of(scene_of(convolutional()), shaken(films()))


def test_it_is_written_whole(
    member: Analysis, material: Material, tmp_path: Path
) -> None:
    """A sentence, numbers that are JSON, a table of full rows, and two pictures."""
    assert "" == member.obstacle(material.scene)
    outcome = member.measure(material)
    told = write_outcome(tmp_path, "it", outcome)

    assert outcome.says.endswith(".")
    assert json.dumps(told, allow_nan=False)
    assert outcome.rows
    assert {len(outcome.columns)} == {len(row) for row in outcome.rows}
    assert ["it.png", "it.svg", "it.csv"] == told["files"]
    assert {"it.png", "it.svg", "it.csv"} == {p.name for p in tmp_path.iterdir()}
    assert (tmp_path / "it.png").read_bytes().startswith(b"\x89PNG")


def test_every_axis_says_what_it_shows(member: Analysis, material: Material) -> None:
    """Each plot has labels on its axes, or ticks that are names."""
    for axes in member.measure(material).figure.axes:
        ticks = [tick.get_text() for tick in axes.get_xticklabels()]
        named = axes.get_xlabel() or axes.get_ylabel() or set(ticks) & {"A", "B"}
        assert named, axes


def test_the_same_gives_the_same(
    member: Analysis, material: Material, tmp_path: Path
) -> None:
    """Not one byte differs between two measurements."""
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        write_outcome(tmp_path / name, "it", member.measure(material))
    for name in ("it.png", "it.svg", "it.csv"):
        one, two = ((tmp_path / each / name).read_bytes() for each in ("one", "two"))
        assert one == two


def test_nothing_is_changed(member: Analysis, material: Material) -> None:
    """Films, activations and weights are as they were before."""
    arrays = {k: v.copy() for k, v in vars(material).items() if k != "scene"}
    weights = {k: v.clone() for k, v in material.scene.model.state_dict().items()}
    member.measure(material)

    for name, before in arrays.items():
        np.testing.assert_array_equal(before, getattr(material, name))
    for name, now in material.scene.model.state_dict().items():
        assert bool((weights[name] == now).all())


def test_an_attack_that_does_nothing_is_no_error(member: Analysis) -> None:
    """Films that were left alone are measured like any other."""
    material = material_of(scene_of(convolutional()), films())

    assert member.measure(material).says


def test_unknown_labels_are_no_error(member: Analysis) -> None:
    """Films of which one label is not known, and some of which none is."""
    scene = scene_of(convolutional())
    labels = scene.labels.copy()
    labels[:, 0] = -1
    labels[: COUNT // 4] = -1
    some = scene_of(convolutional(), labels=labels)
    material = material_of(some, shaken(films()))

    assert "" == member.obstacle(some)
    assert member.measure(material).says


def test_one_film_is_measured_or_refused(member: Analysis) -> None:
    """An obstacle is one line that says what is in the way."""
    whole = scene_of(convolutional())
    one = scene_of(
        convolutional(),
        labels=whole.labels[:1],
        ids=whole.ids[:1],
        patients=whole.patients[:1],
    )
    why = member.obstacle(one)

    assert "\n" not in why
    assert why or member.measure(material_of(one, shaken(films()[:1]))).says
