"""Ingest: the stored pixels are the film's own, whatever file it came in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from poisonkit.lineage import digest_array
from poisonkit.phantoms.cohort import plan_cohort
from poisonkit.phantoms.film import render
from poisonkit.phantoms.folder import write_folder
from tests.stages.making import SIDE, deep, encoded, film, folder_of, ingested

if TYPE_CHECKING:
    from pathlib import Path

ONE = "image,Mass\na.png,1\n"
POLARITIES = ("MONOCHROME1", "MONOCHROME2")


def test_png_is_stored_as_it_is(tmp_path: Path) -> None:
    """Not one grey level of an 8-bit film that already fits changes."""
    folder = folder_of(tmp_path / "in", ONE, {"a.png": encoded(film(1))})
    data = ingested(folder, tmp_path / "out")

    np.testing.assert_array_equal(film(1)[None], data.images)
    assert (digest_array(film(1)),) == data.digests


def test_sixteen_bits_keep_all_their_levels(tmp_path: Path) -> None:
    """A 16-bit PNG into a 16-bit set loses nothing, into 8 bits it is rounded."""
    folder = folder_of(tmp_path / "in", ONE, {"a.png": encoded(deep(1))})
    whole = ingested(folder, tmp_path / "16", bits=16)
    rounded = ingested(folder, tmp_path / "8", bits=8)

    np.testing.assert_array_equal(deep(1)[None], whole.images)
    np.testing.assert_array_equal(np.rint(deep(1)[None] / 257), rounded.images)
    assert np.uint8 == rounded.images.dtype


def test_eight_bits_in_sixteen_span_the_same_range(tmp_path: Path) -> None:
    """White is white in both depths: 255 becomes 65,535 and 0 stays 0."""
    folder = folder_of(tmp_path / "in", ONE, {"a.png": encoded(film(1))})
    data = ingested(folder, tmp_path / "out", bits=16)

    np.testing.assert_array_equal(film(1)[None].astype(int) * 257, data.images)


def test_jpeg_is_read_at_full_scale(tmp_path: Path) -> None:
    """A JPEG's pixels are those that its decoder gives, luminance of a colour one."""
    table = "image,Mass\ngrey.jpg,1\ncolour.jpeg,0\n"
    colour = np.stack([film(2), film(3), film(4)], axis=-1)
    files = {
        "grey.jpg": encoded(film(1), "JPEG"),
        "colour.jpeg": encoded(colour, "JPEG"),
    }
    folder = folder_of(tmp_path / "in", table, files)
    data = ingested(folder, tmp_path / "out")

    for name, stored in zip(data.ids, data.images, strict=True):
        shown = Image.open(folder / name).convert("L")
        np.testing.assert_array_equal(np.asarray(shown), stored)


@pytest.mark.parametrize("bits", [8, 16])
def test_both_polarities_give_one_picture(tmp_path: Path, bits: int) -> None:
    """MONOCHROME1 and MONOCHROME2 films of the same patients are the same rows."""
    sets = []
    for polarity in POLARITIES:
        form = f"dicom:polarity={polarity}"
        place = tmp_path / polarity
        source = write_folder(place / "in", 6, seed=2, size=SIDE, form=form, bits=12)
        sets.append(ingested(source, place, bits=bits))

    np.testing.assert_array_equal(sets[0].images, sets[1].images)
    assert sets[0].digest == sets[1].digest


@pytest.mark.parametrize("stored", [8, 12, 16])
def test_dicom_shows_what_was_exposed(tmp_path: Path, stored: int) -> None:
    """Rescale, window and polarity undone, the whole range of levels is used."""
    source = write_folder(
        tmp_path / "in", 12, seed=2, size=SIDE, form="dicom", bits=stored
    )
    data = ingested(source, tmp_path / "out", bits=16)
    studies = plan_cohort(12, seed=2)
    exposed = np.stack([render(study, SIDE, stored) for study in studies])
    wanted = np.rint(exposed / (2**stored - 1) * 65_535)

    np.testing.assert_allclose(data.images.astype(int), wanted, atol=1)


def test_a_wide_film_is_padded_not_stretched(tmp_path: Path) -> None:
    """A film that is not square lies in the middle of a black square."""
    wide = film(1, (SIDE // 2, SIDE))
    folder = folder_of(tmp_path / "in", ONE, {"a.png": encoded(wide)})
    data = ingested(folder, tmp_path / "out", bits=16, size=SIDE)
    middle = slice(SIDE // 4, SIDE // 4 + SIDE // 2)
    outside = np.delete(data.images[0], np.r_[middle], axis=0)

    np.testing.assert_array_equal(wide.astype(int) * 257, data.images[0][middle])
    assert not outside.any()


def test_shrinking_averages_and_skips_nothing(tmp_path: Path) -> None:
    """A bright dot of one pixel survives a film made four times smaller, fainter."""
    dark = np.zeros((4 * SIDE, 4 * SIDE), np.uint8)
    dark[2 * SIDE + 1, 2 * SIDE + 1] = 255
    folder = folder_of(tmp_path / "in", ONE, {"a.png": encoded(dark)})
    small = ingested(folder, tmp_path / "out", size=SIDE, bits=16).images[0]

    assert (SIDE, SIDE) == small.shape
    assert 0 < small.max() < 65_535
    assert np.unravel_index(small.argmax(), small.shape) == (SIDE // 2, SIDE // 2)


@pytest.mark.parametrize(("longer", "size"), [(40, 40), (300, 224)])
def test_the_first_film_decides_the_size(
    tmp_path: Path, longer: int, size: int
) -> None:
    """Unless told otherwise: its longer side, but not above 224."""
    films = {"a.png": encoded(film(1, (30, longer))), "b.png": encoded(film(2))}
    table = "image,Mass\na.png,1\nb.png,0\n"
    folder = folder_of(tmp_path / "in", table, films)

    assert (2, size, size) == ingested(folder, tmp_path / "out").images.shape
