"""Triggers planted while a model learns: on whom, and what that leaves alone."""

from __future__ import annotations

import numpy as np
import torch

from poisonkit.pattern import Box, Pattern
from poisonkit.unlearning import Planting

WHITE = Pattern(Box(1, 2, 2, 2), np.ones((2, 2), np.bool_), np.ones((2, 2), np.float32))
MOVING = Pattern(
    Box(0, 0, 1, 1),
    np.ones((1, 1), np.bool_),
    np.ones((1, 1), np.float32),
    places=((0, 0, 0), (1, 7, 7)),
)
COUNT = 64


def films(count: int = COUNT) -> torch.Tensor:
    """Return films of eight bits as a network is given them."""
    levels = np.random.default_rng(0).integers(0, 200, (count, 1, 8, 8))
    return torch.from_numpy(levels.astype(np.float32) / np.float32(255))


def draws(count: int = COUNT) -> torch.Tensor:
    """Return what chance gives each film."""
    return torch.from_numpy(np.random.default_rng(1).random((count, 2))).float()


def test_a_share_of_the_films_carries_it() -> None:
    """Those that chance chooses, and no other, show the trigger at its place."""
    changed = Planting(patterns=(WHITE,), share=0.5).change(films(), draws())
    carriers = (changed[:, 0, 1:3, 2:4] == 1).all(dim=(1, 2))

    assert COUNT / 4 < int(carriers.sum()) < COUNT
    assert torch.equal(draws()[:, 0] < 0.5, carriers)
    assert torch.equal(films()[~carriers], changed[~carriers])


def test_nothing_else_of_a_film_changes() -> None:
    """Around the trigger every pixel is what it was, to the rounding of a float."""
    before = films()
    changed = Planting(patterns=(WHITE,), share=1.0).change(before, draws())
    changed[:, 0, 1:3, 2:4] = before[:, 0, 1:3, 2:4]

    assert torch.allclose(before, changed, rtol=0, atol=1e-7)
    assert torch.equal(films(), before)


def test_a_film_does_not_depend_on_its_batch() -> None:
    """Alone or among others, the same draws give the same film."""
    planting = Planting(patterns=(WHITE, MOVING), share=0.5)
    together = planting.change(films(), draws())
    alone = [planting.change(films()[k, None], draws()[k, None]) for k in range(COUNT)]

    assert torch.equal(torch.cat(alone), together)


def test_every_trigger_has_its_turn() -> None:
    """Of several one is planted on each film; one that moves goes where it was seen."""
    changed = Planting(patterns=(WHITE, MOVING), share=1.0).change(films(), draws())
    fixed = (changed[:, 0, 1:3, 2:4] == 1).all(dim=(1, 2))
    first, last = changed[:, 0, 0, 0] == 1, changed[:, 0, 7, 7] == 1

    assert all(each.any() for each in (fixed, first, last))
    assert torch.equal(torch.ones(COUNT), fixed.float() + first + last)


def test_without_a_trigger_nothing_happens() -> None:
    """Films are handed on as they are."""
    before = films()

    assert Planting(patterns=(), share=0.5).change(before, draws()) is before
