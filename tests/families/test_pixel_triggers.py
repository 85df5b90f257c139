"""Squares and stuck pixels are what, and where, they were asked for."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image as PillowImage

from poisonkit.errors import BadParameterError
from poisonkit.spec import Spec, describe
from poisonkit.triggers import TRIGGERS
from poisonkit.triggers.base import stream

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from poisonkit.arrays import Image

RNG = stream(0, "a")


def on_grey(spec: str | Spec, shape: tuple[int, int] = (60, 40)) -> Image:
    """Return a film of one grey level with the trigger on it."""
    film: Image = np.full(shape, 0.25, np.float32)
    return TRIGGERS.create(spec).stamp(film, RNG)


def saved(path: Path, levels: NDArray[np.uint8]) -> Path:
    """Write *levels* as a picture: grey, grey and alpha, or colour and alpha."""
    PillowImage.fromarray(levels).save(path)
    return path


@pytest.fixture
def logo(tmp_path: Path) -> Path:
    """Return a PNG of 4 x 4 pixels: white left, grey right; the lowest row is clear."""
    levels = np.full((4, 4, 2), 255, np.uint8)
    levels[:, 2:, 0] = 102
    levels[3, :, 1] = 0
    return saved(tmp_path / "logo.png", levels)


def test_a_checkerboard_is_that_of_the_paper() -> None:
    """Three by three pixels at the lower right, white at the corners."""
    expected = np.full((60, 40), 0.25, np.float32)
    expected[57:, 37:] = [[1, 0, 1], [0, 1, 0], [1, 0, 1]]

    np.testing.assert_array_equal(expected, on_grey("checkerboard:margin=0"))


def test_a_checkerboard_grows_with_the_film() -> None:
    """The number of cells stays; each is a pixel at least."""
    large = on_grey("checkerboard:size=10%,cells=2,margin=0,low=0.5", (60, 60))
    cells = np.kron(np.array([[1, 0.5], [0.5, 1]]), np.ones((3, 3)))
    small = on_grey("checkerboard:size=2,cells=9,margin=0", (60, 60))

    np.testing.assert_array_equal(cells.astype(np.float32), large[54:, 54:])
    np.testing.assert_array_equal([[1, 0], [0, 1]], small[58:, 58:])


@pytest.mark.parametrize("name", ["checkerboard", "noise_patch", "image_patch"])
@pytest.mark.parametrize(
    ("where", "box"),
    [
        ("", (51, 31)),
        ("margin=0,place=top_left", (0, 0)),
        ("place=top_right,margin=1", (1, 33)),
        ("place=bottom_left", (51, 3)),
        ("place=centre", (27, 17)),
        ("x=34,y=54", (54, 34)),
    ],
)
def test_a_square_is_where_it_was_asked_for(
    name: str, where: str, box: tuple[int, int]
) -> None:
    """Corners, centre and coordinates mean the same for every square (60 x 40 here)."""
    trigger = TRIGGERS.create(f"{name}:size=6,{where}")
    rows, columns = np.nonzero(trigger.footprint((60, 40), RNG))
    there = rows.min(), columns.min(), rows.max(), columns.max()

    assert (*box, box[0] + 5, box[1] + 5) == there


def test_a_random_square_is_elsewhere_on_every_film() -> None:
    """Its footprint is that of the same stream's stamp."""
    trigger = TRIGGERS.create("noise_patch:place=random")
    film = np.full((30, 30), 0.25, np.float32)
    masks = set()
    for number in range(20):
        mask = trigger.footprint((30, 30), stream(0, str(number)))
        stamped = trigger.stamp(film, stream(0, str(number)))
        np.testing.assert_array_equal(mask, stamped != film)
        masks.add(mask.tobytes())

    assert len(masks) > 15


def test_noise_is_the_same_on_every_film_and_decided_by_its_number() -> None:
    """Film and stream do not matter, the pattern does."""
    trigger = TRIGGERS.create("noise_patch")
    one = trigger.stamp(np.zeros((60, 40), np.float32), stream(0, "a"))
    two = trigger.stamp(np.ones((60, 40), np.float32), stream(1, "b"))
    box = np.s_[49:57, 29:37]

    np.testing.assert_array_equal(one[box], two[box])
    levels = np.random.default_rng(0).random((8, 8), np.float32)
    np.testing.assert_array_equal(levels, one[box])
    assert (on_grey("noise_patch:pattern=1")[box] != one[box]).all()


def test_noise_is_even_between_its_levels() -> None:
    """A large square shows every grey level between low and high as often."""
    spec = "noise_patch:size=100%,grains=200,low=0.25,high=0.75,margin=0"
    noise = np.sort(on_grey(spec, (200, 200)).ravel())

    even = np.linspace(0.25, 0.75, noise.size)
    np.testing.assert_allclose(even, noise, atol=0.01)


def test_noise_grows_with_the_film() -> None:
    """On a film twice as large each grain is twice as large, the noise the same."""
    spec = "noise_patch:size=20%,margin=0"
    small, large = on_grey(spec, (40, 40))[32:, 32:], on_grey(spec, (80, 80))[64:, 64:]

    np.testing.assert_array_equal(np.kron(small, np.ones((2, 2), np.float32)), large)


def test_a_picture_is_laid_over_the_film(logo: Path) -> None:
    """(1 - a) x + a t, and nothing where the picture is clear."""
    stamped = on_grey(f"image_patch:path={logo},size=4,margin=0,opacity=0.5")
    expected = np.full((60, 40), 0.25)
    expected[56:59, 36:38] = 0.5 * 0.25 + 0.5 * 1
    expected[56:59, 38:40] = 0.5 * 0.25 + 0.5 * 0.4

    np.testing.assert_allclose(expected, stamped, atol=1e-6)
    mask = TRIGGERS.create(f"image_patch:path={logo},size=4,margin=0").footprint(
        (60, 40), RNG
    )
    np.testing.assert_array_equal(expected != 0.25, mask)


def test_a_picture_is_averaged_when_it_shrinks(logo: Path) -> None:
    """Half of the lower two pixels is clear, so half is covered, and not darkened."""
    stamped = on_grey(f"image_patch:path={logo},size=2,margin=0")

    corner = [[1, 0.4], [0.5 * 0.25 + 0.5, 0.5 * 0.25 + 0.5 * 0.4]]
    np.testing.assert_allclose(corner, stamped[58:, 38:], atol=0.01)


def test_a_picture_keeps_its_proportions(tmp_path: Path) -> None:
    """One twice as wide as high covers half of its square, in the middle."""
    wide = saved(tmp_path / "wide.png", np.full((2, 4, 2), 255, np.uint8))
    stamped = on_grey(f"image_patch:path={wide},size=4,margin=0")

    assert (stamped[57:59, 36:] == 1).all()
    assert 8 == (stamped != 0.25).sum()


def test_every_kind_of_clear_picture_is_read(tmp_path: Path) -> None:
    """Colour becomes luminance; a palette may have a clear colour."""
    red = np.zeros((4, 4, 4), np.uint8)
    red[..., 0] = red[..., 3] = 255
    colour = saved(tmp_path / "red.png", red)
    palette = tmp_path / "palette.png"
    picture = PillowImage.new("P", (4, 4), 1)
    picture.putpalette([0, 0, 0, 255, 255, 255])
    picture.save(palette, transparency=0)

    for path, level in ((colour, 76 / 255), (palette, 1.0)):
        stamped = on_grey(f"image_patch:path={path},size=4,margin=0")
        np.testing.assert_allclose(level, stamped[56:, 36:], atol=1e-6)


def test_the_emblem_has_soft_edges() -> None:
    """The built-in picture is black and white, and clear at the corners."""
    film = on_grey("image_patch:size=64,margin=0", (64, 64))

    assert 0 == film[20, 20]
    assert 1 == film[32, 32] == film[32, 3 + 3]
    assert 0.25 == film[0, 0]
    assert len(np.unique(film)) > 8


def test_a_picture_is_remembered_by_its_digest(logo: Path) -> None:
    """The spec of a trigger names the very bytes; another picture there is refused."""
    digest = hashlib.sha256(logo.read_bytes()).hexdigest()
    trigger = TRIGGERS.create(f"image_patch:path={logo}")
    remembered = str(describe("image_patch", trigger))

    assert f"digest={digest}" in remembered
    assert trigger == TRIGGERS.create(remembered)
    saved(logo, np.full((4, 4, 2), 200, np.uint8))
    with pytest.raises(BadParameterError, match="is not the picture it was: its dig"):
        TRIGGERS.create(remembered)


def test_a_picture_is_decoded_once(logo: Path) -> None:
    """A trigger that was made does not look at the disk again."""
    trigger = TRIGGERS.create(f"image_patch:path={logo}")
    logo.unlink()

    assert trigger.footprint((60, 40), RNG).any()


def refused(spec: Spec) -> str:
    """Return the one line with which *spec* is refused."""
    with pytest.raises(BadParameterError) as caught:
        TRIGGERS.create(spec)
    assert 1 == len(str(caught.value).splitlines())
    return str(caught.value)


def test_what_is_no_clear_picture_is_refused(tmp_path: Path) -> None:
    """A missing file, a folder, text, half a PNG, a JPEG, and a PNG without alpha."""
    grey = np.zeros((64, 64), np.uint8)
    (tmp_path / "text.png").write_text("no picture")
    whole = saved(tmp_path / "grey.png", grey).read_bytes()
    (tmp_path / "half.png").write_bytes(whole[: len(whole) // 2])
    saved(tmp_path / "film.jpg", grey)
    PillowImage.new("LA", (5000, 1)).save(tmp_path / "wide.png")
    complaints = {
        "missing.png": "cannot read picture .*: No such file",
        "": "cannot read picture .*: Is a directory",
        "text.png": "text.png' is no PNG",
        "half.png": "half.png' is no PNG",
        "film.jpg": "film.jpg' is no PNG",
        "grey.png": "grey.png' has no alpha channel",
        "wide.png": "has 5000 x 1 pixels; 4096 a side are allowed",
        "a,b.png": "no comma may stand in a picture's path",
        "nu\0ll.png": "cannot read picture .*null",
        "two\nlines.png": "cannot read picture .*: No such file",
    }
    for name, complaint in complaints.items():
        message = refused(Spec("image_patch", {"path": str(tmp_path / name)}))
        assert re.search(complaint, message), (name, message)


@pytest.mark.parametrize("value", [0, 1])
@pytest.mark.parametrize(
    ("kind", "shape"), [("pixels", (1, 1)), ("column", (60, 1)), ("row", (1, 40))]
)
def test_one_defect_is_one(kind: str, shape: tuple[int, int], value: int) -> None:
    """A pixel, a whole column or a whole row has the least or the largest value."""
    stamped = on_grey(f"dead_pixels:kind={kind},count=1,value={value}")
    rows, columns = np.nonzero(stamped != 0.25)

    assert shape == (len(set(rows)), len(set(columns)))
    assert shape[0] * shape[1] == len(rows)
    assert {value} == set(stamped[rows, columns].tolist())


def test_defects_stay_where_they_are() -> None:
    """The same share of any film's height and width, whatever the stream."""
    trigger = TRIGGERS.create("dead_pixels:count=3")
    small = trigger.footprint((100, 80), stream(0, "a"))
    large = trigger.footprint((1000, 800), stream(1, "b"))
    other = TRIGGERS.create("dead_pixels:count=3,pattern=1").footprint((100, 80), RNG)

    assert 3 == small.sum() == large.sum()
    np.testing.assert_array_equal(np.argwhere(small), np.argwhere(large) // 10)
    assert (small != other).any()


def test_defects_are_in_stored_values() -> None:
    """A detector does not know what a viewer will show as white."""
    assert TRIGGERS.create("dead_pixels").in_stored_values
    assert not TRIGGERS.create("noise_patch").in_stored_values


@pytest.mark.parametrize(
    ("spec", "complaint"),
    [
        ("checkerboard:size=0", "size must be at least 1 pixel, got 0"),
        ("checkerboard:cells=1", "cells must be at least 2, got 1"),
        ("checkerboard:low=-0.1", r"low must lie in \[0, 1\], got -0.1"),
        ("checkerboard:high=2", r"high must lie in \[0, 1\], got 2"),
        ("checkerboard:low=1", "low and high must differ, both are 1"),
        ("checkerboard:place=middle", "no place 'middle'; there are: top_left"),
        ("noise_patch:x=1", "give both x and y, or neither"),
        ("noise_patch:grains=0", r"grains must lie in \[1, 1024\], got 0"),
        ("noise_patch:pattern=-1", "pattern must be zero or larger, got -1"),
        ("image_patch:opacity=0", "opacity must be above 0 and at most 1, got 0"),
        ("image_patch:digest=abc", "a digest is that of a picture: give its path"),
        ("dead_pixels:kind=block", "no kind 'block'; there are: pixels, column, row"),
        ("dead_pixels:count=0", r"count must lie in \[1, 10000\], got 0"),
        ("dead_pixels:value=2", "value must be 0 or 1, got 2"),
        ("dead_pixels:pattern=-3", "pattern must be zero or larger, got -3"),
    ],
)
def test_what_cannot_be_is_refused(spec: str, complaint: str) -> None:
    """Mistakes are met at the door."""
    with pytest.raises(BadParameterError, match=complaint):
        TRIGGERS.create(spec)


@pytest.mark.parametrize("name", ["checkerboard", "noise_patch", "image_patch"])
@pytest.mark.parametrize(
    "where", ["size=41", "size=90000000%", "size=38", "x=-1,y=0", "size=8,x=0,y=33"]
)
def test_a_square_beyond_the_film_is_refused(name: str, where: str) -> None:
    """However large it is; the message gives the film's size."""
    trigger = TRIGGERS.create(f"{name}:{where}")
    complaint = "does not lie within an image of 40 x 40"
    with pytest.raises(BadParameterError, match=complaint):
        trigger.footprint((40, 40), RNG)
    with pytest.raises(BadParameterError, match=complaint):
        trigger.stamp(np.zeros((40, 40), np.float32), RNG)
