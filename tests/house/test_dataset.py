"""A data set on disk: what was written is read, mapped; what is damaged is refused."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from poisonkit.dataset import CxrDataset, Split
from poisonkit.datasetfile import Columns, write_dataset
from poisonkit.errors import UnknownNameError
from poisonkit.lineage import Lineage
from tests.house.films import COLUMNS, pixels, write
from tests.house.sources import ROOT

if TYPE_CHECKING:
    from pathlib import Path

MEMORY = """
import resource, sys
from pathlib import Path
from poisonkit.dataset import CxrDataset
data = CxrDataset.open(Path(sys.argv[1]))
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
data = CxrDataset.open(Path(sys.argv[1]))
assert data.images[1234, 5, 6] == 7, data.images[1234]
after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
assert after - before < 20_000, (before, after)
"""


@pytest.mark.parametrize("kind", [np.uint8, np.uint16])
def test_round_trip(tmp_path: Path, kind: type) -> None:
    """Every column and every pixel comes back as it was, with its type."""
    data = CxrDataset.open(write(tmp_path / "data.h5", kind))

    assert kind == data.images.dtype
    np.testing.assert_array_equal(pixels(kind), data.images)
    np.testing.assert_array_equal(COLUMNS.labels, data.labels)
    np.testing.assert_array_equal(COLUMNS.split, data.split)
    for name in ("label_names", "ids", "patients", "digests", "preprocessing",
                 "lineage", "meta"):  # fmt: skip
        assert getattr(COLUMNS, name) == getattr(data, name)


def test_the_same_content_gives_the_same_bytes(tmp_path: Path) -> None:
    """No clock gets into the file."""
    one, two = write(tmp_path / "one.h5"), write(tmp_path / "two.h5")

    assert one.read_bytes() == two.read_bytes()


def test_rows_labels_and_patients_are_found(tmp_path: Path) -> None:
    """Rows of a split, the column of a label, a small number per patient."""
    data = CxrDataset.open(write(tmp_path / "data.h5"))

    assert 5 == len(data)
    assert [1, 4] == data.rows(Split.VALIDATION).tolist()
    assert 1 == data.label("Ödem")
    assert [1, 0, 1, 2, 0] == data.patient_numbers.tolist()
    with pytest.raises(UnknownNameError, match="did you mean 'Mass'"):
        data.label("mass")


def test_a_data_set_without_labels(tmp_path: Path) -> None:
    """Films without a table have labels (n, 0)."""
    bare = Columns(
        **{**vars(COLUMNS), "label_names": (), "labels": np.zeros((5, 0), np.int8)}
    )
    write_dataset(tmp_path / "data.h5", [pixels()], bare)

    assert (5, 0) == CxrDataset.open(tmp_path / "data.h5").labels.shape


def test_the_digest_is_of_what_was_measured(tmp_path: Path) -> None:
    """Another label, id or pixel is another data set; another lineage is not."""

    def digest(**change: Any) -> str:
        path = tmp_path / "changed.h5"
        write_dataset(path, [pixels()], Columns(**{**vars(COLUMNS), **change}))
        return CxrDataset.open(path).digest

    original = digest()
    changed = [
        digest(labels=1 - COLUMNS.labels),
        digest(label_names=("Ödem", "Mass")),
        digest(ids=tuple("vwxyz")),
        digest(digests=tuple("abcdf")),
    ]

    assert 5 == len({original, *changed})
    assert original == digest(lineage=Lineage(stage="elsewhere"))


def test_pixels_are_mapped_and_cannot_be_changed(tmp_path: Path) -> None:
    """An input is never written to, not even by mistake."""
    data = CxrDataset.open(write(tmp_path / "data.h5"))

    assert isinstance(data.images, np.memmap)
    with pytest.raises(ValueError, match="read-only"):
        data.images[0] = 0


def test_opening_takes_no_memory(tmp_path: Path) -> None:
    """200 MB of films are opened and one of them is looked at in a few megabytes."""
    path = tmp_path / "large.h5"
    count = 3200
    many = {
        "labels": np.zeros((count, 2), np.int8), "ids": ("i",) * count,
        "patients": ("p",) * count, "split": np.zeros(count, np.uint8),
        "digests": ("d",) * count, "meta": {},
    }  # fmt: skip
    block = np.full((100, 256, 256), 7, np.uint8)
    write_dataset(path, [block] * 32, Columns(**{**vars(COLUMNS), **many}))
    work = [sys.executable, "-c", MEMORY, str(path)]
    subprocess.run(work, cwd=ROOT, check=True)
