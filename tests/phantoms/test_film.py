"""Rendering: any size, any depth, one anatomy."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from poisonkit.errors import BadParameterError
from poisonkit.phantoms.cohort import plan_cohort
from poisonkit.phantoms.film import dissect, render
from tests.phantoms.people import QUIET, study_of

if TYPE_CHECKING:
    from poisonkit.arrays import Pixels
    from poisonkit.phantoms.frame import Map


def halve(pixels: Pixels) -> Map:
    """Return the means of blocks of 2 x 2 pixels."""
    height, width = pixels.shape
    halved: Map = pixels.reshape(height // 2, 2, width // 2, 2).mean(axis=(1, 3))
    return halved


@pytest.mark.parametrize("bits", [8, 10, 12, 14, 16])
def test_depth(bits: int) -> None:
    """The values fill the bits asked for and no more."""
    pixels = render(plan_cohort(1, seed=0)[0], 64, bits)

    assert np.dtype(np.uint8 if bits == 8 else np.uint16) == pixels.dtype
    assert 0.75 * 2**bits < pixels.max() < 2**bits
    assert pixels.min() < 0.1 * 2**bits


def test_depth_changes_only_the_depth() -> None:
    """Eight bits of a sixteen-bit film are the eight-bit film, but for rounding."""
    study = plan_cohort(3, seed=1)[2]
    deep, flat = render(study, 64, 16), render(study, 64, 8)

    assert np.abs(deep / 257 - flat).max() <= 0.51


@pytest.mark.parametrize("size", [16, 65, (96, 64), (64, 96)])
def test_size(size: int | tuple[int, int]) -> None:
    """A film is as large as asked, square or not."""
    shape = (size, size) if isinstance(size, int) else size

    assert shape == render(plan_cohort(1, seed=2)[0], size).shape


@pytest.mark.parametrize("number", range(4))
def test_same_anatomy_at_any_size(number: int) -> None:
    """A large film, made smaller, is the small film."""
    severity = {"effusion": 0.5, "mass": 0.5, "infiltration": 0.5}
    study = replace(
        study_of(number, severity),
        nuisances=("lead_marker", "electrodes", "collimation"),
    )
    small, large = render(study, 96) / 255, halve(render(study, 192)) / 255

    assert np.corrcoef(small.ravel(), large.ravel())[0, 1] > 0.985
    assert np.abs(small - large).mean() < 0.02


def test_a_narrow_film_is_the_middle_of_a_wide_one() -> None:
    """The width crops; it does not squeeze."""
    narrow = dissect(QUIET, (64, 32)).density()
    wide = dissect(QUIET, (64, 64)).density()

    assert np.abs(narrow[:, 8:24] - wide[:, 24:40]).mean() < 0.02


@pytest.mark.parametrize("size", [0, 15, 5000, (96, 8)])
def test_refuses_a_size(size: int | tuple[int, int]) -> None:
    """The message says what is allowed."""
    with pytest.raises(
        BadParameterError, match="must measure 16 to 4096 pixels a side"
    ):
        render(QUIET, size)


@pytest.mark.parametrize("bits", [1, 7, 9, 32])
def test_refuses_a_depth(bits: int) -> None:
    """The message says what is allowed."""
    with pytest.raises(
        BadParameterError, match="bits must be one of 8, 10, 12, 14, 16"
    ):
        render(QUIET, 64, bits)


def test_order_does_not_matter() -> None:
    """A film does not depend on the films drawn before it."""
    studies = plan_cohort(6, seed=3)
    forwards = [render(study, 48).tobytes() for study in studies]
    backwards = [render(study, 48).tobytes() for study in reversed(studies)]

    assert forwards == backwards[::-1]
