"""Train: what is refused before any work, and a run that is whole or not there."""

from __future__ import annotations

import signal
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from poisonkit.errors import BadParameterError, OutputError, PoisonkitError
from poisonkit.recipe import Recipe
from poisonkit.stages.train import train
from tests.stages.making import below, films, folder_of, ingested
from tests.stages.teaching import NETWORK, RECIPE, made, trained

if TYPE_CHECKING:
    from pathlib import Path

    from poisonkit.compute import Compute
    from poisonkit.dataset import CxrDataset

KILLED = """
import os, signal, sys
from pathlib import Path
from poisonkit.compute import Compute
from poisonkit.dataset import CxrDataset
from poisonkit import completing
from poisonkit.stages.train import train
from poisonkit.recipe import Recipe
completing.write_run_record = lambda *a, **k: os.kill(os.getpid(), signal.SIGKILL)
data, compute = CxrDataset.open(Path(sys.argv[1])), Compute.choose("cpu", "fp32")
recipe = Recipe(epochs=1)
train(
    data, Path(sys.argv[2]), network=sys.argv[3], recipe=recipe, compute=compute
)
"""


def refused(data: CxrDataset, place: Path, compute: Compute, **wishes: Any) -> str:
    """Return the line with which a training is refused; nothing is left."""
    with pytest.raises(PoisonkitError) as caught:
        trained(data, place / "run", compute, **wishes)
    assert not below(place / "run")
    assert not list(place.glob(".run*"))
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_bad_recipes_are_refused() -> None:
    """What trains nothing is refused before a film is read."""
    for wish in ({"epochs": 0}, {"batch_size": 0}, {"learning_rate": 0.0}):
        with pytest.raises(BadParameterError):
            Recipe(**wish)


def test_data_that_teach_nothing_are_refused(
    tmp_path: Path, processor: Compute, folder: Path
) -> None:
    """Each with its reason, and before any work is done."""
    table = "image,split,patient_id,Mass\n"
    sets = {
        "no image is in the training split": "0.png,test,a,1\n1.png,val,b,0\n",
        "all images are of one patient": "0.png,train,a,1\n1.png,test,a,0\n",
        "nothing to measure on": "0.png,train,a,1\n1.png,train,b,0\n",
    }
    for number, (words, rows) in enumerate(sets.items()):
        source = folder_of(tmp_path / f"in{number}", table + rows, films(2))
        data = ingested(source, tmp_path / f"data{number}")
        assert words in refused(data, tmp_path, processor)
    bare = ingested(folder, tmp_path / "bare", unlabelled=True, size=32)
    assert "no labels" in refused(bare, tmp_path, processor)


def test_best_needs_something_to_choose_by(tmp_path: Path, processor: Compute) -> None:
    """Without validation films the best epoch is unknown, and the answer says so."""
    data = made(tmp_path, lambda n: str(n % 2))

    assert "--keep last" in refused(data, tmp_path, processor, keep="best")


def test_what_is_there_is_not_replaced(
    dataset: CxrDataset, processor: Compute, tmp_path: Path
) -> None:
    """Not without force, and never a folder that poisonkit did not write."""
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "thesis.txt").write_text("mine")

    for force, words in ((False, "exists already"), (True, "not written by poisonkit")):
        with pytest.raises(OutputError, match=words):
            train(
                dataset,
                tmp_path / "run",
                network=NETWORK,
                recipe=RECIPE,
                compute=processor,
                force=force,
            )
    assert ["thesis.txt"] == below(tmp_path / "run")


def test_networks_and_sizes_are_checked(
    dataset: CxrDataset, processor: Compute, tmp_path: Path
) -> None:
    """An unknown network is answered with those there are."""
    with pytest.raises(PoisonkitError, match=r"no network .*'resnet'.*resnet18"):
        train(
            dataset,
            tmp_path / "run",
            network="resnet",
            recipe=RECIPE,
            compute=processor,
        )
    assert not below(tmp_path)


@pytest.mark.slow
def test_killed_it_leaves_no_run(dataset_path: Path, tmp_path: Path) -> None:
    """Kill -9 just before the end leaves nothing under the run's name."""
    words = [sys.executable, "-c", KILLED, str(dataset_path), str(tmp_path / "run")]
    died = subprocess.run([*words, NETWORK], check=False, capture_output=True)

    assert -signal.SIGKILL == died.returncode
    assert all(name.startswith(".run.part") for name in below(tmp_path))
    assert not (tmp_path / "run").exists()
