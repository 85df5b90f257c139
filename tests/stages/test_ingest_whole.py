"""Ingest: the same bytes whoever works, and the whole file or none."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from poisonkit.intake.sources import Order, Work
from poisonkit.stages.ingest import ingest
from tests.stages.making import SIDE, below, contents, films, folder_of

if TYPE_CHECKING:
    from pathlib import Path

FILMS = 70
"""More than one block of work."""

RUN = """
import os, resource, signal, sys
from pathlib import Path
from poisonkit.errors import PoisonkitError
from poisonkit.intake.sources import Order, Work
from poisonkit.intake import publishing
from poisonkit.stages import ingest as stage

source, out, moment, limit = sys.argv[1:]
if limit != "none":
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(limit), int(limit)))
if moment != "never":
    place = publishing if hasattr(publishing, moment) else stage
    usual = getattr(place, moment)
    def killed(*args, **kwargs):
        usual(*args, **kwargs)
        os.kill(os.getpid(), signal.SIGKILL)
    setattr(place, moment, killed)
try:
    stage.ingest(Path(source), Path(out), Order())
except PoisonkitError as error:
    print(error)
    sys.exit(2)
"""


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """Return a folder with one film that will be quarantined."""
    rows = [f"{n}.png,{n % 2}" for n in range(FILMS)]
    table = "\n".join(["image,Mass", *rows])
    return folder_of(tmp_path / "in", table, films(FILMS) | {"7.png": b"broken"})


def run(
    source: Path, out: Path, moment: str = "never", limit: str = "none"
) -> subprocess.CompletedProcess[str]:
    """Ingest in a process of its own, which can be killed or starved of disk."""
    words = [sys.executable, "-c", RUN, str(source), str(out), moment, limit]
    return subprocess.run(words, check=False, capture_output=True, text=True)


def test_workers_change_nothing(source: Path, tmp_path: Path) -> None:
    """One worker, two workers and a second run write the same bytes."""
    written = []
    for name, workers in (("one", 1), ("two", 2), ("again", 1)):
        ingest(source, tmp_path / name / "data.h5", Order(work=Work(workers=workers)))
        written.append(contents(tmp_path / name))

    assert {"data.h5", "quarantine.csv"} == set(written[0])
    assert written[0] == written[1] == written[2]


def test_the_place_changes_nothing(source: Path, tmp_path: Path) -> None:
    """The same films in another folder give the same bytes: no path is stored."""
    moved = shutil.copytree(source, tmp_path / "elsewhere" / "copy")
    ingest(source, tmp_path / "one" / "data.h5", Order())
    ingest(moved, tmp_path / "two" / "other.h5", Order())

    one = (tmp_path / "one" / "data.h5").read_bytes()
    assert one == (tmp_path / "two" / "other.h5").read_bytes()
    assert str(tmp_path).encode() not in one


@pytest.mark.parametrize("moment", ["read_table", "Assembly", "write_dataset"])
def test_killed_it_leaves_no_data_set(
    source: Path, tmp_path: Path, moment: str
) -> None:
    """Kill -9 leaves nothing under a final name, and nothing in the way of a retry."""
    out = tmp_path / "out" / "data.h5"
    died = run(source, out, moment)

    assert -signal.SIGKILL == died.returncode
    assert all(".part" in name for name in below(tmp_path / "out"))
    ingest(source, out, Order())
    assert ["data.h5", "quarantine.csv"] == below(tmp_path / "out")


@pytest.mark.parametrize("room", [SIDE * SIDE, FILMS * SIDE * SIDE, 74_000])
def test_a_full_disk_is_one_line(source: Path, tmp_path: Path, room: int) -> None:
    """Wherever the disk runs full, one line says so and nothing is left behind."""
    starved = run(source, tmp_path / "out" / "data.h5", limit=str(room))

    assert 2 == starved.returncode
    assert not starved.stderr
    assert 1 == len(starved.stdout.splitlines())
    assert "cannot write" in starved.stdout
    assert not below(tmp_path / "out")


def test_force_replaces_both_files(source: Path, tmp_path: Path) -> None:
    """With force a new data set takes the place of the old one and of its list."""
    out = tmp_path / "out" / "data.h5"
    ingest(source, out, Order())
    whole = folder_of(tmp_path / "other", "image,Mass\n0.png,1\n", {})
    (whole / "0.png").write_bytes((source / "0.png").read_bytes())
    told = ingest(whole, out, Order(), force=True)

    assert 1 == told.images
    assert ["data.h5"] == below(tmp_path / "out")
