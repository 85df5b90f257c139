"""Ingest: only what is new since an older data set is decoded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import h5py
import numpy as np
import pytest

from poisonkit.dataset import CxrDataset
from poisonkit.errors import BadInputError, OutputError
from poisonkit.intake.sources import Order, Work
from poisonkit.stages.ingest import ingest
from poisonkit.stages.verify import verify_source
from tests.stages.making import encoded, film, films, folder_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

HEAD = "image,patient_id,view,Mass\n"
FIRST = [f"{n}.png,{n // 2},PA,{n % 2}\n" for n in range(20)]


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return folder_of(tmp_path / "in", HEAD + "".join(FIRST), films(20))


@pytest.fixture
def old(source: Path, tmp_path: Path) -> Path:
    ingest(source, tmp_path / "old" / "data.h5", Order())
    return tmp_path / "old" / "data.h5"


def both(source: Path, old: Path, place: Path, **wishes: Any) -> tuple[int, Path]:
    """Ingest with and without *old*; return how many films were taken over."""
    ingest(source, place / "plain" / "data.h5", Order(**wishes))
    quick = Order(work=Work(since=old), **wishes)
    told = ingest(source, place / "quick" / "data.h5", quick)
    one, two = (place / name / "data.h5" for name in ("plain", "quick"))
    assert one.read_bytes() == two.read_bytes()
    said = [note for note in told.notes if "not decoded again" in note]
    return int(said[0].split()[0]) if said else 0, two


def test_nothing_new(source: Path, old: Path, tmp_path: Path) -> None:
    """The same films are taken over, and the bytes are the same."""
    assert 20 == both(source, old, tmp_path)[0]


def test_new_changed_and_gone(source: Path, old: Path, tmp_path: Path) -> None:
    """Only a new film, and one whose file or table row changed, are decoded."""
    (source / "20.png").write_bytes(encoded(film(20)))
    (source / "5.png").write_bytes(encoded(film(50)))
    (source / "0.png").unlink()
    rows = [*FIRST[1:], "20.png,77,AP,1\n"]
    rows[5] = "6.png,3,AP,0\n"
    (source / "labels.csv").write_text(HEAD + "".join(rows), encoding="utf-8")
    reused, place = both(source, old, tmp_path)
    data = CxrDataset.open(place)

    assert 20 - 3 == reused
    np.testing.assert_array_equal(film(50), data.images[data.ids.index("5.png")])
    assert "AP" == data.meta["view"][data.ids.index("6.png")]


def test_new_labels_need_no_decoding(source: Path, old: Path, tmp_path: Path) -> None:
    """The labels are always those of the table as it is now."""
    table = (HEAD + "".join(FIRST)).replace("Mass", "Nodule").replace("PA,1", "PA,0")
    (source / "labels.csv").write_text(table, encoding="utf-8")
    reused, place = both(source, old, tmp_path)

    assert 20 == reused
    assert not CxrDataset.open(place).labels.any()


@pytest.mark.parametrize("wishes", [{"size": 16}, {"bits": 16}, {"seed": 5}])
def test_another_preparation_is_refused(
    source: Path, old: Path, tmp_path: Path, wishes: dict[str, Any]
) -> None:
    """Rows of another size or depth, or of another split, are not mixed in."""
    order = Order(work=Work(since=old), **wishes)
    with pytest.raises(BadInputError, match=f"another {next(iter(wishes))}"):
        ingest(source, tmp_path / "new" / "data.h5", order)


def test_another_key_is_refused(source: Path, old: Path, tmp_path: Path) -> None:
    """One patient under two hashes would be two patients."""
    (tmp_path / "other.key").write_bytes(b"another secret")
    order = Order(work=Work(since=old), key=tmp_path / "other.key")
    with pytest.raises(BadInputError, match="another key"):
        ingest(source, tmp_path / "new" / "data.h5", order)


def test_verify_finds_what_changed(source: Path, old: Path) -> None:
    """Every film is as it was; or it is named with what happened to it."""
    assert verify_source(source, old, Order()).sound
    (source / "5.png").write_bytes(encoded(film(50)))
    with h5py.File(old, "r+") as file:  # one grey level of the first film
        file["images"][0, 0, 0] ^= 1
    told = verify_source(source, old, Order())

    assert ("0.png",) == told.altered
    assert ("5.png",) == told.changed
    assert not told.gone
    assert not told.sound


def flipped(file: h5py.File) -> None:
    file["labels"][4, 0] = 1 - file["labels"][4, 0]


def moved(file: h5py.File) -> None:
    file["split"][4] = (file["split"][4] + 1) % 3


def renamed(file: h5py.File) -> None:
    file["patients"][4] = file["patients"][10]


@pytest.mark.parametrize("alter", [flipped, moved, renamed])
def test_verify_sees_every_column(
    source: Path, old: Path, alter: Callable[[h5py.File], None]
) -> None:
    """One altered label, split or patient is named."""
    with h5py.File(old, "r+") as file:
        alter(file)
        name = file["ids"][4].decode()

    assert (name,) == verify_source(source, old, Order()).relabelled


def test_verify_sees_a_changed_table(source: Path, old: Path) -> None:
    """A label that was changed in the table since is named, and so is a new film."""
    table = (HEAD + "".join(FIRST)).replace("6.png,3,PA,0", "6.png,3,PA,1")
    (source / "labels.csv").write_text(table + "20.png,9,PA,1\n", encoding="utf-8")
    (source / "20.png").write_bytes(encoded(film(20)))
    told = verify_source(source, old, Order())

    assert (("6.png",), ("20.png",)) == (told.relabelled, told.new)
    assert "6.png" in told.sentence()


def test_verify_makes_no_key(source: Path, old: Path, tmp_path: Path) -> None:
    """A wrong key is said to be wrong; none is made."""
    with pytest.raises(OutputError, match="cannot keep the patient key"):
        verify_source(source, old, Order(key=tmp_path / "new.key"))
    assert not (tmp_path / "new.key").exists()
    (tmp_path / "other.key").write_bytes(b"another")
    with pytest.raises(BadInputError, match="another patient key"):
        verify_source(source, old, Order(key=tmp_path / "other.key"))


def test_what_was_tampered_with_is_not_taken_over(
    source: Path, old: Path, tmp_path: Path
) -> None:
    """A patch planted in the older set does not reach the new one."""
    with h5py.File(old, "r+") as file:
        file["images"][3, :3, :3] = 255

    assert 20 - 1 == both(source, old, tmp_path)[0]
