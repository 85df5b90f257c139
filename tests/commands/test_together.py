"""Two processes of torchrun come to what one comes to."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from tests.stages.making import below

if TYPE_CHECKING:
    from numpy.typing import NDArray

TORCHRUN = (
    sys.executable, "-m", "torch.distributed.run", "--nproc-per-node", "2",
    "--standalone",
)  # fmt: skip
ROOT = Path(__file__).parents[2]

STEPS = """
import sys
from pathlib import Path
import numpy as np
from poisonkit import compute, ranks
from poisonkit.dataset import CxrDataset
from poisonkit.learning import films_of, fresh, tuner_of
from poisonkit.recipe import Recipe
images = compute.Compute.images
compute.Compute.images = lambda self, pixels: images(self, pixels).double()
data = CxrDataset.open(Path(sys.argv[1]))
with ranks.joined("cpu"):
    films, found = films_of(data), []
    model = fresh("resnet18", len(data.label_names), 0).double()
    recipe = Recipe(epochs=1, batch_size=16, class_weights="balanced")
    tuner = tuner_of(model, films, recipe, compute.Compute())
    for batch in films.batches(recipe, 0)[:4]:
        rows = ranks.share(batch)
        model.train()
        losses = tuner.step(films.fetch(rows), films.labels[rows], rows, 0)
        found.append(float(np.nanmean(ranks.merged(losses, len(batch)))))
    if not ranks.number():
        print(*found)
"""


def printed(words: list[str]) -> str:
    """Return what a process says, which must end well."""
    environment = os.environ | {
        "OMP_NUM_THREADS": "1", "PYTHONPATH": f"{ROOT}:{ROOT / 'cli'}",
    }  # fmt: skip
    done = subprocess.run(
        words, env=environment, capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert not done.returncode, done.stderr
    return done.stdout


def losses_of(run: Path) -> NDArray[np.float64]:
    """Return the loss of each epoch."""
    with (run / "history.csv").open(newline="") as file:
        return np.array([float(line["loss"]) for line in csv.DictReader(file)])


@pytest.mark.slow
def test_every_step_is_the_same(dataset_path: Path, tmp_path: Path) -> None:
    """In double precision: normalisation, weights and gradients are of all films."""
    script = tmp_path / "steps.py"
    script.write_text(STEPS)
    one = printed([sys.executable, str(script), str(dataset_path)])
    two = printed([*TORCHRUN, str(script), str(dataset_path)])

    assert 4 == len(one.split())
    np.testing.assert_allclose(
        np.array(two.split(), float), np.array(one.split(), float), rtol=1e-9
    )


@pytest.mark.slow
def test_a_run_of_two_processes(dataset_path: Path, tmp_path: Path) -> None:
    """One run, told once, whose measures are those of its model; nothing is left."""
    words = ["train", str(dataset_path), "", "--epochs", "2", "--batch-size", "32",
             "--precision", "fp32", "--json"]  # fmt: skip
    told = []
    for start, name in (([sys.executable], "one"), (TORCHRUN, "two")):
        words[2] = str(tmp_path / name)
        told.append(json.loads(printed([*start, "-m", "poisonkit", *words])))
    attacks = []
    for start, name in (([sys.executable], "a"), (TORCHRUN, "b")):
        place = tmp_path / "attacked" / f"{name}.h5"
        printed([*start, "-m", "poisonkit", "attack", str(tmp_path / "one"),
                 str(dataset_path), str(place), "--attack", "pgd:steps=2"])  # fmt: skip
        attacks.append(place.with_suffix(".attack.csv").read_bytes())
    again = ["evaluate", str(tmp_path / "two"), str(dataset_path), "--json"]
    alone = json.loads(
        printed([sys.executable, "-m", "poisonkit", *again, "--precision", "fp32"])
    )

    assert attacks[0] == attacks[1]
    assert ["attacked", "one", "two"] == sorted(
        {Path(p).parts[0] for p in below(tmp_path)}
    )
    np.testing.assert_allclose(
        losses_of(tmp_path / "one"), losses_of(tmp_path / "two"), rtol=0.02
    )
    assert told[1]["clean_auroc"] == pytest.approx(alone["clean_auroc"], abs=1e-3)


@pytest.mark.slow
def test_a_folder_is_refused(folder: Path, tmp_path: Path) -> None:
    """Every process would read it: say what to do instead."""
    words = [*TORCHRUN, "-m", "poisonkit", "train", str(folder), str(tmp_path / "run")]
    environment = os.environ | {"PYTHONPATH": f"{ROOT}:{ROOT / 'cli'}"}
    done = subprocess.run(
        words, env=environment, capture_output=True, text=True, check=False
    )

    assert done.returncode
    assert "poisonkit ingest" in done.stderr
    assert not below(tmp_path)
