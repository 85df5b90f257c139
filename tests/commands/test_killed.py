"""`kill -9` at any moment leaves nothing half-written under a final name."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from poisonkit.phantoms.folder import write_folder
from poisonkit.stages.verify_manifest import verify_manifest
from tests.commands.running import done, environment, everything, words

if TYPE_CHECKING:
    from collections.abc import Iterator

LINES = {
    "out/data.h5": "ingest {films} {result}",
    "out/run": "train {films} {result} --epochs 2",
    "out/audit": "audit {films} --out {result} --detector scan",
}
"""What a command writes, and the command."""

HOW = ("--force", "--quiet", "--workers", "1")

SHARES = (0.3, 0.6, 0.9)
"""When a command is killed, in parts of the time that it last took."""


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return films enough to be killed among."""
    return write_folder(tmp_path_factory.mktemp("many") / "films", 250, seed=4, size=40)


def run(line: list[str], seconds: float = 120) -> float | None:
    """Run a command, kill it after *seconds*; return what it took if it ended first."""
    begun = time.monotonic()
    work = subprocess.Popen(
        [sys.executable, "-m", "poisonkit", *line, *HOW],
        stdout=subprocess.DEVNULL,
        env=environment(OMP_NUM_THREADS="1"),
    )
    with work:
        try:
            work.wait(seconds)
        except subprocess.TimeoutExpired:
            work.kill()
    assert work.returncode in {0, -signal.SIGKILL}
    return time.monotonic() - begun if work.returncode == 0 else None


def killed(line: list[str], shares: tuple[float, ...], whole: float) -> Iterator[bool]:
    """Kill a command at *shares* of the *whole* time; yield whether it was at it."""
    for share in shares:
        ended = run(line, share * whole)
        whole = ended or whole
        yield ended is None


def stable(place: Path) -> dict[str, str]:
    """Return all below *place* but how long it took, and what a kill may leave.

    Parts, and what a training has done so far, from which it could go on.
    """
    held = everything(place)
    return {
        name: digest
        for name, digest in held.items()
        if not name.endswith(("run.json", "report.html"))
        and ".part" not in name
        and not name.startswith("run.unfinished")
    }


@pytest.mark.slow
def test_a_killed_injection_leaves_no_poison_without_truth(many: Path) -> None:
    """A folder under its final name has its manifest, and is all that it says."""
    line = words("inject {films} {result} --target Mass --rate 0.2", {
        "films": many, "result": Path("out/bad"),
    })  # fmt: skip
    whole, in_time = run(line), 0
    assert whole
    for hit in killed(line, (0.5, 0.6, 0.7, 0.8, 0.9), whole):
        in_time += hit
        if Path("out/bad").exists():
            assert verify_manifest(Path("out/bad.manifest.json")).sound
    done(*line, *HOW)

    assert in_time, "too quick to be killed"
    assert {"bad", "bad.manifest.csv", "bad.manifest.json"} == {
        path.name for path in Path("out").iterdir()
    }


@pytest.mark.slow
@pytest.mark.parametrize("result", LINES)
def test_a_killed_command_leaves_no_half_result(many: Path, result: str) -> None:
    """The result is whole or not there; the same command then succeeds and tidies."""
    line = words(LINES[result], {"films": many, "result": Path(result)})
    seconds = run(line)
    whole = stable(Path("out"))
    shutil.rmtree("out")
    assert seconds
    assert whole
    in_time = 0
    for hit in killed(line, SHARES, seconds):
        in_time += hit
        assert stable(Path("out")) in ({}, whole)
    done(*line, *HOW)

    assert in_time, "too quick to be killed"
    assert [Path(result)] == list(Path("out").iterdir())
    assert stable(Path("out")) == whole
