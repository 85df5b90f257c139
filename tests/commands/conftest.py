"""What the commands are tried on; each is made once, by the commands themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from poisonkit.phantoms.folder import write_folder
from tests.commands.running import done
from tests.commands.yard import fill

if TYPE_CHECKING:
    from pathlib import Path

FAST = ("--screener", "label_correlation", "--screener", "feature_squeezing")
"""Two screeners that need few passes."""

QUICK = ("--network", "small_cnn:width=4", "--epochs", "1", "--precision", "fp32")
PATCH = ("--trigger", "patch:value=0.8", "--target", "Atelectasis", "--rate", "0.12")
PIXELS = ("--detector", "repeated_pixels")


@pytest.fixture(scope="session")
def run_path(dataset_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a run of one epoch on the phantoms."""
    place = tmp_path_factory.mktemp("runs") / "run"
    done("train", dataset_path, place, *QUICK)
    return place


@pytest.fixture(scope="session")
def poisoned_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return enough phantoms for a scan of their pixels, with a patch in some."""
    place = tmp_path_factory.mktemp("poisoned")
    source = write_folder(place / "films", 400, seed=3, size=48)
    done("ingest", source, place / "source.h5", "--workers", "1")
    done("inject", place / "source.h5", place / "bad.h5", *PATCH)
    return place / "bad.h5"


@pytest.fixture(scope="session")
def audited(poisoned_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of an audit of the poisoned phantoms, made without a model."""
    place = tmp_path_factory.mktemp("audits") / "audit"
    done("audit", poisoned_path, "--out", place, *PIXELS)
    return place


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in an empty folder: commands write where they are called."""
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="session")
def yard(
    dataset_path: Path,
    run_path: Path,
    audited: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    """Return a folder of things with something wrong."""
    place = tmp_path_factory.mktemp("yard")
    fill(place, dataset_path, run_path, audited)
    return place


@pytest.fixture(scope="session")
def guard(
    run_path: Path, dataset_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """Return what two screeners learned of the phantoms."""
    place = tmp_path_factory.mktemp("guards") / "screen.pk"
    done("screen", "--fit", run_path, dataset_path, "-o", place, *FAST)
    return place


@pytest.fixture(scope="session")
def places(
    folder: Path,
    dataset_path: Path,
    run_path: Path,
    poisoned_path: Path,
    audited: Path,
    yard: Path,
) -> dict[str, Path]:
    """Return where everything lies, by the names that tables of tests use."""
    return {
        "films": folder,
        "film": next((folder / "images").iterdir()),
        "data": dataset_path,
        "run": run_path,
        "bad": poisoned_path,
        "truth": poisoned_path.with_suffix(".manifest.json"),
        "audit": audited,
        "yard": yard,
    }
