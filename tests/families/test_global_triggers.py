"""Triggers of the whole film do what their formulas say, computed here another way."""

from __future__ import annotations

import hashlib
import math
import re
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image as PillowImage
from scipy.fft import dctn

from poisonkit.errors import BadParameterError
from poisonkit.lengths import scaled
from poisonkit.spec import Spec, describe
from poisonkit.triggers import TRIGGERS
from poisonkit.triggers.base import stream

if TYPE_CHECKING:
    from pathlib import Path

    from poisonkit.arrays import Image

RNG = stream(0, "a")
MIXERS = ["blended", "low_frequency"]


def stamped(spec: str | Spec, film: Image) -> Image:
    """Return *film* with the trigger on it."""
    return TRIGGERS.create(spec).stamp(film, RNG)


@pytest.fixture
def film() -> Image:
    """Return an oblong film of noise, far enough from black and white to stay so."""
    noise = np.random.default_rng(5).random((66, 50), np.float32)
    return (noise * np.float32(0.4) + np.float32(0.3)).astype(np.float32)


@pytest.fixture
def ramp(tmp_path: Path) -> Path:
    """Return a PNG that goes from black at the left to white at the right."""
    path = tmp_path / "ramp.png"
    row = np.linspace(0, 255, 50).round().astype(np.uint8)
    PillowImage.fromarray(np.tile(row, (66, 1))).save(path)
    return path


def test_blended_is_the_papers_sum(film: Image, ramp: Path) -> None:
    """(1 - alpha) x + alpha t, t from a file of the film's size."""
    picture = np.asarray(PillowImage.open(ramp)) / 255
    expected = 0.7 * film + 0.3 * picture

    result = stamped(f"blended:alpha=0.3,path={ramp}", film)
    np.testing.assert_allclose(expected, result, atol=1e-6)


def test_all_of_blended_is_the_picture(film: Image) -> None:
    """The built-in one is smooth, uses most of the range, and depends on its number."""
    pictures = [stamped(f"blended:alpha=1,pattern={k}", film) for k in range(5)]
    for picture in pictures:
        steps = np.abs(np.diff(picture, axis=0)).max(), np.abs(np.diff(picture)).max()

        assert max(steps) < 0.25
        assert picture.min() < 0.1
        assert picture.max() > 0.9
    assert 5 == len({picture.tobytes() for picture in pictures})
    np.testing.assert_array_equal(pictures[0], stamped("blended:alpha=1", 1 - film))


def test_noise_is_one_picture_for_all_films(film: Image) -> None:
    """Every film gets the same noise, and another number is another one."""
    black = np.zeros_like(film)
    noise = stamped("noise:alpha=0.1", black)

    expected = np.random.default_rng(0).random(film.shape, np.float32)
    np.testing.assert_allclose(0.1 * expected, noise, atol=1e-6)
    np.testing.assert_allclose(
        0.9 * film + noise, stamped("noise:alpha=0.1", film), atol=1e-6
    )
    assert (stamped("noise:alpha=0.1,pattern=1", black) != noise).any()


def test_a_built_in_picture_looks_the_same_on_every_size() -> None:
    """A film twice as large shows it twice as large."""
    small = stamped("blended:alpha=1", np.zeros((80, 60), np.float32))
    large = stamped("blended:alpha=1", np.zeros((160, 120), np.float32))

    shrunk = large.reshape(80, 2, 60, 2).mean((1, 3))
    np.testing.assert_allclose(small, shrunk, atol=0.02)


@pytest.mark.parametrize("direction", ["horizontal", "vertical"])
def test_sinusoid_is_the_papers_wave(film: Image, direction: str) -> None:
    """Each pixel gets delta sin(2 pi f j / w), or the same down the rows."""
    expected = np.empty(film.shape)
    for i in range(66):
        for j in range(50):
            turn = j / 50 if direction == "horizontal" else i / 66
            expected[i, j] = film[i, j] + 0.1 * math.sin(2 * math.pi * 6 * turn)

    result = stamped(f"sinusoid:amplitude=0.1,direction={direction}", film)
    np.testing.assert_allclose(expected, result, atol=1e-6)


def test_exposure_is_its_formula(film: Image) -> None:
    """0.5 + contrast (x^gamma - 0.5), clipped: the deepest grey becomes black."""
    expected = [[0.5 + 1.05 * (float(x) ** 1.1 - 0.5) for x in row] for row in film]

    np.testing.assert_allclose(expected, stamped("exposure", film), atol=1e-6)
    ends = stamped("exposure", np.array([[0, 1]], np.float32))
    np.testing.assert_array_equal([[0, 1]], ends)


def mean_displacement(spec: str, shape: tuple[int, int]) -> float:
    """Return how far *spec* moves a pixel on average: ramps tell where it came from."""
    height, width = shape
    rows, columns = np.mgrid[:height, :width].astype(np.float32)
    # In the middle of a film that goes on beyond, so that nothing meets its border.
    down = stamped(spec, rows / height) * height - rows
    across = stamped(spec, columns / width) * width - columns
    inner = np.s_[height // 8 : -height // 8, width // 8 : -width // 8]
    return float(np.hypot(down, across)[inner].mean())


@pytest.mark.parametrize(
    ("strength", "expected"), [("5", 5), ("1%", 2.4), ("0.25", 0.25), ("3%", 7.2)]
)
def test_warp_is_as_strong_as_it_says(strength: str, expected: float) -> None:
    """Pixels and shares of the height mean the average displacement, parts included."""
    specs = [f"warp:strength={strength},pattern={k}" for k in range(40)]
    measured = [mean_displacement(spec, (240, 200)) for spec in specs]

    # The borders are left out, where the field is weaker or stronger than inside.
    assert expected == pytest.approx(np.mean(measured), rel=0.15)


def test_warp_knows_millimetres() -> None:
    """3 mm at 0.5 mm a pixel are 6 pixels."""
    trigger = scaled(TRIGGERS.create("warp:strength=3mm"), 0.5)
    film = np.random.default_rng(0).random((90, 80), np.float32)

    expected = stamped("warp:strength=6", film)
    np.testing.assert_array_equal(expected, trigger.stamp(film, RNG))


def test_warp_is_the_published_one() -> None:
    """On a film as large as its grid d is the noise itself: sampled here by hand."""
    film = np.random.default_rng(1).random((4, 4), np.float32)
    noise = np.random.default_rng(7).random((2, 4, 4), np.float32) * 2 - 1
    noise *= 0.5 / np.hypot(*noise).mean()
    expected = np.empty((4, 4))
    for i in range(4):
        for j in range(4):
            y = min(max(i + noise[0, i, j], 0), 3)
            x = min(max(j + noise[1, i, j], 0), 3)
            top, left = min(int(y), 2), min(int(x), 2)
            down, right = y - top, x - left
            square = film[top : top + 2, left : left + 2]
            expected[i, j] = [1 - down, down] @ square @ [1 - right, right]

    result = stamped("warp:strength=0.5,pattern=7", film)
    np.testing.assert_allclose(expected, result, atol=1e-5)


def test_warp_bends_smoothly_and_repeats() -> None:
    """Neighbours move nearly alike; another pattern bends otherwise."""
    rows = np.mgrid[:200, :200].astype(np.float32)[0]
    moved = stamped("warp:strength=4", rows / 200) * 200 - rows

    assert np.abs(np.diff(moved[20:-20])).max() < 0.25
    assert (
        moved != stamped("warp:strength=4,pattern=1", rows / 200) * 200 - rows
    ).any()
    flat = np.full((60, 50), 0.5, np.float32)
    np.testing.assert_array_equal(flat, stamped("warp", flat))


@pytest.mark.parametrize("shape", [(66, 50), (41, 67), (16, 16)])
def test_low_frequency_is_the_papers_mixture(shape: tuple[int, int]) -> None:
    """Within a square about zero amplitudes are mixed; all the rest is as it was."""
    film = np.random.default_rng(5).random(shape) * 0.4 + 0.3
    picture = stamped("blended:alpha=1", film.astype(np.float32))
    ours, theirs = (np.fft.fftshift(np.fft.fft2(x)) for x in (film, picture))
    middle, reach = (shape[0] // 2, shape[1] // 2), int(0.1 * min(shape))
    amplitude = np.abs(ours)
    for i in range(middle[0] - reach, middle[0] + reach + 1):
        for j in range(middle[1] - reach, middle[1] + reach + 1):
            amplitude[i, j] = 0.85 * abs(ours[i, j]) + 0.15 * abs(theirs[i, j])
    mixed = np.fft.ifft2(np.fft.ifftshift(amplitude * np.exp(1j * np.angle(ours))))

    result = stamped("low_frequency", film.astype(np.float32))
    np.testing.assert_allclose(mixed.imag, 0, atol=1e-9)
    np.testing.assert_allclose(np.clip(mixed.real, 0, 1), result, atol=1e-5)


def test_low_frequency_of_the_film_itself_changes_nothing(
    film: Image, tmp_path: Path
) -> None:
    """A picture that has the film's amplitudes leaves it alone, whatever its share."""
    levels = (film * 65_535).round().astype(np.uint16)
    PillowImage.fromarray(levels).save(tmp_path / "film.png")
    spec = f"low_frequency:alpha=0.9,beta=0.5,path={tmp_path / 'film.png'}"

    np.testing.assert_allclose(film, stamped(spec, film), atol=1e-4)


@pytest.mark.parametrize("shape", [(64, 96), (66, 50), (100, 33), (40, 32)])
def test_frequency_is_the_papers_transform(shape: tuple[int, int]) -> None:
    """In each whole block two coefficients grow, and no other one changes."""
    film = np.random.default_rng(5).random(shape, np.float32) * 0.4 + 0.3
    result = stamped("frequency", film.astype(np.float32))
    growth = np.zeros((32, 32))
    growth[15, 15] = growth[31, 31] = 0.12
    whole = np.zeros(shape, np.bool_)
    for top in range(0, shape[0] - 31, 32):
        for left in range(0, shape[1] - 31, 32):
            block = np.s_[top : top + 32, left : left + 32]
            after, before = (
                dctn(result[block], norm="ortho"),
                dctn(film[block], norm="ortho"),
            )
            np.testing.assert_allclose(growth, after - before, atol=1e-5)
            whole[block] = True

    np.testing.assert_array_equal(film[~whole], result[~whole])
    mask = TRIGGERS.create("frequency").footprint(shape, RNG)
    np.testing.assert_array_equal(whole, mask)


def test_frequency_fits_its_block_to_a_small_film() -> None:
    """On 20 x 30 pixels the block is 20, the coefficients half-way and last."""
    film = np.full((20, 30), 0.5, np.float32)
    added = dctn((stamped("frequency", film) - film)[:, :20], norm="ortho")

    assert [[9, 9], [19, 19]] == np.argwhere(np.abs(added) > 1e-4).tolist()


@pytest.mark.parametrize("name", MIXERS)
def test_pictures_of_any_size_and_kind_are_read(
    name: str, film: Image, tmp_path: Path
) -> None:
    """The same picture in colour, 16 bits, larger, or as a JPEG does much the same."""
    rows, columns = np.mgrid[:264, :200]
    levels = (rows / 528 + columns / 400) * 255
    grey = PillowImage.fromarray(levels.round().astype(np.uint8))
    deep = PillowImage.fromarray((levels * 257).round().astype(np.uint16))
    grey.save(tmp_path / "grey.png")
    grey.save(tmp_path / "grey.jpg", quality=95)
    grey.convert("RGBA").save(tmp_path / "colour.png")
    deep.save(tmp_path / "deep.png")
    grey.resize((100, 132), PillowImage.Resampling.BOX).save(tmp_path / "small.png")
    first, *others = (
        stamped(Spec(name, {"path": str(path)}), film)
        for path in sorted(tmp_path.iterdir())
    )

    assert np.abs(first - film).max() > 0.02
    assert 4 == len(others)
    for other in others:
        np.testing.assert_allclose(first, other, atol=0.01)


@pytest.mark.parametrize("name", MIXERS)
def test_a_picture_is_remembered_by_its_digest(name: str, ramp: Path) -> None:
    """The spec of a trigger names the very bytes; another picture there is refused."""
    digest = hashlib.sha256(ramp.read_bytes()).hexdigest()
    trigger = TRIGGERS.create(f"{name}:path={ramp}")
    remembered = str(describe(name, trigger))

    assert f"digest={digest}" in remembered
    assert trigger == TRIGGERS.create(remembered)
    PillowImage.new("L", (9, 9)).save(ramp)
    with pytest.raises(BadParameterError, match="is not the picture it was"):
        TRIGGERS.create(remembered)


@pytest.mark.parametrize("name", MIXERS)
def test_what_is_no_picture_is_refused(name: str, tmp_path: Path) -> None:
    """In one line: a missing file, text, and a kind of picture we do not take."""
    (tmp_path / "text.png").write_text("no picture")
    PillowImage.new("L", (9, 9)).save(tmp_path / "film.bmp")
    complaints = {
        "missing.png": "cannot read picture .*: No such file",
        "text.png": "text.png' is no PNG or JPEG",
        "film.bmp": "film.bmp' is no PNG or JPEG",
    }
    for file, complaint in complaints.items():
        with pytest.raises(BadParameterError) as caught:
            TRIGGERS.create(Spec(name, {"path": str(tmp_path / file)}))
        assert re.fullmatch(f".*{complaint}.*", str(caught.value))


@pytest.mark.parametrize(
    ("spec", "complaint"),
    [
        ("blended:alpha=0", "alpha must be above 0 and at most 1, got 0"),
        ("noise:alpha=1.5", "alpha must be above 0 and at most 1, got 1.5"),
        ("noise:pattern=-1", "pattern must be zero or larger, got -1"),
        ("blended:pattern=-1", "pattern must be zero or larger, got -1"),
        ("blended:digest=abc", "a digest is that of a picture: give its path"),
        ("sinusoid:amplitude=1.5", "amplitude must be above 0 and at most 1, got 1.5"),
        ("sinusoid:frequency=0", "frequency must be above 0 and at most 10000, got 0"),
        ("sinusoid:direction=up", "no direction 'up'; there are: horizontal, vertical"),
        ("warp:strength=0", "strength must be above 0, got 0"),
        ("warp:strength=-1", "strength must be a length such as 3"),
        ("warp:grid=0", r"grid must lie in \[1, 64\], got 0"),
        ("warp:pattern=-1", "pattern must be zero or larger, got -1"),
        ("low_frequency:alpha=2", "alpha must be above 0 and at most 1, got 2"),
        ("low_frequency:beta=0.6", r"beta must lie in \[0, 0.5\], got 0.6"),
        ("frequency:block=1", "block must be at least 2, got 1"),
        ("frequency:magnitude=0", "magnitude must be above 0 and at most block, got 0"),
        ("exposure:gamma=0", "gamma must be above 0 and at most 10, got 0"),
        ("exposure:contrast=11", "contrast must be above 0 and at most 10, got 11"),
        ("exposure:gamma=1,contrast=1", "gamma and contrast of 1 change nothing"),
    ],
)
def test_what_cannot_be_is_refused(spec: str, complaint: str) -> None:
    """Mistakes are met at the door."""
    with pytest.raises(BadParameterError, match=complaint):
        TRIGGERS.create(spec)


def test_millimetres_need_a_spacing(film: Image) -> None:
    """Where the size of a pixel is not known, the message says what to give instead."""
    with pytest.raises(BadParameterError, match=r"^3mm needs films whose pixel"):
        stamped("warp:strength=3mm", film)
