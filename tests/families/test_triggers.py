"""Every trigger keeps the promises of `Trigger`; a new file is tested unasked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from poisonkit.arrays import as_image, as_pixels
from poisonkit.errors import PoisonkitError
from poisonkit.triggers import TRIGGERS
from poisonkit.triggers.base import stream

if TYPE_CHECKING:
    from poisonkit.arrays import Image
    from poisonkit.triggers.base import Trigger

SHAPES = [(64, 64), (61, 47), (40, 97)]
IDS = ["a.png", "b/c.dcm", "ö.png"]


@pytest.fixture(params=sorted(TRIGGERS.modules()))
def trigger(request: pytest.FixtureRequest) -> Trigger:
    return TRIGGERS.create(str(request.param))


@pytest.fixture(params=SHAPES, ids=str)
def image(request: pytest.FixtureRequest) -> Image:
    drawn: Image = np.random.default_rng(1).random(request.param, np.float32)
    return drawn * np.float32(0.6)


def test_stamps_do_not_depend_on_order(trigger: Trigger, image: Image) -> None:
    """The seed and the sample's id decide alone, whatever was stamped before."""
    forwards = {name: trigger.stamp(image, stream(3, name)) for name in IDS}
    backwards = {name: trigger.stamp(image, stream(3, name)) for name in IDS[::-1]}

    for name in IDS:
        np.testing.assert_array_equal(forwards[name], backwards[name])


def test_input_is_left_alone(trigger: Trigger, image: Image) -> None:
    """A stamp is a copy; a mapped file could not be written to anyway."""
    before = image.copy()
    image.flags.writeable = False
    stamped = trigger.stamp(image, stream(3, "a"))

    np.testing.assert_array_equal(before, image)
    assert not np.shares_memory(stamped, image)


@pytest.mark.parametrize("name", IDS)
def test_footprint_covers_what_changes(
    trigger: Trigger, image: Image, name: str
) -> None:
    """The footprint of just that stamp covers all that changed, and something did."""
    height, width = image.shape
    changed = trigger.stamp(image, stream(3, name)) != image
    footprint = trigger.footprint((height, width), stream(3, name))

    assert changed.any()
    assert image.shape == footprint.shape
    assert np.bool_ == footprint.dtype
    assert not (changed & ~footprint).any()


@pytest.mark.parametrize("level", [0.0, 1.0])
def test_range_and_type_are_kept(trigger: Trigger, image: Image, level: float) -> None:
    """The result is a float32 image within [0, 1], also on black and white films."""
    for film in (image, np.full_like(image, level)):
        stamped = trigger.stamp(film, stream(3, "a"))

        assert np.float32 == stamped.dtype
        assert image.shape == stamped.shape
        assert 0 <= stamped.min() <= stamped.max() <= 1


@pytest.mark.parametrize("kind", [np.uint8, np.uint16])
def test_it_survives_storage(trigger: Trigger, image: Image, kind: type) -> None:
    """On 8 and on 16 bits something is left, and outside nothing is changed."""
    height, width = image.shape
    stored = as_pixels(image, np.dtype(kind))
    stamped = as_pixels(trigger.stamp(as_image(stored), stream(3, "a")), np.dtype(kind))
    outside = ~trigger.footprint((height, width), stream(3, "a"))

    assert (stamped != stored).any()
    np.testing.assert_array_equal(stored[outside], stamped[outside])


def test_it_carries_over_to_any_film(trigger: Trigger, image: Image) -> None:
    """The footprint depends on size and stream alone, never on the film."""
    height, width = image.shape
    footprint = trigger.footprint((height, width), stream(3, "a"))
    changed = trigger.stamp(np.zeros_like(image), stream(3, "a")) != 0

    assert not (changed & ~footprint).any()


@pytest.mark.parametrize("shape", [(1, 1), (2, 64), (64, 2)])
def test_tiny_films_do_not_crash(trigger: Trigger, shape: tuple[int, int]) -> None:
    """A film too small for the trigger is refused in one line, or stamped."""
    try:
        stamped = trigger.stamp(np.zeros(shape, np.float32), stream(3, "a"))
    except PoisonkitError as error:
        refusal = str(error)
    else:
        refusal = f"a film of {stamped.shape}"
    assert 1 == len(refusal.splitlines())
