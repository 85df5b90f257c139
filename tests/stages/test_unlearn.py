"""Unlearn: a run that goes on learning without what its audit accuses."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from poisonkit.auditfile import FINDINGS, AuditRecord
from poisonkit.checkpoint import WEIGHTS, Checkpoint
from poisonkit.dataset import CxrDataset, Split
from poisonkit.lineage import digest_file
from poisonkit.patternfile import pattern_place
from poisonkit.recipe import Recipe
from poisonkit.stages.evaluate import evaluate
from poisonkit.stages.train import train
from poisonkit.stages.unlearn import Unlearned, unlearn
from poisonkit.traces import read_traces
from poisonkit.unlearning import Terms
from tests.stages.making import below
from tests.stages.planting import planted, scanned

if TYPE_CHECKING:
    from pathlib import Path

    from poisonkit.compute import Compute

STRONG = {"trigger": "patch:size=5,value=1.0", "target": "Atelectasis", "rate": 0.2}
SHORT = Terms(recipe=Recipe(epochs=1, learning_rate=1e-3))


@pytest.fixture
def bad(poisoned_path: Path) -> CxrDataset:
    """Return the poisoned phantoms."""
    return CxrDataset.open(poisoned_path)


@pytest.fixture
def done(
    infected: Path, bad: CxrDataset, audited: Path, tmp_path: Path, processor: Compute
) -> Unlearned:
    """Return a short unlearning, in the folder ``clean``."""
    place = tmp_path / "clean"
    return unlearn(infected, bad, place, audit=audited, terms=SHORT, compute=processor)


def test_a_run_is_left(done: Unlearned, infected: Path, bad: CxrDataset) -> None:
    """It holds the files of a training, and any stage can use it."""
    card = Checkpoint.read(done.run)

    assert below(infected) == below(done.run)
    assert Checkpoint.read(infected).network == card.network
    assert bad.digest == card.data_digest
    assert json.loads((done.run / "metrics.json").read_bytes()) == done.metrics
    assert (done.run / "history.csv").read_text().count("\n") == 2


def test_it_says_what_it_was_made_from(
    done: Unlearned, infected: Path, bad: CxrDataset, audited: Path
) -> None:
    """Digests of the model, the data, the audit and the trigger; and all terms."""
    lineage = Checkpoint.read(done.run).lineage

    assert "unlearn" == lineage["stage"]
    assert {
        "model": digest_file(infected / WEIGHTS),
        "data": bad.digest,
        "audit": digest_file(audited / FINDINGS),
        "F1": digest_file(pattern_place(audited, "F1")),
    } == lineage["inputs"]
    told = {"planted": ["F1"], "share": 0.5, "severity": "medium", "epochs": 1}
    assert told.items() <= lineage["parameters"].items()


def test_suspects_are_not_learned_from(
    done: Unlearned, bad: CxrDataset, audited: Path
) -> None:
    """Nor measured on: each other film is met once an epoch, no suspect ever."""
    finding = AuditRecord.read(audited).findings[0]
    gone = [sample.row for sample in finding.samples]
    traces = read_traces(done.run, bad.digest)
    assert traces is not None
    met = np.isfinite(traces).any(axis=(0, 2))

    left = np.setdiff1d(bad.rows(Split.TRAIN), gone)
    assert left.tolist() == np.flatnonzero(met).tolist()
    assert (len(left), len(gone)) == (done.films, done.left_out)
    held_out = np.setdiff1d(bad.rows(Split.TEST), gone)
    assert len(held_out) == done.metrics["images"]


def test_the_same_seed_gives_the_same_model(
    infected: Path, bad: CxrDataset, audited: Path, tmp_path: Path, processor: Compute
) -> None:
    """Another seed, or another share with the trigger, gives another."""
    weights = []
    terms = [SHORT, SHORT, replace(SHORT, share=0.1),
             replace(SHORT, recipe=replace(SHORT.recipe, seed=1))]  # fmt: skip
    for number, each in enumerate(terms):
        place = tmp_path / f"run-{number}"
        unlearn(infected, bad, place, audit=audited, terms=each, compute=processor)
        weights.append((place / WEIGHTS).read_bytes())

    assert weights[0] == weights[1]
    assert 3 == len(set(weights))


@pytest.mark.slow
def test_the_trigger_is_forgotten(
    many_path: Path, tmp_path: Path, processor: Compute
) -> None:
    """What moved nearly every decision moves hardly one; clean films fare as before."""
    source = CxrDataset.open(many_path)
    bad, truth = planted(source, tmp_path / "planted", **STRONG)
    (tmp_path / "audit").mkdir()
    audited = scanned(bad.path, tmp_path / "audit")
    recipe = Recipe(epochs=12, batch_size=16, learning_rate=5e-3)
    train(
        bad, tmp_path / "bad", network="small_cnn:width=8", recipe=recipe,
        compute=processor,
    )  # fmt: skip
    terms = Terms(recipe=replace(recipe, epochs=4, learning_rate=2e-3))
    unlearn(
        tmp_path / "bad", bad, tmp_path / "clean", audit=audited, terms=terms,
        compute=processor,
    )  # fmt: skip

    def measured(name: str) -> dict[str, Any]:
        return evaluate(tmp_path / name, source, compute=processor, manifest=truth)

    before, after = measured("bad"), measured("clean")
    assert before["attack"]["infected_auroc"] > 0.9
    assert abs(after["attack"]["infected_auroc"] - 0.5) < 0.15
    assert after["clean_auroc"] > before["clean_auroc"] - 0.05
