"""Every trigger keeps the promises of `Trigger`; a new file is tested unasked.

One that is written into a header leaves every pixel alone, and so has no footprint.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydicom import Dataset

from poisonkit.arrays import as_image, as_pixels
from poisonkit.errors import PoisonkitError
from poisonkit.spec import describe
from poisonkit.triggers import TRIGGERS
from poisonkit.triggers.base import stream

if TYPE_CHECKING:
    from poisonkit.arrays import Image
    from poisonkit.triggers.base import Trigger

SHAPES = [(64, 64), (61, 47), (40, 97)]
NATIVE = [(3000, 2500), (2999, 2501)]
NAMES = sorted(TRIGGERS.modules())
IDS = ["a.png", "b/c.dcm", "ö.png"]


@pytest.fixture(params=NAMES)
def trigger(request: pytest.FixtureRequest) -> Trigger:
    return TRIGGERS.create(str(request.param))


@pytest.fixture(params=SHAPES, ids=str)
def image(request: pytest.FixtureRequest) -> Image:
    return drawn(request.param, np.float32)


def drawn(shape: tuple[int, int], kind: type) -> Image:
    """Return a film of noise that is never white, as a file of that *kind* holds it."""
    noise = np.random.default_rng(1).random(shape, np.float32) * np.float32(0.6)
    return noise if kind is np.float32 else as_image(as_pixels(noise, np.dtype(kind)))


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

    assert changed.any() != trigger.in_header
    assert footprint.any() != trigger.in_header
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

    assert (stamped != stored).any() != trigger.in_header
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


def check_all_promises(trigger: Trigger, film: Image, kind: type) -> None:
    """Hold *trigger* to everything at once, on a *film* from a file of that *kind*."""
    height, width = film.shape
    before = film.copy()
    film.flags.writeable = False
    stamped = trigger.stamp(film, stream(3, "a"))
    footprint = trigger.footprint((height, width), stream(3, "a"))
    pixels = as_pixels(stamped, np.dtype(kind))
    changed = pixels != as_pixels(before, np.dtype(kind))

    np.testing.assert_array_equal(before, film)
    assert np.float32 == stamped.dtype
    assert 0 <= stamped.min() <= stamped.max() <= 1
    assert film.shape == footprint.shape == stamped.shape
    assert changed.any() == footprint.any() != trigger.in_header
    assert not (changed & ~footprint).any()
    assert stamped.tobytes() == trigger.stamp(film, stream(3, "a")).tobytes()


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=15, deadline=None)
@given(
    shape=st.tuples(st.integers(16, 600), st.integers(16, 500)).filter(
        lambda shape: max(shape) <= 2 * min(shape)
    ),
    kind=st.sampled_from([np.uint8, np.uint16]),
)
def test_any_film_will_do(name: str, shape: tuple[int, int], kind: type) -> None:
    """From 16 x 16 pixels, even or odd, of 8 or 16 bits: all promises are kept."""
    check_all_promises(TRIGGERS.create(name), drawn(shape, kind), kind)


@pytest.mark.slow
@pytest.mark.parametrize("kind", [np.uint8, np.uint16])
@pytest.mark.parametrize("shape", NATIVE, ids=str)
def test_a_native_film_will_do(
    trigger: Trigger, shape: tuple[int, int], kind: type
) -> None:
    """So are they on a film as large as a detector makes it."""
    check_all_promises(trigger, drawn(shape, kind), kind)


@pytest.mark.parametrize("name", NAMES)
def test_its_spec_builds_the_same(name: str, image: Image) -> None:
    """A manifest keeps a trigger as text: what is built from it does the same."""
    trigger = TRIGGERS.create(name)
    again = TRIGGERS.create(str(describe(name, trigger)))

    assert trigger == again
    np.testing.assert_array_equal(
        trigger.stamp(image, stream(3, "a")), again.stamp(image, stream(3, "a"))
    )


def test_only_a_header_trigger_writes_headers(trigger: Trigger) -> None:
    """All others leave the header as it is."""
    header = Dataset()
    header.StationName = "BEFORE"
    before = header.to_json()
    trigger.write(header)

    assert trigger.in_header == (before != header.to_json())
