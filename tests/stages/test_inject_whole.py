"""Inject: no poisoned set without its manifest, killed or out of disk."""

from __future__ import annotations

import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from poisonkit.manifest import Manifest, manifest_path
from tests.stages.making import below
from tests.stages.planting import planted

if TYPE_CHECKING:
    from pathlib import Path

    from poisonkit.dataset import CxrDataset

RUN = """
import os, resource, signal, sys
from pathlib import Path
from poisonkit.dataset import CxrDataset
from poisonkit.errors import PoisonkitError
from poisonkit.attempts import Attempt, Scope
from poisonkit.planning import draw_plan
from poisonkit.stages.inject import inject

source, out, renames, limit = sys.argv[1:]
if limit != "none":
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(limit), int(limit)))
usual, count = Path.replace, 0

def replace(path, target):
    global count
    count += 1
    if count > int(renames):
        os.kill(os.getpid(), signal.SIGKILL)
    return usual(path, target)

Path.replace = replace
data = CxrDataset.open(Path(source))
plan = draw_plan(
    data, [Attempt(trigger="patch", target="Nodule", rate=0.1)], Scope()
)
try:
    inject(data, Path(out), plan)
except PoisonkitError as error:
    print(error)
    sys.exit(2)
"""


def run(
    data: CxrDataset, out: Path, renames: int = 9, limit: str = "none"
) -> subprocess.CompletedProcess[str]:
    """Inject in a process that dies after some renames, or has little disk."""
    words = [sys.executable, "-c", RUN, str(data.path), str(out), str(renames), limit]
    return subprocess.run(words, check=False, capture_output=True, text=True)


@pytest.mark.parametrize("renames", [0, 1, 2])
def test_killed_it_leaves_no_secret_poison(
    dataset: CxrDataset, tmp_path: Path, renames: int
) -> None:
    """Whichever rename is the last, a poisoned set never lies without its truth."""
    out = tmp_path / "bad.h5"
    died = run(dataset, out, renames)
    final = [name for name in below(tmp_path) if not name.endswith(".part")]

    assert -signal.SIGKILL == died.returncode
    assert renames == len(final)
    assert not out.exists()
    if manifest_path(out).exists():
        Manifest.read(manifest_path(out))


def test_the_same_without_the_accident(dataset: CxrDataset, tmp_path: Path) -> None:
    """The process that is killed above would have done its work."""
    done = run(dataset, tmp_path / "one.h5")
    bad, _ = planted(dataset, tmp_path / "two", trigger="patch")

    assert (0, "") == (done.returncode, done.stderr)
    assert (tmp_path / "one.h5").read_bytes() == bad.path.read_bytes()


def test_a_full_disk_is_one_line(dataset: CxrDataset, tmp_path: Path) -> None:
    """The line names what could not be written, not the source; nothing is left."""
    starved = run(dataset, tmp_path / "bad.h5", limit="100000")

    assert 2 == starved.returncode
    assert not starved.stderr
    assert 1 == len(starved.stdout.splitlines())
    assert "cannot write" in starved.stdout
    assert str(tmp_path / "bad.") in starved.stdout
    assert not below(tmp_path)
