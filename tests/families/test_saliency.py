"""Every saliency method: one map per film, of one label, at no cost to others."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING

import pytest
import torch

from poisonkit.errors import BadParameterError
from poisonkit.saliency import SALIENCY
from poisonkit.saliency.base import MiddleMethod, halfway

if TYPE_CHECKING:
    from torch import Tensor

    from poisonkit.networks.base import Classifier
    from poisonkit.saliency.base import SaliencyMethod

LABELS = torch.tensor([0, 2, 1, 2])


@pytest.fixture(params=sorted(SALIENCY.modules()))
def method(request: pytest.FixtureRequest) -> SaliencyMethod:
    return SALIENCY.create(str(request.param))


def test_one_finite_map_per_film(
    method: SaliencyMethod, small: Classifier, films: Tensor
) -> None:
    """Each film gets a map of its own proportions, with something on it."""
    maps = method.explain(small, films, LABELS)

    assert 3 == maps.ndim
    assert 4 == len(maps)
    assert maps.shape[1] * 48 == maps.shape[2] * 64
    assert torch.isfinite(maps).all()
    assert (maps.abs().amax((1, 2)) > 0).all()
    assert not maps.requires_grad


def test_a_map_is_of_one_film_and_one_label(
    method: SaliencyMethod, small: Classifier, films: Tensor
) -> None:
    """Neither the other films nor their labels change a map; its own label does."""
    # In double precision, lest rounding turn a ReLU on or off.
    exact, films = copy.deepcopy(small).double(), films.double()
    together = method.explain(exact, films, LABELS)
    alone = method.explain(exact, films[1:2], LABELS[1:2])
    other = method.explain(exact, films[1:2], LABELS[2:3])

    torch.testing.assert_close(together[1:2], alone)
    assert (other - alone).abs().max() > 1e-3 * alone.abs().max()


def test_explaining_leaves_no_trace(
    method: SaliencyMethod, small: Classifier, films: Tensor
) -> None:
    """Neither the films nor the network's gradients are touched."""
    before = films.clone()
    method.explain(small, films, LABELS)

    assert torch.equal(before, films)
    assert not films.requires_grad
    assert all(weight.grad is None for weight in small.parameters())


def test_a_further_label_costs_no_forward_pass(
    method: SaliencyMethod, small: Classifier, films: Tensor
) -> None:
    """From one pass, every label's map is the same as when asked for by itself."""
    if not isinstance(method, MiddleMethod):
        assert not hasattr(method, "explain_again")
        return
    maps, logits = halfway(small, films)
    for label in (0, 1, 2):
        labels = torch.full((4,), label)
        again = method.explain_again(maps, logits, labels)
        torch.testing.assert_close(again, method.explain(small, films, labels))


@pytest.mark.parametrize("spec", ["steps=0", "blur=4"])
def test_impossible_ways_are_refused(spec: str) -> None:
    """A way without steps and a blur without a centre are met at the door."""
    with pytest.raises(BadParameterError, match="must be"):
        SALIENCY.create(f"integrated_gradients:{spec}")
