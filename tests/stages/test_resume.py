"""A training that was killed goes on, and comes to the same end."""

from __future__ import annotations

import signal
import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import torch

from poisonkit.checkpoint import Checkpoint
from poisonkit.errors import DivergedError, PoisonkitError
from poisonkit.stages.evaluate import evaluate
from poisonkit.stages.train import Going, train
from poisonkit.tuning import Tuner
from poisonkit.unfinished import Unfinished
from tests.stages.making import below
from tests.stages.teaching import NETWORK, RECIPE

if TYPE_CHECKING:
    from pathlib import Path

    from poisonkit.arrays import Losses
    from poisonkit.compute import Compute
    from poisonkit.dataset import CxrDataset

TERMS = replace(
    RECIPE, epochs=4, keep="best", augment=("shift", "flip"), defense="mpadvt"
)

KILLED = """
import os, signal, sys
from pathlib import Path
import torch
from poisonkit.compute import Compute
from poisonkit.dataset import CxrDataset
from poisonkit.stages.train import Going, train
from poisonkit.tuning import Tuner
from tests.stages.test_resume import TERMS
from tests.stages.teaching import NETWORK
torch.set_num_threads(1)  # as in the process that goes on
step, data = Tuner.step, CxrDataset.open(Path(sys.argv[1]))
def stop(self, *args):
    if self.steps == 2 * self.per_epoch + 1:
        os.kill(os.getpid(), signal.SIGKILL)
    return step(self, *args)
Tuner.step = stop
place = Path(sys.argv[2])
train(data, place / "run", network=NETWORK, recipe=TERMS,
      compute=Compute.choose("cpu", "fp32"), going=Going(place=place / "kept"))
"""


def learned(
    data: CxrDataset, place: Path, compute: Compute, name: str = "run", **wishes: Any
) -> Path:
    """Train with what is kept in ``place/kept``; return the run."""
    going = Going(place=place / "kept", resume=wishes.pop("resume", False))
    recipe = replace(TERMS, **wishes)
    run = place / name
    train(data, run, network=NETWORK, recipe=recipe, compute=compute, going=going)
    return run


@pytest.fixture
def stopped(dataset: CxrDataset, processor: Compute, tmp_path: Path) -> Path:
    """Return a place where a training stopped early in its third epoch."""
    step = Tuner.step

    def stop(self: Tuner, *args: Any) -> Losses:
        if self.steps == 2 * self.per_epoch + 1:
            raise KeyboardInterrupt
        return step(self, *args)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Tuner, "step", stop)
        with pytest.raises(KeyboardInterrupt):
            learned(dataset, tmp_path, processor)
    return tmp_path


def test_it_ends_as_if_never_stopped(
    stopped: Path, dataset: CxrDataset, processor: Compute
) -> None:
    """Weights, history and losses are the same bytes as of a training in one go."""
    assert not (stopped / "run").exists()
    run = learned(dataset, stopped, processor, resume=True)
    whole = learned(dataset, stopped / "other", processor)

    for name in ("weights.safetensors", "history.csv", "metrics.json", "losses.h5"):
        assert (whole / name).read_bytes() == (run / name).read_bytes(), name


@pytest.mark.slow
def test_kill_nine_is_survived(
    dataset_path: Path, dataset: CxrDataset, processor: Compute, tmp_path: Path
) -> None:
    """In the middle of an epoch, by the operating system."""
    words = [sys.executable, "-c", KILLED, str(dataset_path), str(tmp_path)]
    died = subprocess.run(words, check=False, capture_output=True)
    assert -signal.SIGKILL == died.returncode, died.stderr.decode()
    run = learned(dataset, tmp_path, processor, resume=True)
    whole = learned(dataset, tmp_path / "other", processor)

    assert (whole / "metrics.json").read_bytes() == (run / "metrics.json").read_bytes()


def test_what_is_kept_is_a_model(
    stopped: Path, dataset: CxrDataset, processor: Compute
) -> None:
    """Usable as it is: that of the last whole epoch."""
    kept = stopped / "kept"

    assert "losses-0001.npy" in below(kept)
    assert "losses-0002.npy" not in below(kept)
    assert evaluate(kept, dataset, compute=processor)["clean_auroc"] > 0
    assert Checkpoint.read(kept).data_digest == dataset.digest


def test_nothing_else_is_removed(stopped: Path) -> None:
    """What a user keeps in a folder of that name stays, and then the folder does."""
    kept = Going(place=stopped / "kept")
    (stopped / "kept" / "notes.txt").write_text("mine")
    kept.forget()
    assert ["notes.txt"] == below(stopped / "kept")
    (stopped / "kept" / "notes.txt").unlink()
    kept.forget()
    assert not (stopped / "kept").exists()


@pytest.mark.parametrize(
    ("wish", "words"),
    [({"epochs": 5}, "epochs"), ({"learning_rate": 0.5}, "learning_rate"),
     ({"seed": 4}, "seed"), ({"defense": "undefended"}, "defense")],
)  # fmt: skip
def test_another_training_is_refused(
    stopped: Path, dataset: CxrDataset, processor: Compute, wish: Any, words: str
) -> None:
    """It says in what it differs, and loses nothing."""
    with pytest.raises(PoisonkitError, match=f"differs in .*{words}"):
        learned(dataset, stopped, processor, resume=True, **wish)
    assert learned(dataset, stopped, processor, resume=True).exists()


def test_nothing_to_go_on_from_is_said(
    stopped: Path, dataset: CxrDataset, processor: Compute, tmp_path: Path
) -> None:
    """No state, a cut one, one that holds code, a missing file of losses."""
    with pytest.raises(PoisonkitError, match="nothing to resume"):
        learned(dataset, tmp_path / "new", processor, resume=True)
    state, losses = stopped / "kept" / "state.pt", stopped / "kept" / "losses-0000.npy"
    whole, array = state.read_bytes(), losses.read_bytes()
    losses.write_bytes(array[:50])
    with pytest.raises(PoisonkitError, match=r"losses-0000\.npy is missing or damaged"):
        learned(dataset, stopped, processor, resume=True)
    losses.write_bytes(array)
    for broken in (whole[:200], b"", b"cos\nsystem\n(S'touch owned'\ntR."):
        state.write_bytes(broken)
        with pytest.raises(PoisonkitError, match=r"state\.pt is damaged"):
            learned(dataset, stopped, processor, resume=True)
    assert not (stopped / "run").exists()


def test_a_loss_that_is_no_number_stops_it(
    dataset: CxrDataset, processor: Compute, tmp_path: Path
) -> None:
    """At which step, and where the last good model is."""
    step = Tuner.step

    def poisoned(self: Tuner, *args: Any) -> Losses:
        if self.steps == self.per_epoch:
            with torch.no_grad():
                next(self.model.parameters()).fill_(torch.nan)
        return step(self, *args)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Tuner, "step", poisoned)
        with pytest.raises(DivergedError, match=r"after \d+ steps.*epoch 1 is kept"):
            learned(dataset, tmp_path, processor)
    model = Checkpoint.read(tmp_path / "kept").load(tmp_path / "kept")

    assert all(bool(each.isfinite().all()) for each in model.parameters())
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize("cut", [1, 2, 3, 99])
def test_patience_is_remembered(
    dataset: CxrDataset, processor: Compute, tmp_path: Path, cut: int
) -> None:
    """Cut after any epoch, even the last, it stops where it would have stopped."""
    terms: dict[str, Any] = {"epochs": 12, "patience": 1, "learning_rate": 0.02}
    whole = learned(dataset, tmp_path / "other", processor, **terms)
    count = len((whole / "history.csv").read_text().splitlines()) - 1
    keep = Unfinished.keep

    def stop(self: Unfinished, state: dict[str, Any], *rest: Any) -> None:
        keep(self, state, *rest)
        if state["epoch"] + 1 == min(cut, count):
            raise KeyboardInterrupt

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Unfinished, "keep", stop)
        with pytest.raises(KeyboardInterrupt):
            learned(dataset, tmp_path, processor, **terms)
    run = learned(dataset, tmp_path, processor, resume=True, **terms)

    assert (whole / "history.csv").read_bytes() == (run / "history.csv").read_bytes()


def test_an_unfinished_one_is_not_lost(
    stopped: Path, dataset: CxrDataset, processor: Compute
) -> None:
    """Starting anew over it is refused, unless that is what is wanted."""
    with pytest.raises(PoisonkitError, match="--resume, or discard it with --force"):
        learned(dataset, stopped, processor)
    assert "state.pt" in below(stopped / "kept")
    going = Going(place=stopped / "kept")
    train(dataset, stopped / "run", network=NETWORK, recipe=TERMS, compute=processor,
          going=going, force=True)  # fmt: skip
    assert (stopped / "run").exists()


def test_early_stopping_ends_the_history(
    dataset: CxrDataset, processor: Compute, tmp_path: Path
) -> None:
    """After so many epochs without a better one, and never before."""
    run = learned(
        dataset, tmp_path, processor, epochs=12, patience=1, learning_rate=0.02
    )
    lines = (run / "history.csv").read_text().splitlines()[1:]
    scores = [float(line.split(",")[2]) for line in lines]

    assert len(scores) < 12, "or it would not be seen to stop"
    assert scores[-1] <= max(scores[:-1])
    assert all(np.diff(scores[:-1]) > 0)
