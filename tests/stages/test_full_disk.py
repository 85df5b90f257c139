"""Train and evidence: a full disk is one line, where HDF5 alone would crash."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.stages.making import below

if TYPE_CHECKING:
    from pathlib import Path

STARVED = """
import resource, sys
from pathlib import Path
import torch
from poisonkit.compute import Compute
from poisonkit.dataset import CxrDataset
from poisonkit.errors import OutputError
from poisonkit.stages.evidence import gather_evidence
from poisonkit.stages.probe import train_probe
from poisonkit.stages.train import train
from poisonkit.recipe import Recipe

torch.set_num_threads(1)
path, run, out = map(Path, sys.argv[1:])
data, compute = CxrDataset.open(path), Compute.choose("cpu", "fp32")
resource.setrlimit(resource.RLIMIT_FSIZE, (5000, 5000))
recipe = Recipe(epochs=1)
for work in (
    lambda: train(data, out / "a", network="small_cnn", recipe=recipe, compute=compute),
    lambda: train_probe(data, out / "b", compute=compute),
    lambda: gather_evidence(run, data, out / "c.h5", compute=compute),
):
    try:
        work()
    except OutputError as error:
        print(error)
"""


@pytest.mark.slow
def test_a_full_disk_is_one_line_each(
    dataset_path: Path, run: Path, tmp_path: Path
) -> None:
    """Run, probe and evidence are refused before the work, and nothing is left."""
    words = [sys.executable, "-c", STARVED, str(dataset_path), str(run), str(tmp_path)]
    starved = subprocess.run(words, check=False, capture_output=True, text=True)
    lines = starved.stdout.splitlines()

    assert (0, "") == (starved.returncode, starved.stderr)
    assert 3 == len(lines)
    assert all(line.startswith(f"cannot write {tmp_path}") for line in lines)
    assert not below(tmp_path)
