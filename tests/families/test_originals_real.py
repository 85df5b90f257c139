"""Real films are written back to the same film, or refused in one line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from poisonkit.arrays import as_image
from poisonkit.errors import UnreadableFileError
from poisonkit.readers.base import Reading
from tests.families.originals import READER
from tests.families.test_real_dicom import listed

if TYPE_CHECKING:
    from pathlib import Path

ALL = Reading(any_modality=True)
LOSSY = ("JPEG Baseline", "JPEG Extended", "JPEG-LS Lossy")


@pytest.mark.filterwarnings("ignore")  # pydicom complains of real headers
def test_real_films_are_written_back_or_refused(real_data: Path) -> None:
    """What the reader takes comes back to the grey level, but for lossy codecs."""
    written, refused = 0, dict[str, str]()
    for row, data in listed(real_data):
        try:
            film = READER.read(data, ALL)
        except UnreadableFileError:
            with pytest.raises(UnreadableFileError):
                READER.original(data)
            continue
        try:
            original = READER.original(data)
            back = original.encoded()
        except UnreadableFileError as refusal:
            assert "cannot-write" == refusal.code, row["file"]  # noqa: PT017 - either
            assert 1 == len(str(refusal).splitlines())  # noqa: PT017
            refused[row["file"]] = str(refusal)
            continue
        np.testing.assert_array_equal(as_image(film.pixels), original.shown)
        if row["transfer_syntax_name"].startswith(LOSSY):
            moved = np.abs(READER.original(back).stored - original.stored)
            assert moved.max() < 0.04, row["file"]
            assert moved.mean() < 0.002, row["file"]
        else:
            np.testing.assert_array_equal(film.pixels, READER.read(back, ALL).pixels)
        written += 1

    grey = {name for name, reason in refused.items() if "colour" not in reason}
    assert 90 <= written
    assert len(grey) <= 5
