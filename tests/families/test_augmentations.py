"""Augmentations: films stay films, and chance is a film's own."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from torchvision.transforms.v2 import functional

from poisonkit.augmentations import AUGMENTATIONS
from poisonkit.augmentations.crop import Crop
from poisonkit.augmentations.exposure import Exposure
from poisonkit.augmentations.flip import Flip
from poisonkit.augmentations.rotate import Rotate
from poisonkit.augmentations.shift import Shift
from poisonkit.batching import augmented
from poisonkit.errors import BadParameterError

FILMS = torch.rand((5, 1, 40, 30), generator=torch.Generator().manual_seed(0))


@pytest.mark.parametrize("name", AUGMENTATIONS.modules())
def test_films_stay_films(name: str) -> None:
    """Same shape, within [0, 1], input untouched, and something happens."""
    member = AUGMENTATIONS.create(name)
    draws = torch.rand((5, member.numbers), generator=torch.Generator().manual_seed(1))
    before = FILMS.clone()
    changed = member.change(FILMS, draws)

    assert FILMS.shape == changed.shape
    assert torch.equal(before, FILMS)
    assert 0 <= float(changed.min()) <= float(changed.max()) <= 1
    assert not torch.equal(FILMS, changed)


@pytest.mark.parametrize("name", AUGMENTATIONS.modules())
def test_chance_is_a_films_own(name: str) -> None:
    """The same film is changed alike in any company, and otherwise in another epoch."""
    members = [AUGMENTATIONS.create(name)]
    rows = np.arange(5)
    whole = augmented(FILMS, rows, members, seed=3, epoch=1)
    alone = augmented(FILMS[2:3], rows[2:3], members, seed=3, epoch=1)
    later = augmented(FILMS, rows, members, seed=3, epoch=2)

    torch.testing.assert_close(whole[2:3], alone)
    assert not torch.equal(whole, later)


def test_the_order_is_kept() -> None:
    """Each member takes its own numbers, and the first is applied first."""
    rows, members = np.arange(5), [Flip(share=1.0), Shift(pixels=3)]
    both = augmented(FILMS, rows, members, seed=0, epoch=0)
    drawn = [np.random.default_rng([0, 0, row]).random(3)[1:] for row in range(5)]
    wanted = Shift(pixels=3).change(
        FILMS.flip(-1), torch.tensor(np.array(drawn)).float()
    )

    torch.testing.assert_close(wanted, both)
    assert augmented(FILMS, rows, (), seed=0, epoch=0) is FILMS


def test_a_shift_is_of_whole_pixels() -> None:
    """The film's own grey levels, some columns and rows further."""
    draws = torch.tensor([[0.999, 0.5], [0.0, 0.5], [0.5, 0.999]])
    changed = Shift(pixels=2).change(FILMS[:3], draws)

    torch.testing.assert_close(FILMS[0, 0, :, 2:], changed[0, 0, :, :-2])
    torch.testing.assert_close(FILMS[1, 0, :, :-2], changed[1, 0, :, 2:])
    torch.testing.assert_close(FILMS[2, 0, 2:], changed[2, 0, :-2])


def test_a_flip_mirrors_its_share() -> None:
    """By the draw: below the share it is mirrored."""
    changed = Flip(share=0.5).change(FILMS[:2], torch.tensor([[0.49], [0.51]]))

    assert torch.equal(FILMS[:1].flip(-1), changed[:1])
    assert torch.equal(FILMS[1:2], changed[1:2])


def test_a_turn_is_torchvisions() -> None:
    """Of an oblong film, too: angles are not distorted."""
    smooth = torch.nn.functional.avg_pool2d(FILMS[:1], 7, 1, 3)
    changed = Rotate(degrees=20.0).change(smooth, torch.tensor([[1.0]]))
    wanted = [
        functional.rotate(smooth, angle, functional.InterpolationMode.BILINEAR)
        for angle in (20.0, -20.0)
    ]
    middle = (slice(None), slice(None), slice(12, 28), slice(9, 21))

    assert min(float((changed - w)[middle].abs().max()) for w in wanted) < 0.02


def test_a_crop_of_everything_is_the_film() -> None:
    """And one of half a side shows a quarter of the film, larger."""
    same = Crop(smallest=0.5).change(FILMS, torch.zeros(5, 3))
    ramp = torch.linspace(0, 1, 40).expand(1, 1, 40, 40)
    cut = Crop(smallest=0.5).change(ramp, torch.tensor([[1.0, 0.0, 0.0]]))

    torch.testing.assert_close(FILMS, same)
    assert math.isclose(0.5, float(cut.max() - cut.min()), abs_tol=0.03)
    assert math.isclose(0.0, float(cut.min()), abs_tol=0.02)


def test_exposure_does_what_it_says() -> None:
    """At the ends of its range: a tenth more contrast, a twentieth brighter."""
    film = torch.tensor([0.4, 0.6]).reshape(1, 1, 1, 2)
    changed = Exposure(contrast=0.1, brightness=0.05).change(film, torch.ones(1, 2))

    torch.testing.assert_close(torch.tensor([0.44, 0.66]), changed.flatten())


@pytest.mark.parametrize(
    "spec",
    ["crop:smallest=0.0", "crop:smallest=1.5", "shift:pixels=0", "rotate:degrees=200",
     "flip:share=0.0", "exposure:contrast=1.0", "exposure:brightness=-0.1"],
)  # fmt: skip
def test_what_cannot_be_is_refused(spec: str) -> None:
    """With the range in the text."""
    with pytest.raises(BadParameterError, match="must"):
        AUGMENTATIONS.create(spec)
