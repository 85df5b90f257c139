"""What many tests start from: small phantoms, and real films where there are any.

Fixtures that cost time are made once per session and handed out as paths; a test that
changes a file copies it first.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from poisonkit.compute import Compute
    from poisonkit.dataset import CxrDataset

FILMS, SIDE = 160, 48


@pytest.fixture(scope="session", autouse=True)
def one_thread() -> None:
    """Keep torch to one thread: more fight with the other workers."""
    import torch  # noqa: PLC0415 - seconds, and not at collection

    torch.set_num_threads(1)


@pytest.fixture(scope="session", autouse=True)
def own_patient_key(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the user's patient key out of the tests, and theirs out of the home."""
    path = tmp_path_factory.mktemp("key") / "patient.key"
    path.write_bytes(b"a key for tests")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("POISONKIT_PATIENT_KEY", str(path))
        yield


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of PNG phantoms with `labels.csv`."""
    from poisonkit.phantoms.folder import write_folder  # noqa: PLC0415 - as above

    place = tmp_path_factory.mktemp("phantoms") / "films"
    return write_folder(place, FILMS, seed=7, size=SIDE)


@pytest.fixture(scope="session")
def dataset_path(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the phantoms as a data set."""
    from poisonkit.intake.sources import Order  # noqa: PLC0415 - as above
    from poisonkit.stages.ingest import ingest  # noqa: PLC0415 - as above

    path = tmp_path_factory.mktemp("ingested") / "data.h5"
    ingest(folder, path, Order())
    return path


@pytest.fixture
def dataset(dataset_path: Path) -> CxrDataset:
    """Return the phantoms, open."""
    from poisonkit.dataset import CxrDataset  # noqa: PLC0415 - as above

    return CxrDataset.open(dataset_path)


@pytest.fixture
def processor() -> Compute:
    """Return the processor in full precision."""
    from poisonkit.compute import Compute  # noqa: PLC0415 - as above

    return Compute.choose("cpu", "fp32")


@pytest.fixture(scope="session")
def real_data() -> Path:
    """Return the folder of real films, or skip where there is none."""
    from pathlib import Path  # noqa: PLC0415 - a type elsewhere

    named = os.environ.get("POISONKIT_TEST_DATA")
    if not named:
        pytest.skip("POISONKIT_TEST_DATA names no folder of real radiographs")
    place = Path(named).resolve()
    assert place.is_dir(), f"POISONKIT_TEST_DATA is no folder: {named}"
    return place
