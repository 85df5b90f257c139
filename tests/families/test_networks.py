"""Every network builds a classifier that an audit can look into."""

from __future__ import annotations

import pytest
import torch
from torchvision import models

from poisonkit.errors import BadInputError, BadParameterError
from poisonkit.learning import check_size, fresh
from poisonkit.networks import NETWORKS
from poisonkit.saliency.base import halfway
from poisonkit.saliency.hires_cam import HiresCam

NAMES = sorted(NETWORKS.modules())
HEAVY = {"densenet121", "resnet50", "vit_b_16"}
"""Networks that are asked less, to save time."""

WIDTHS = {"densenet121": 1024, "resnet18": 512, "resnet50": 2048, "vit_b_16": 768}
"""Activations of the published networks; all but these are our own."""

ANY_NETWORK = pytest.mark.parametrize("name", NAMES)


def images(count: int, side: int, seed: int = 0) -> torch.Tensor:
    """Return *count* films ``(n, 1, h, w)`` in [0, 1]."""
    own = torch.Generator().manual_seed(seed)
    return torch.rand((count, 1, side, side), generator=own)


@pytest.mark.parametrize("labels", [1, 120])
@ANY_NETWORK
def test_any_number_of_labels(name: str, labels: int) -> None:
    """One film of one channel gives one logit per label."""
    model = fresh(name, labels, seed=0).eval()

    with torch.inference_mode():
        assert (1, labels) == tuple(model(images(1, 64)).shape)


@ANY_NETWORK
def test_any_size_from_the_smallest_up(name: str) -> None:
    """From its stated smallest side up, odd sides too, there is a map to look at."""
    model, network = fresh(name, 2, seed=0).eval(), NETWORKS.load(name)
    least = network.smallest
    for side in {least, least + network.step, 61 // network.step * network.step}:
        with torch.inference_mode():
            maps = model.lower(images(2, side))
            logits = model(images(2, side))

        assert (2, 2) == tuple(logits.shape)
        assert torch.isfinite(logits).all()
        assert 4 == maps.ndim
        assert min(maps.shape[2:]) > 1, f"nothing to look at on {side} pixels"


@ANY_NETWORK
def test_oblong_films_are_welcome(name: str) -> None:
    """A film need not be square."""
    model = fresh(name, 2, seed=0).eval()

    with torch.inference_mode():
        assert (2, 2) == tuple(model(images(2, 64)[:, :, :48]).shape)


@ANY_NETWORK
def test_the_cut_changes_nothing(name: str) -> None:
    """Lower half, upper half and head in turn are the network itself."""
    model, films = fresh(name, 3, seed=0).eval(), images(2, 64)
    with torch.inference_mode():
        whole, maps = model(films), model.lower(films)
        kept = maps.clone()
        activations = model.upper(maps)
        in_turn = model.head(activations)

    torch.testing.assert_close(in_turn, whole)
    torch.testing.assert_close(activations, model.features(films))
    # An in-place operation in the upper half would spoil what saliency is read from.
    torch.testing.assert_close(maps, kept, rtol=0, atol=0)
    assert 0 < model.middle < len(model.stages)


@ANY_NETWORK
def test_a_map_shows_places_alone(name: str) -> None:
    """What an audit reads of two films is theirs: cells that differ, and differ."""
    model, films = fresh(name, 3, seed=0).eval(), images(2, 64)
    found = HiresCam().explain_again(*halfway(model, films), torch.tensor([0, 2]))

    assert (2, *model.lower(films).shape[2:]) == tuple(found.shape)
    assert torch.isfinite(found).all()
    assert (found.std((1, 2)) > 0).all()
    assert (found[0] - found[1]).abs().max() > 0


@ANY_NETWORK
def test_as_many_weights_as_the_published_network(name: str) -> None:
    """But for colour and head nothing is added to a published network or left out."""
    model = fresh(name, 3, seed=0)
    count = sum(weight.numel() for weight in model.parameters())
    if name not in WIDTHS:
        assert name not in models.list_models()
        assert 0 < count < 1e6
        return
    with torch.device("meta"):
        theirs = models.get_model(name, weights=None, num_classes=3)
    first = next(each for each in theirs.modules() if isinstance(each, torch.nn.Conv2d))
    colours = first.weight[:, :2].numel()

    assert sum(weight.numel() for weight in theirs.parameters()) - colours == count
    assert WIDTHS[name] == model.head.in_features


@ANY_NETWORK
def test_sides_it_cannot_see_are_refused(name: str) -> None:
    """A film too small, or of sides that leave a rest, is met with the way out."""
    network = NETWORKS.load(name)
    with pytest.raises(BadInputError, match=f"{name} needs images of at least"):
        check_size(name, network.smallest - 1)
    check_size(name, network.smallest)
    if network.step > 1:
        with pytest.raises(BadInputError, match="again with --size 64"):
            check_size(name, 61)
        with pytest.raises(BadInputError, match="this image has 61 x 64"):
            fresh(name, 2, seed=0)(images(1, 64)[..., :61])


@ANY_NETWORK
def test_gradient_flows_to_every_weight(name: str) -> None:
    """No part of the network is left untrained."""
    model = fresh(name, 3, seed=0).train()
    loss = model(images(4, 64)).square().sum()
    loss.backward()
    idle = [
        word
        for word, weight in model.named_parameters()
        if weight.grad is None or not weight.grad.abs().sum()
    ]

    assert [] == idle


@ANY_NETWORK
def test_a_seed_fixes_the_weights(name: str) -> None:
    """The same seed gives the same weights, another others; the world is not seeded."""
    torch.manual_seed(1)
    world = torch.get_rng_state()
    one, two, other = (fresh(name, 2, seed=seed).state_dict() for seed in (5, 5, 6))

    assert all(torch.equal(one[word], two[word]) for word in one)
    assert not torch.equal(one["head.weight"], other["head.weight"])
    assert torch.equal(world, torch.get_rng_state())


@ANY_NETWORK
def test_films_do_not_influence_each_other(name: str) -> None:
    """In use, a film's logits are the same alone and in company."""
    model, films = fresh(name, 2, seed=0).eval(), images(3, 64)
    with torch.inference_mode():
        together = model(films)
        alone = torch.cat([model(film[None]) for film in films])

    torch.testing.assert_close(alone, together, rtol=1e-3, atol=1e-4)


@ANY_NETWORK
def test_a_bright_spot_is_seen(name: str) -> None:
    """Even untrained, a network is not blind to what lies in a corner."""
    model, film = fresh(name, 2, seed=0).eval(), images(1, 64) * 0.5
    marked = film.clone()
    marked[..., 58:61, 58:61] = 1

    with torch.inference_mode():
        assert (model(film) - model(marked)).abs().max() > 1e-6


@pytest.mark.parametrize("name", [name for name in NAMES if name not in HEAVY])
def test_it_can_learn(name: str) -> None:
    """A few steps at its own learning rate tell bright films from dark ones."""
    model = fresh(name, 1, seed=0).train()
    truth = torch.arange(16) % 2
    films = images(16, 32) * 0.3 + 0.5 * truth[:, None, None, None]
    rate = NETWORKS.load(name).learning_rate
    steps = torch.optim.AdamW(model.parameters(), rate)
    for _ in range(8):
        loss = torch.nn.functional.binary_cross_entropy_with_logits(
            model(films)[:, 0], truth.float()
        )
        steps.zero_grad()
        loss.backward()
        steps.step()
    said = model(films)[:, 0].detach()

    assert said[truth == 1].min() > said[truth == 0].max()


def test_no_channels_are_refused() -> None:
    """A network without channels is refused before it is built."""
    with pytest.raises(BadParameterError, match="width must be at least 1, got 0"):
        NETWORKS.create("small_cnn:width=0")
