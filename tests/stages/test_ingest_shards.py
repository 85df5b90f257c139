"""Ingest: a data set in several files reads as one, and misses none in silence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import h5py
import numpy as np
import pytest

from poisonkit.dataset import CxrDataset
from poisonkit.errors import BadInputError
from poisonkit.intake.sources import Order
from poisonkit.stages.ingest import ingest
from tests.stages.making import below, films, folder_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

FILMS, SHARD = 25, 10
KEYS: dict[str, Any] = {
    "a row": 12,
    "the last": -1,
    "some": np.array([24, 0, 11, 11, 9, 10]),
    "a mask": np.arange(FILMS) % 3 == 0,
    "none": np.array([], np.int64),
    "one shard": slice(10, 20),
    "across": slice(5, 23),
    "every third": slice(None, None, 3),
    "backwards": slice(20, 3, -4),
    "empty": slice(7, 7),
    "a window": (slice(None), slice(2, 5), slice(1, 9)),
    "a window of some": (np.array([3, 22]), slice(2, 5)),
    "pixels": (slice(8, 12), [[1], [2]], [[3, 4]]),
    "one pixel": (14, 3, 4),
}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> CxrDataset:
    """Return a data set in one file, beside the same in three."""
    place = tmp_path_factory.mktemp("sharded")
    table = "image,Mass\n" + "".join(f"{n}.png,{n % 2}\n" for n in range(FILMS))
    source = folder_of(place / "in", table, films(FILMS))
    ingest(source, place / "one" / "data.h5", Order())
    ingest(source, place / "many" / "data.h5", Order(shard=SHARD))
    return CxrDataset.open(place / "one" / "data.h5")


@pytest.fixture
def many(whole: CxrDataset, tmp_path: Path) -> Path:
    """Return a copy of the set in three files, to damage."""
    kept = whole.path.parent.parent / "many"
    for name in below(kept):
        (tmp_path / name).write_bytes((kept / name).read_bytes())
    return tmp_path / "data.h5"


def test_it_is_the_same_data_set(whole: CxrDataset, many: Path) -> None:
    """Pixels, columns and digest are those of the set in one file."""
    data = CxrDataset.open(many)

    assert 1 + 3 == len(below(many.parent))
    assert data.digest == whole.digest
    assert data.sharded
    assert not whole.sharded
    np.testing.assert_array_equal(np.asarray(whole.images), np.asarray(data.images))
    with h5py.File(many) as file:
        np.testing.assert_array_equal(whole.images, file["images"][:])


@pytest.mark.parametrize("key", KEYS)
def test_every_index_reads_the_same(whole: CxrDataset, many: Path, key: str) -> None:
    """What can be asked of a mapped array can be asked of shards."""
    expected = np.asarray(whole.images[KEYS[key]])
    found = np.asarray(CxrDataset.open(many).images[KEYS[key]])

    assert expected.dtype == found.dtype
    np.testing.assert_array_equal(expected, found)


def test_a_row_that_is_not_there(many: Path) -> None:
    """An index past the end is an error, as it is of an array."""
    with pytest.raises(IndexError):
        CxrDataset.open(many).images[FILMS]


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-2000])


def swap(path: Path) -> None:
    other = path.with_name("data.shard-0000.h5")
    path.write_bytes(other.read_bytes())


def fill(path: Path) -> None:
    path.write_bytes(b"not a shard at all" * 100)


DAMAGE: dict[str, tuple[Callable[[Path], None], str]] = {
    "missing": (lambda path: path.unlink(), "shard-0001.h5 is missing"),
    "short": (cut, "shard-0001.h5 is short or damaged"),
    "no shard": (fill, "shard-0001.h5 is short or damaged"),
    "another": (swap, "shard-0001.h5 is of another data set"),
}


@pytest.mark.parametrize("case", DAMAGE)
def test_a_bad_shard_is_an_error(many: Path, case: str) -> None:
    """HDF5 would read zeros without a word; here it is refused by name."""
    damage, words = DAMAGE[case]
    damage(many.with_name("data.shard-0001.h5"))

    with pytest.raises(BadInputError, match=words):
        CxrDataset.open(many)
