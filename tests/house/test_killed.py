"""Killed while writing, or on a full disk: no half file under the final name."""

from __future__ import annotations

import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.house.sources import ROOT

if TYPE_CHECKING:
    from pathlib import Path

FILE = """
import sys
from pathlib import Path
from poisonkit.files import writing
with writing(Path(sys.argv[1]), force=True) as part:
    with part.open("wb") as file:
        file.write(b"x" * 1_000_000)
        file.flush()
        print("half", flush=True)
        sys.stdin.read()
"""
FOLDER = """
import sys
from pathlib import Path
from poisonkit.files import writing_folder
with writing_folder(Path(sys.argv[1]), force=True) as part:
    (part / "run.json").write_text("half")
    print("half", flush=True)
    sys.stdin.read()
"""
FULL = """
import resource, signal, sys
from pathlib import Path
import numpy as np
from poisonkit.errors import OutputError
from poisonkit.files import writing
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
try:
    with writing(Path(sys.argv[1])) as part:
        if sys.argv[2] == "plain":
            part.write_bytes(bytes(1_000_000))
        else:
            import h5py
            with h5py.File(part, "w") as file:
                file["images"] = np.ones((10, 100, 1000), np.uint8)
except OutputError as error:
    print(error)
"""


def kill_half_way(code: str, path: Path) -> None:
    """Run *code* on *path* until it says that it is half way, then kill it."""
    work = subprocess.Popen(
        [sys.executable, "-c", code, str(path)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    with work:
        assert work.stdout is not None
        assert b"half\n" == work.stdout.readline()
        work.kill()
    assert -signal.SIGKILL == work.returncode


def test_a_killed_writer_leaves_no_final_name(tmp_path: Path) -> None:
    """After kill -9 there is only a name that ends in .part, and the next run works."""
    path = tmp_path / "a.bin"
    kill_half_way(FILE, path)

    assert not path.exists()
    assert [".a.bin.part"] == [file.name for file in tmp_path.iterdir()]
    again = [sys.executable, "-c", FILE, str(path)]
    subprocess.run(again, cwd=ROOT, input=b"", check=True, capture_output=True)
    assert ["a.bin"] == [file.name for file in tmp_path.iterdir()]


def test_a_killed_writer_leaves_the_old_file(tmp_path: Path) -> None:
    """What was there before is there after kill -9, every byte of it."""
    path = tmp_path / "a.bin"
    path.write_bytes(b"old")
    kill_half_way(FILE, path)

    assert b"old" == path.read_bytes()


def test_a_killed_writer_leaves_the_old_folder(tmp_path: Path) -> None:
    """A folder, too, is the old one or the new one."""
    place = tmp_path / "run"
    place.mkdir()
    (place / "run.json").write_text("old")
    kill_half_way(FOLDER, place)

    assert "old" == (place / "run.json").read_text()


@pytest.mark.parametrize("kind", ["plain", "hdf5"])
def test_a_full_disk_is_one_line(tmp_path: Path, kind: str) -> None:
    """A disk that takes no more is reported in a sentence, and nothing stays behind."""
    path = tmp_path / "a.h5"
    work = subprocess.run(
        [sys.executable, "-c", FULL, str(path), kind],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )

    assert f"cannot write {path}: File too large\n" == work.stdout
    assert "" == work.stderr
    assert [] == list(tmp_path.iterdir())
