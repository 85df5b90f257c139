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
    other = min(path.parent.glob("*.shard-0000-*"))
    path.write_bytes(other.read_bytes())


def fill(path: Path) -> None:
    path.write_bytes(b"not a shard at all" * 100)


DAMAGE: dict[str, tuple[Callable[[Path], None], str]] = {
    "missing": (lambda path: path.unlink(), r"shard-0001-\w+.h5 is missing"),
    "short": (cut, r"shard-0001-\w+.h5 is short or damaged"),
    "no shard": (fill, r"shard-0001-\w+.h5 is short or damaged"),
    "another": (swap, r"shard-0001-\w+.h5 is of another data set"),
}


@pytest.mark.parametrize("case", DAMAGE)
def test_a_bad_shard_is_an_error(many: Path, case: str) -> None:
    """HDF5 would read zeros without a word; here it is refused by name."""
    damage, words = DAMAGE[case]
    damage(next(many.parent.glob("*.shard-0001-*")))

    with pytest.raises(BadInputError, match=words):
        CxrDataset.open(many)


@pytest.mark.parametrize("key", [..., (..., 0), (slice(3), [1], [2, 3])])
def test_what_shards_cannot_do_they_refuse(many: Path, key: Any) -> None:
    """An index that would be read otherwise than an array reads it is an error."""
    if key == (slice(3), [1], [2, 3]):
        key = (np.array([1, 2]), [1, 2], [3, 4])
    with pytest.raises(IndexError):
        CxrDataset.open(many).images[key]


def test_no_shard_of_an_older_set_stays(whole: CxrDataset, tmp_path: Path) -> None:
    """Shards that nothing refers to any more would be films that nobody minds."""
    source, out = whole.path.parent.parent / "in", tmp_path / "data.h5"
    ingest(source, out, Order(shard=5))
    assert 1 + 5 == len(below(tmp_path))
    ingest(source, out, Order(shard=20), force=True)
    assert 1 + 2 == len(below(tmp_path))
    ingest(source, out, Order(), force=True)

    assert ["data.h5"] == below(tmp_path)


def test_a_shard_is_never_overwritten(many: Path) -> None:
    """What reads a sharded set does not write onto one of its files."""
    data = CxrDataset.open(many)
    shards = [path for path in many.parent.iterdir() if path != many]

    assert 3 == len(shards)
    assert all(data.owns(path) for path in (many, *shards))
    assert not data.owns(many.with_name("other.h5"))
