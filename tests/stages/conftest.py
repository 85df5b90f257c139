"""Models, evidence and audits that many tests look at; each is made once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from poisonkit.compute import Compute
from poisonkit.dataset import CxrDataset
from poisonkit.phantoms.folder import write_folder
from poisonkit.stages.evidence import gather_evidence
from poisonkit.stages.train import train
from tests.stages.making import ingested
from tests.stages.planting import planted, scanned
from tests.stages.teaching import NETWORK, RECIPE

if TYPE_CHECKING:
    from pathlib import Path

PLANTED = {"trigger": "patch:value=0.8", "target": "Atelectasis", "rate": 0.12}


@pytest.fixture(scope="session")
def run(dataset_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a run of two epochs on the phantoms."""
    place = tmp_path_factory.mktemp("runs") / "run"
    data, compute = CxrDataset.open(dataset_path), Compute.choose("cpu", "fp32")
    train(data, place, network=NETWORK, recipe=RECIPE, compute=compute)
    return place


@pytest.fixture(scope="session")
def evidence_path(
    run: Path, dataset_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """Return what the model of `run` shows of the phantoms it learned from."""
    path = tmp_path_factory.mktemp("evidence") / "evidence.h5"
    data, compute = CxrDataset.open(dataset_path), Compute.choose("cpu", "fp32")
    gather_evidence(run, data, path, compute=compute)
    return path


@pytest.fixture(scope="session")
def many_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return phantoms that are enough for a scan of their pixels."""
    place = tmp_path_factory.mktemp("many")
    source = write_folder(place / "in", 400, seed=3, size=48)
    return ingested(source, place).path


@pytest.fixture(scope="session")
def poisoned_path(many_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the same with a patch and its manifest; the label is Atelectasis."""
    place = tmp_path_factory.mktemp("poisoned")
    data = CxrDataset.open(many_path)
    return planted(data, place, **PLANTED)[0].path


@pytest.fixture(scope="session")
def audited(poisoned_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of an audit of the poisoned phantoms, made without a model."""
    return scanned(poisoned_path, tmp_path_factory.mktemp("audited"))


@pytest.fixture(scope="session")
def cleared(many_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of an audit of the clean phantoms, made without a model."""
    return scanned(many_path, tmp_path_factory.mktemp("cleared"))


@pytest.fixture(scope="session")
def infected(poisoned_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a run of two epochs on the poisoned phantoms."""
    place = tmp_path_factory.mktemp("infected") / "run"
    data, compute = CxrDataset.open(poisoned_path), Compute.choose("cpu", "fp32")
    train(data, place, network=NETWORK, recipe=RECIPE, compute=compute)
    return place
