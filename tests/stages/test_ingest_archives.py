"""Ingest of many films in one NumPy archive, as MedMNIST hands them out."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from poisonkit.dataset import CxrDataset
from poisonkit.errors import BadInputError
from poisonkit.intake.sources import Order, Work
from poisonkit.stages.ingest import ingest

if TYPE_CHECKING:
    from pathlib import Path

COUNTS = {"train": 150, "val": 20, "test": 40}
NAME = "pneumoniamnist.npz"


def archive(path: Path, seed: int = 0, *, packed: bool = True) -> Path:
    """Write films of noise and their labels under MedMNIST's names."""
    rng, arrays = np.random.default_rng(seed), dict[str, Any]()
    for part, count in COUNTS.items():
        arrays[f"{part}_images"] = rng.integers(256, size=(count, 28, 28), dtype="u1")
        arrays[f"{part}_labels"] = rng.integers(2, size=(count, 1), dtype="u1")
    path.parent.mkdir(parents=True, exist_ok=True)
    (np.savez_compressed if packed else np.savez)(path, **arrays)
    return path


def flip(path: Path, member: str) -> None:
    """Turn one bit in the middle of a *member* as it is stored."""
    with zipfile.ZipFile(path) as held:
        info = held.getinfo(member)
    data = bytearray(path.read_bytes())
    data[info.header_offset + info.compress_size // 2] ^= 4
    path.write_bytes(data)


@pytest.mark.parametrize("packed", [True, False])
@pytest.mark.parametrize("workers", [1, 2])
def test_every_film_is_a_row(tmp_path: Path, workers: int, *, packed: bool) -> None:
    """The archive itself is the source; films keep their split, label and pixels."""
    source = archive(tmp_path / NAME, packed=packed)
    order = Order(work=Work(workers=workers))
    ingest(source, tmp_path / "out" / "data.h5", order)
    data = CxrDataset.open(tmp_path / "out" / "data.h5")
    held = np.load(source)

    assert sum(COUNTS.values()) == len(data)
    assert [150, 20, 40] == np.bincount(data.split).tolist()
    for row in (0, 149, 150, 209):
        _, part, number = data.ids[row].split("/")
        film, label = (held[f"{part}_{k}"][int(number)] for k in ("images", "labels"))
        np.testing.assert_array_equal(film, data.images[row])
        assert label.tolist() == data.labels[row].tolist()


@pytest.mark.parametrize("packed", [True, False])
def test_a_damaged_part_is_refused_whole(tmp_path: Path, *, packed: bool) -> None:
    """Where one bit is wrong, nobody knows where: no film of that part is believed."""
    source = archive(tmp_path / NAME, packed=packed)
    flip(source, "train_images.npy")
    found = set()
    for workers in (1, 2):
        place = tmp_path / str(workers) / "data.h5"
        told = ingest(source, place, Order(work=Work(workers=workers)))
        assert {"cannot-decode": COUNTS["train"]} == told.quarantined
        found.add(place.read_bytes())

    assert 1 == len(found)


def test_nothing_sound_is_a_refusal(tmp_path: Path) -> None:
    """An archive that is damaged in all its parts is one line."""
    source = archive(tmp_path / NAME)
    for part in COUNTS:
        flip(source, f"{part}_images.npy")

    with pytest.raises(BadInputError, match=r"could be read|holds no image"):
        ingest(source, tmp_path / "out" / "data.h5", Order())
