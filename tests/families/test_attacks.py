"""Every attack: small, its own, the same again, and it does harm."""

from __future__ import annotations

import copy
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

import pytest
import torch

from poisonkit.attacks import ATTACKS
from poisonkit.attacks.base import Goal
from poisonkit.errors import BadParameterError
from tests.families.victims import (
    N_LABELS,
    SIDE,
    N,
    away_from_decisions,
    chance,
    films,
    victim,
)

if TYPE_CHECKING:
    from poisonkit.attacks.base import Attack
    from poisonkit.networks.base import Classifier

NAMES = sorted(ATTACKS.modules())
EPS = 0.02
ROUNDING = 1e-6

BY_CHANCE = {"apgd", "evasive", "gap", "hfc", "pgd"}
"""Attacks whose images are other ones for another seed."""

OF_ALL_ROWS = {"gap", "hfc", "universal"}
"""Attacks whose result for one image depends on the others."""

FREE = {"cw_l2"}
"""Attacks without a limit for each pixel."""


@pytest.fixture(params=NAMES)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def attack(name: str) -> Attack:
    """Return the attack, of the same strength for all."""
    return ATTACKS.create(name if name in FREE else f"{name}:eps={EPS}")


@pytest.fixture
def model() -> Classifier:
    return victim()


def test_images_stay_images_near_the_clean_ones(
    name: str, attack: Attack, model: Classifier
) -> None:
    """Same shape and type; within [0, 1] and within eps; finite; not all the same."""
    clean, before = films(), films()
    found = attack.perturb(model, clean, away_from_decisions(model), chance())

    assert torch.equal(before, clean)
    assert not clean.requires_grad
    assert not found.requires_grad
    assert (clean.shape, clean.dtype) == (found.shape, found.dtype)
    assert torch.isfinite(found).all()
    assert 0 <= found.min()
    assert found.max() <= 1
    assert not torch.equal(clean, found)
    if name not in FREE:
        assert (found - clean).abs().max() <= EPS + ROUNDING
        assert (found - clean).abs().max() > EPS / 2


def test_it_does_harm(attack: Attack, model: Classifier) -> None:
    """The goal's loss is above the clean one, and more decisions are as wanted."""
    clean, goal = films(), away_from_decisions(model)
    found = attack.perturb(model, clean, goal, chance())
    with torch.no_grad():
        logits, changed = model(clean), model(found)

    assert goal.loss(changed).mean() > goal.loss(logits).mean()
    assert (goal.margins(changed) < 0).sum() > (goal.margins(logits) < 0).sum()


def test_films_of_ordinary_precision(attack: Attack, model: Classifier) -> None:
    """In float32, with pixels at both ends, the limits hold as well."""
    clean, goal = films().float(), away_from_decisions(model)
    found = attack.perturb(model.float(), clean, goal, chance())
    limit = getattr(attack, "eps", 1.0)

    assert torch.float32 == found.dtype
    assert 0 <= found.min()
    assert found.max() <= 1
    assert (found - clean).abs().max() <= limit + ROUNDING


def test_chance_is_its_own(name: str, attack: Attack, model: Classifier) -> None:
    """The seed alone decides; the world's state is neither read nor moved."""
    goal, found = away_from_decisions(model), []
    for world, seed in ((1, 5), (2, 5), (1, 6)):
        torch.manual_seed(world)
        state = torch.get_rng_state()
        found.append(attack.perturb(model, films(), goal, chance(seed)))
        assert torch.equal(state, torch.get_rng_state())

    assert torch.equal(found[0], found[1])
    assert (name in BY_CHANCE) == (not torch.equal(found[0], found[2]))


@pytest.mark.parametrize("training", [False, True])
def test_the_model_is_as_before(
    attack: Attack, model: Classifier, *, training: bool
) -> None:
    """Weights, modes and gradients: none is touched."""
    model.train(training)
    before = copy.deepcopy(model.state_dict())
    attack.perturb(model, films(), away_from_decisions(model), chance())

    assert training == model.training
    assert all(torch.equal(before[key], now) for key, now in model.state_dict().items())
    assert all(weight.grad is None for weight in model.parameters())
    assert all(weight.requires_grad for weight in model.parameters())


def test_frozen_weights_and_a_caller_without_gradients(
    attack: Attack, model: Classifier
) -> None:
    """An attack switches on what it needs, and gives the same images."""
    goal = away_from_decisions(model)
    plain = attack.perturb(model, films(), goal, chance())
    model.requires_grad_(requires_grad=False)
    with torch.no_grad():
        found = attack.perturb(model, films(), goal, chance())

    assert torch.equal(plain, found)


def test_each_row_by_itself(name: str, attack: Attack, model: Classifier) -> None:
    """An image is changed the same alone and in company, from the same start."""
    if name in BY_CHANCE - OF_ALL_ROWS:
        attack = replace(cast("Any", attack), start=False)
    goal = away_from_decisions(model)
    together = attack.perturb(model, films(), goal, chance())
    alone = [
        attack.perturb(model, films()[row], goal.of(row), chance())
        for row in torch.arange(N).split(1)
    ]

    same = torch.allclose(torch.cat(alone), together, atol=ROUNDING)
    assert (name not in OF_ALL_ROWS) == same


@pytest.mark.parametrize("random", sorted(BY_CHANCE - OF_ALL_ROWS))
def test_starts_are_drawn_in_the_order_of_rows(random: str, model: Classifier) -> None:
    """The first image of a batch starts where it starts alone."""
    attack, goal = ATTACKS.create(f"{random}:eps={EPS}"), away_from_decisions(model)
    first = torch.tensor([0])
    together = attack.perturb(model, films(), goal, chance())
    alone = attack.perturb(model, films()[first], goal.of(first), chance())

    torch.testing.assert_close(alone, together[:1])


def test_a_film_without_findings_has_a_gradient(
    name: str, attack: Attack, model: Classifier
) -> None:
    """Where no label is present, there is an attack nonetheless: not only a start.

    Softmax cross-entropy over a multi-hot row of zeros has a gradient of exactly 0.
    """
    nothing = torch.zeros(N, N_LABELS, dtype=torch.double)
    goal = Goal(labels=nothing, weights=torch.ones_like(nothing))
    clean = films()
    found = attack.perturb(model, clean, goal, chance())
    noise = (chance_like(clean) * EPS + clean).clamp(0, 1)
    with torch.no_grad():
        harm = goal.loss(model(found)) - goal.loss(model(clean))
        by_noise = goal.loss(model(noise)) - goal.loss(model(clean))

        logits = model(found)

    if name in FREE:  # no harm beyond what is wanted
        assert goal.reached(logits).all()
    else:
        assert harm.mean() > 2 * by_noise.abs().mean()


def chance_like(images: torch.Tensor) -> torch.Tensor:
    """Return a random sign for each pixel."""
    return torch.rand(images.shape, generator=chance(9)).round().to(images) * 2 - 1


def test_one_oblong_film(attack: Attack, model: Classifier) -> None:
    """A batch of one, higher than wide."""
    film, first = films()[:1, :, :, : SIDE - 3], torch.tensor([0])
    goal = away_from_decisions(model).of(first)

    assert film.shape == attack.perturb(model, film, goal, chance()).shape


BAD = {
    "eps=0": r"eps must lie in \(0, 1\], got 0",
    "eps=8": r"eps must lie in \(0, 1\], got 8; write 8/255 as 0.0314",
    "eps=-0.1": r"eps must lie in \(0, 1\]",
    "eps=1e999": r"eps must lie in \(0, 1\]",
    "step=3": r"step .*must lie in \(0, [12]\]",
    "rate=0": "rate .*must",
    "steps=0": "steps must be at least 1, got 0",
    "epochs=0": "epochs must be at least 1, got 0",
    "searches=0": "searches must be at least 1, got 0",
    "rows=0": "rows must be at least 1, got 0",
    "width=0": "width must be at least 1, got 0",
    "kappa=-1": "kappa must be 0 or more, got -1",
    "cap=-1": "cap must be 0 or more, got -1",
    "weight=-1": "weight must be 0 or more, got -1",
    "price=0": "rate and price must be above 0",
}


@pytest.mark.parametrize("bad", BAD)
def test_what_cannot_be_is_refused(name: str, bad: str) -> None:
    """At the door, in one line, with the range."""
    if bad.partition("=")[0] not in ATTACKS.load(name).__annotations__:
        return
    with pytest.raises(BadParameterError, match=BAD[bad]):
        ATTACKS.create(f"{name}:{bad}")


def test_hiding_needs_features(model: Classifier) -> None:
    """A model that shows none is refused."""
    with pytest.raises(BadParameterError, match="features and head"):
        ATTACKS.create("hfc").perturb(
            lambda images: model(images),  # noqa: PLW0108 - without its attributes
            films(),
            away_from_decisions(model),
            chance(),
        )
