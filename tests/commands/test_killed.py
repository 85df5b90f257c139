"""`kill -9` at any moment leaves nothing half-written under a final name."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from poisonkit.phantoms.folder import write_folder
from poisonkit.stages.verify_manifest import verify_manifest
from tests.commands.running import done, environment, everything, words

LINES = {
    "out/data.h5": ("ingest {films} {result}", (0.2, 0.4, 0.6, 0.8, 1.0, 1.2)),
    "out/run": ("train {films} {result} --epochs 2", (1.5, 2.0, 2.5, 3.0, 4.0)),
    "out/audit": ("audit {films} --out {result}", (1.5, 2.5, 3.5, 5.0, 8.0)),
}
"""What a command writes, the command, and the seconds after which it is killed."""


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return films enough to be killed among."""
    return write_folder(tmp_path_factory.mktemp("many") / "films", 400, seed=4, size=48)


def kill_after(seconds: float, line: list[str]) -> bool:
    """Run a command and kill it after *seconds*; return whether it was still at it."""
    work = subprocess.Popen(
        [sys.executable, "-m", "poisonkit", *line, "--quiet", "--workers", "1"],
        stdout=subprocess.DEVNULL,
        env=environment(OMP_NUM_THREADS="1"),
    )
    with work:
        try:
            work.wait(seconds)
        except subprocess.TimeoutExpired:
            work.kill()
    assert work.returncode in {0, -signal.SIGKILL}
    return work.returncode != 0


def stable(place: Path) -> dict[str, str]:
    """Return all below *place* but how long it took, and what a kill may leave."""
    held = everything(place)
    return {
        name: digest
        for name, digest in held.items()
        if not name.endswith("run.json") and ".part" not in name
    }


@pytest.mark.slow
def test_a_killed_injection_leaves_no_poison_without_truth(many: Path) -> None:
    """A folder under its final name has its manifest, and is all that it says."""
    line = words("inject {films} {result} --target Mass --rate 0.2", {
        "films": many, "result": Path("out/bad"),
    })  # fmt: skip
    begun = time.monotonic()
    assert not kill_after(120, line)
    whole, killed = time.monotonic() - begun, 0
    for share in (0.5, 0.6, 0.7, 0.8, 0.9, 0.95):
        killed += kill_after(share * whole, [*line, "--force"])
        if Path("out/bad").exists():
            assert verify_manifest(Path("out/bad.manifest.json")).sound
    done(*line, "--force", "--workers", "1")

    assert killed >= 3, "too quick to be killed"
    assert {"bad", "bad.manifest.csv", "bad.manifest.json"} == {
        path.name for path in Path("out").iterdir()
    }


@pytest.mark.slow
@pytest.mark.parametrize("result", LINES)
def test_a_killed_command_leaves_no_half_result(many: Path, result: str) -> None:
    """The result is whole or not there; the same command then succeeds and tidies."""
    line, moments = LINES[result]
    ready = words(line, {"films": many, "result": Path(result)})
    found, killed = [], 0
    for seconds in moments:
        killed += kill_after(seconds, [*ready, "--force"])
        found.append(stable(Path("out")))
    done(*ready, "--force", "--workers", "1")
    whole = stable(Path("out"))

    assert killed >= len(moments) // 2, "too quick to be killed"
    assert [Path(result)] == list(Path("out").iterdir())
    assert all(held in ({}, whole) for held in found)
