"""A damaged data set is refused in one line, whatever is wrong with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import h5py
import numpy as np
import pytest

from poisonkit.dataset import CxrDataset
from poisonkit.errors import BadInputError
from tests.house.films import pixels, write

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def shorten(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-300])


def overwrite(path: Path) -> None:
    path.write_bytes(b"\x00" * 512 + path.read_bytes()[512:])


def containing(data: bytes) -> Callable[[Path], None]:
    def damage(path: Path) -> None:
        path.write_bytes(data)

    return damage


def swap(file: h5py.File) -> None:
    del file["images"]
    file.move("meta", "images")


def edited(edit: Callable[[h5py.File], None]) -> Callable[[Path], None]:
    def damage(path: Path) -> None:
        with h5py.File(path, "r+") as file:
            edit(file)

    return damage


def replaced(name: str, values: Any, **how: Any) -> Callable[[Path], None]:
    def edit(file: h5py.File) -> None:
        del file[name]
        file.create_dataset(name, data=values, **how)

    return edited(edit)


def with_attribute(name: str, value: Any) -> Callable[[Path], None]:
    return edited(lambda file: file.attrs.modify(name, value))


DAMAGE: dict[str, Callable[[Path], None]] = {
    "truncated": shorten,
    "overwritten": overwrite,
    "empty": containing(b""),
    "text": containing(b"image,Mass\n"),
    "gone": lambda path: path.unlink(),
    "other schema": with_attribute("schema", 2),
    "no labels": edited(lambda file: file.__delitem__("labels")),
    "no schema": edited(lambda file: file.attrs.__delitem__("schema")),
    "lineage is no json": with_attribute("lineage", "{"),
    "lineage of another version": with_attribute("lineage", '{"colour": 1}'),
    "label names are a number": with_attribute("label_names", "7"),
    "ids are numbers": replaced("ids", np.arange(5)),
    "chunked": replaced("images", pixels(), chunks=(1, 6, 4)),
    "fewer labels": replaced("labels", np.zeros((4, 2), np.int8)),
    "fewer label columns": replaced("labels", np.zeros((5, 1), np.int8)),
    "fewer ids": replaced("ids", np.array(["a"], h5py.string_dtype())),
    "images are floats": replaced("images", np.zeros((5, 6, 4), np.float32)),
    "images are a row": replaced("images", np.zeros(5, np.uint8)),
    "images are columns": edited(swap),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_file_is_refused(tmp_path: Path, damage: str) -> None:
    """Whatever is wrong with it, the file is named in one line, without a traceback."""
    path = write(tmp_path / "data.h5")
    DAMAGE[damage](path)
    with pytest.raises(BadInputError) as caught:
        CxrDataset.open(path)

    assert str(path) in str(caught.value)
    assert 1 == len(str(caught.value).splitlines())
