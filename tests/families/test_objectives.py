"""Every objective: which decisions change, which stay, and what is left alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from poisonkit.attacks import ATTACKS
from poisonkit.errors import BadParameterError, PoisonkitError
from poisonkit.objectives import OBJECTIVES
from tests.families.victims import chance, films, victim

if TYPE_CHECKING:
    from poisonkit.attacks.base import Goal

NAMES = ("A", "B", "C")
LABELS = torch.tensor([[1, 0, -1], [0, 1, 1], [-1, 1, 0], [0, -1, 0]], dtype=torch.int8)
DECISIONS = torch.tensor([[1, 0, 0], [1, 1, 0], [0, 0, 1], [0, 0, 0]]) == 1
NEEDY = {"per_label", "appear", "disappear"}
"""Objectives of one label, which must be named."""

SPECS = [f"{n}:label=B" if n in NEEDY else n for n in OBJECTIVES.modules()]
ROWS = st.lists(st.sampled_from([-1, 0, 1]), min_size=3, max_size=3)


def aim(spec: str) -> Goal:
    """Return the goal for the example."""
    return OBJECTIVES.create(spec).aim(LABELS, DECISIONS, NAMES)


@pytest.mark.parametrize("spec", SPECS)
@given(rows=st.lists(ROWS, min_size=1, max_size=5), said=st.integers(0, 2**15 - 1))
def test_the_promises(spec: str, rows: list[list[int]], said: int) -> None:
    """Labels are 0 or 1; what changes weighs 1 for each film, or nothing does."""
    labels = torch.tensor(rows, dtype=torch.int8)
    bits = torch.tensor([said >> k & 1 for k in range(labels.numel())])
    decisions = bits.reshape(labels.shape) == 1
    before = labels.clone(), decisions.clone()
    objective = OBJECTIVES.create(spec)
    goal = objective.aim(labels, decisions, NAMES)
    held = OBJECTIVES.create(f"{spec}{',' if ':' in spec else ':'}keep=A").aim(
        labels, decisions, NAMES
    )
    total = goal.weights.abs().sum(1)

    assert torch.float32 == goal.labels.dtype == goal.weights.dtype
    assert labels.shape == goal.labels.shape == goal.weights.shape
    assert bool(((goal.labels == 0) | (goal.labels == 1)).all())
    assert bool(((total - 1).abs().minimum(total) < 1e-6).all())
    assert bool((held.weights[:, 0] == -1).all())
    assert torch.equal(decisions[:, 0].float(), held.labels[:, 0])
    rest = held.weights[:, 1:].abs().sum(1)
    assert bool(((rest - 1).abs().minimum(rest) < 1e-6).all())
    assert torch.equal(before[0], labels)
    assert torch.equal(before[1], decisions)


TOLD: dict[str, tuple[list[list[float]], list[list[float]]]] = {
    "untargeted": (
        [[1, 0, 0], [0, 1, 1], [0, 1, 0], [0, 0, 0]],
        [
            [1 / 2, 1 / 2, 0],
            [1 / 3, 1 / 3, 1 / 3],
            [0, 1 / 2, 1 / 2],
            [1 / 2, 0, 1 / 2],
        ],
    ),
    "untargeted:keep=B": (
        [[1, 0, 0], [0, 1, 1], [0, 0, 0], [0, 0, 0]],
        [[1, -1, 0], [1 / 2, -1, 1 / 2], [0, -1, 1], [1 / 2, -1, 1 / 2]],
    ),
    "per_label:label=A": (
        [[1, 0, 0], [0, 1, 1], [0, 1, 0], [0, 0, 0]],
        [[1, 0, 0], [1, 0, 0], [0, 0, 0], [1, 0, 0]],
    ),
    "per_label:label=A,keep=B+C": (
        [[1, 0, 0], [0, 1, 0], [0, 0, 1], [0, 0, 0]],
        [[1, -1, -1], [1, -1, -1], [0, -1, -1], [1, -1, -1]],
    ),
    "appear:label=B": (
        [[1, 1, 1]] * 4,
        [[0, -1, 0], [0, 0, 0], [0, 0, 0], [0, 0, 0]],
    ),
    "disappear:label=B": (
        [[0, 0, 0]] * 4,
        [[0, 0, 0], [0, -1, 0], [0, -1, 0], [0, 0, 0]],
    ),
    "flip_all": (
        [[0, 1, 1], [0, 0, 1], [1, 1, 0], [1, 1, 1]],
        [[-1 / 3] * 3] * 4,
    ),
    "flip_all:keep=C": (
        [[0, 1, 0], [0, 0, 0], [1, 1, 1], [1, 1, 0]],
        [[-1 / 2, -1 / 2, -1]] * 4,
    ),
    "target_vector": ([[0, 0, 0]] * 4, [[-1 / 3] * 3] * 4),
    "target_vector:labels=A+C": ([[1, 0, 1]] * 4, [[-1 / 3] * 3] * 4),
    "target_vector:labels=C,keep=A": (
        [[1, 0, 1], [1, 0, 1], [0, 0, 1], [0, 0, 1]],
        [[-1, -1 / 2, -1 / 2]] * 4,
    ),
}
"""Labels and weights of the goal for the example."""


@pytest.mark.parametrize("spec", TOLD)
def test_what_the_docstring_says(spec: str) -> None:
    """Away above 0, towards below, and nowhere where nobody knows."""
    goal, (labels, weights) = aim(spec), TOLD[spec]

    assert labels == goal.labels.tolist()
    torch.testing.assert_close(torch.tensor(weights, dtype=torch.float32), goal.weights)


def test_every_objective_is_told() -> None:
    """The table above misses none."""
    assert set(OBJECTIVES.modules()) == {spec.partition(":")[0] for spec in TOLD}


def test_names_with_spaces_and_pluses() -> None:
    """A label is called what the data set calls it."""
    goal = OBJECTIVES.create("target_vector:labels=C+D").aim(
        LABELS, DECISIONS, ("Pleural Effusion", "B", "C+D")
    )
    other = OBJECTIVES.create("untargeted:keep=Pleural Effusion + B").aim(
        LABELS, DECISIONS, ("Pleural Effusion", "B", "C+D")
    )

    assert [[0, 0, 1]] * 4 == goal.labels.tolist()
    assert [[-1, -1]] * 4 == other.weights[:, :2].tolist()


REFUSED = {
    "per_label": "per_label needs a label: per_label:label=LABEL",
    "appear": "appear needs a label: appear:label=LABEL",
    "disappear": "disappear needs a label: disappear:label=LABEL",
    "per_label:label=a": "no label is called 'a'",
    "appear:label=D": "no label is called 'D'; there are: A, B, C",
    "target_vector:labels=A+D": "no label is called 'D'",
    "target_vector:labels=A+": "no label is called ''",
    "untargeted:keep=A+E": "no label is called 'E'",
    "per_label:label=A,keep=A": "per_label shall change A and keep it, too",
    "flip_all:keep=A+B+C": r"keep=A\+B\+C leaves no label to change",
}


@pytest.mark.parametrize("spec", REFUSED)
def test_what_makes_no_sense_is_refused(spec: str) -> None:
    """In one line, with what is allowed."""
    with pytest.raises(PoisonkitError, match=REFUSED[spec]) as caught:
        aim(spec)
    assert "\n" not in str(caught.value)


def test_a_goal_that_no_film_has_is_no_error() -> None:
    """A batch in which nothing is to be done is left alone."""
    labels = torch.ones_like(LABELS)
    goal = OBJECTIVES.create("appear:label=B").aim(labels, DECISIONS, NAMES)

    assert not goal.weights.any()
    assert goal.reached(torch.randn(LABELS.shape)).all()


@pytest.mark.parametrize("keep", ["", ",keep=B+C"])
@pytest.mark.parametrize("name", ["per_label", "appear", "disappear"])
def test_with_an_attack(name: str, keep: str) -> None:
    """The label changes where it shall; kept decisions stay, which else would not.

    This network sees so little that not every film can do both.
    """
    model = victim()
    with torch.no_grad():
        decided = model(films()) > 0
    spec = f"{name}:label=A{keep}"
    goal = OBJECTIVES.create(spec).aim(decided.to(torch.int8), decided, NAMES)
    attack = ATTACKS.create("pgd:eps=0.2,steps=20,step=0.1")
    with torch.no_grad():
        now = model(attack.perturb(model, films(), goal, chance())) > 0
    led = goal.weights[:, 0] != 0

    changed = now[led, 0] != decided[led, 0]

    assert changed.any() if keep else changed.all()
    assert bool(keep) == bool((now[:, 1:] == decided[:, 1:]).all())


def test_a_parameter_that_is_not_there() -> None:
    """Is answered with those that are."""
    with pytest.raises(BadParameterError, match="it has: keep"):
        OBJECTIVES.create("flip_all:label=A")
