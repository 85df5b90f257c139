"""Shapes, lines, clouds and letters: the same thing at any size of film."""

from __future__ import annotations

import numpy as np
import pytest

from poisonkit.phantoms.frame import Pose, bare, look
from poisonkit.phantoms.nuisances.burnt_words import WORDS
from poisonkit.phantoms.shapes import bell, blend, capsule, edge, ellipse, fade, fill
from poisonkit.phantoms.strokes import Lettering
from poisonkit.phantoms.textures import clouds, lines

SIZES = (64, 150)


@pytest.mark.parametrize("size", SIZES)
def test_an_ellipse_has_its_area(size: int) -> None:
    """Pixels on the rim count for the part that is covered."""
    frame = bare((size, size))
    area = fill(frame, ellipse(frame, (0.1, -0.2), (0.5, 0.3), 0.7)).sum()

    assert pytest.approx(np.pi * 0.5 * 0.3, rel=0.02) == area * frame.pixel**2


@pytest.mark.parametrize("size", SIZES)
def test_a_capsule_has_its_area(size: int) -> None:
    """A thick line is a box with two half discs."""
    frame = bare((size, size))
    area = fill(frame, capsule(frame, (-0.4, 0.1), (0.4, -0.2), 0.15)).sum()
    expected = 0.3 * np.hypot(0.8, 0.3) + np.pi * 0.15**2

    assert pytest.approx(expected, rel=0.02) == area * frame.pixel**2


def test_edges_rise_from_0_to_1() -> None:
    """Half way at the edge itself, flat beyond its softness."""
    distance = np.array([-1, -0.1, 0, 0.1, 1], np.float32)

    np.testing.assert_allclose(edge(distance, 0.1), [0, 0, 0.5, 1, 1], atol=1e-6)


def test_bell_and_fade_stand_in_for_exp() -> None:
    """They come within 0.1 of what they replace and keep its limits."""
    values = np.linspace(0, 6, 61).astype(np.float32)

    assert np.abs(bell(values) - np.exp(-(values**2))).max() < 0.1
    assert np.abs(fade(values) - np.exp(-values)).max() < 0.1
    assert bell(values[:1]) == fade(values[:1]) == 1
    assert bell(values)[-1] == 0


def test_a_blend_holds_both_shapes() -> None:
    """The union of two shapes is nowhere smaller than either."""
    rng = np.random.default_rng(0)
    one, other = rng.normal(size=(2, 8, 8)).astype(np.float32)

    assert (blend(one, other, 0.1) >= np.maximum(one, other)).all()


@pytest.mark.parametrize("size", SIZES)
def test_lines_keep_their_mass(size: int) -> None:
    """What is splatted is found again, whatever the pixels."""
    points = np.random.default_rng(1).uniform(-0.7, 0.7, (50, 2))
    frame = bare((size, size))
    drawn = lines(frame, points, np.full(50, 0.02), 0.03)

    assert pytest.approx(1.0, rel=0.01) == drawn.sum() * frame.pixel**2


def test_clouds_do_not_depend_on_the_size() -> None:
    """The same generator gives the same clouds, of variance about one."""
    small, large = (
        clouds(bare((size, size)), np.random.default_rng(2), 12) for size in (50, 150)
    )

    np.testing.assert_allclose(small, large[1::3, 1::3], atol=1e-4)
    assert 0.7 < large.std() < 1.3


def test_a_frame_finds_its_own_pixels() -> None:
    """Where a pixel lies on the patient, there the patient's point is drawn."""
    pose = Pose(shift=(0.05, -0.1), scale=1.1, tilt=0.1, bend=0.03, turn=0.05)
    frame = look((60, 80), pose)
    rows, columns = np.array([10, 30, 50]), np.array([15, 40, 70])
    points = np.stack([frame.x[rows, columns], frame.y[rows, columns]], axis=1)

    np.testing.assert_allclose(frame.locate(points), [rows, columns], atol=0.5)


@pytest.mark.parametrize("text", [*sum(WORDS.values(), ()), "L", "R", "0123456789:"])
def test_every_word_can_be_written(text: str) -> None:
    """Letters cover something, smoothly, and stay in their place."""
    frame = bare((96, 96))
    ink = Lettering(text=text, centre=(0.0, 0.0), height=0.15).ink(frame)

    assert 0 < ink[ink > 0].min() < 0.5 < ink.max() <= 1
    assert ink[np.abs(frame.y) > 0.1].max() == 0


def test_a_mirrored_letter_is_a_mirror_image() -> None:
    """Lead is sometimes laid down the wrong way round."""
    frame = bare((96, 96))
    plain, mirrored = (
        Lettering(text="R", centre=(0.0, 0.0), height=0.5, mirrored=flip).ink(frame)
        for flip in (False, True)
    )

    np.testing.assert_allclose(plain, mirrored[:, ::-1], atol=1e-5)
    assert np.abs(plain - mirrored).max() > 0.5


def test_letters_may_leave_the_film() -> None:
    """A word beyond the edge is cut off or not seen; it is no error."""
    frame = bare((48, 48))

    for centre in ((0.99, 0.99), (-1.0, 0.0), (3.0, -3.0), (-3.0, 3.0)):
        word = Lettering(text="ERECT", centre=centre, height=0.2)

        assert frame.shape == word.ink(frame).shape
