"""Ingest: what was done before a kill is not done again, and changes no byte."""

from __future__ import annotations

import signal
import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from poisonkit.errors import BadInputError
from poisonkit.intake import blockstore
from poisonkit.intake.sources import Order, Work
from poisonkit.stages.ingest import ingest
from tests.stages.making import (
    below,
    contents,
    encoded,
    film,
    one_broken,
)

if TYPE_CHECKING:
    from pathlib import Path

FILMS = 200
RESUME = Order(work=Work(resume=True))

KILLED = """
import os, signal, sys
from pathlib import Path
from poisonkit.intake.blockstore import BlockStore
from poisonkit.intake.sources import Order
from poisonkit.stages.ingest import ingest
usual = BlockStore.write
def killed(self, number, taken):
    usual(self, number, taken)
    if number == int(sys.argv[3]):
        os.kill(os.getpid(), signal.SIGKILL)
BlockStore.write = killed
ingest(Path(sys.argv[1]), Path(sys.argv[2]), Order())
"""


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """Return a folder of a few blocks of films, one of them broken."""
    return one_broken(tmp_path / "in", FILMS)


def killed(source: Path, out: Path, block: int) -> None:
    """Ingest in a process that dies when *block* is done."""
    words = [sys.executable, "-c", KILLED, str(source), str(out), str(block)]
    died = subprocess.run(words, check=False, capture_output=True)
    assert -signal.SIGKILL == died.returncode
    assert not out.exists()


def counted(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Count the blocks that are decoded from now on."""
    numbers: list[int] = []
    usual = blockstore.BlockStore.write

    def write(self: blockstore.BlockStore, number: int, taken: Any) -> None:
        numbers.append(number)
        usual(self, number, taken)

    monkeypatch.setattr(blockstore.BlockStore, "write", write)
    return numbers


def test_it_goes_on_where_it_was(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Blocks that were done are taken as they are; the bytes are those of one run."""
    ingest(source, tmp_path / "whole" / "data.h5", Order())
    out = tmp_path / "out" / "data.h5"
    killed(source, out, block=1)
    done_now = counted(monkeypatch)
    ingest(source, out, RESUME)

    assert [2, 3] == done_now
    assert contents(tmp_path / "whole") == contents(tmp_path / "out")


def test_a_film_that_changed_is_read_again(source: Path, tmp_path: Path) -> None:
    """What was repaired between kill and resume is taken as it is now."""
    out = tmp_path / "out" / "data.h5"
    killed(source, out, block=1)
    (source / "3.png").write_bytes(encoded(film(3)))
    told = ingest(source, out, RESUME)

    assert FILMS == told.images
    assert not told.quarantined


@pytest.mark.parametrize("damage", [b"", b"half of a zip", None])
def test_a_damaged_block_is_done_again(
    source: Path, tmp_path: Path, damage: bytes | None
) -> None:
    """A block that a failing disk left cut or altered is not believed."""
    ingest(source, tmp_path / "whole" / "data.h5", Order())
    out = tmp_path / "out" / "data.h5"
    killed(source, out, block=1)
    block = next((tmp_path / "out").rglob("000000.npz"))
    data = block.read_bytes()
    middle = len(data) // 2
    flipped = data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :]
    block.write_bytes(flipped if damage is None else damage)
    ingest(source, out, RESUME)

    assert contents(tmp_path / "whole") == contents(tmp_path / "out")


def test_other_options_are_refused(source: Path, tmp_path: Path) -> None:
    """Blocks of 32 pixels are no start for a data set of 16; they are not lost."""
    out = tmp_path / "out" / "data.h5"
    killed(source, out, block=0)
    with pytest.raises(BadInputError, match="without --resume"):
        ingest(source, out, Order(size=16, work=Work(resume=True)))

    assert list((tmp_path / "out").rglob("000000.npz"))


def test_without_resume_it_starts_over(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing of an interrupted run is used unless it is asked for."""
    out = tmp_path / "out" / "data.h5"
    killed(source, out, block=1)
    done_now = counted(monkeypatch)
    ingest(source, out, Order())

    assert [0, 1, 2, 3] == done_now
    assert ["data.h5", "quarantine.csv"] == below(tmp_path / "out")


def test_ctrl_c_keeps_what_was_read(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An interrupted ingest can be resumed as a killed one can."""
    out = tmp_path / "out" / "data.h5"
    usual = blockstore.BlockStore.write

    def interrupted(self: blockstore.BlockStore, number: int, taken: Any) -> None:
        usual(self, number, taken)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(blockstore.BlockStore, "write", interrupted)
        with pytest.raises(KeyboardInterrupt):
            ingest(source, out, Order())
    done_now = counted(monkeypatch)
    ingest(source, out, RESUME)

    assert [1, 2, 3] == done_now


def test_what_could_not_be_read_then_is_tried_again(
    source: Path, tmp_path: Path
) -> None:
    """A refusal that may have passed, for want of rights or time, is no result."""
    out = tmp_path / "out" / "data.h5"
    killed(source, out, block=1)
    store = blockstore.BlockStore(folder=tmp_path / "out" / ".data.h5.blocks.part")
    records = store.records(0)
    pixels = store.pixels(0)
    lost = replace(records[0], digest="", reason="timed-out", detail="no result")
    rest = [replace(r, pixels=p) for r, p in zip(records[1:], pixels[1:], strict=False)]
    store.write(0, [lost, *rest])
    told = ingest(source, out, RESUME)

    assert FILMS - 1 == told.images


def test_nothing_begun_is_nothing_to_go_on_with(source: Path, tmp_path: Path) -> None:
    """Killed before the plan was written, a run is simply done."""
    (tmp_path / "out" / ".data.h5.blocks.part").mkdir(parents=True)
    told = ingest(source, tmp_path / "out" / "data.h5", RESUME)

    assert FILMS - 1 == told.images
