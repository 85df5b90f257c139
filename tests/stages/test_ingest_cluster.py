"""Ingest: many machines make the same data set as one, and may lose some on the way."""

from __future__ import annotations

import importlib.util
import sys
from typing import TYPE_CHECKING, Any

import pytest

from poisonkit.errors import BadInputError
from poisonkit.intake import commission
from poisonkit.intake.sources import Order, Work
from poisonkit.stages.ingest import ingest
from tests.stages.lossy import Lossy
from tests.stages.making import SIDE, below, contents, encoded, film, films, folder_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore"),  # of dask's own making
    pytest.mark.skipif(
        importlib.util.find_spec("distributed") is None,
        reason="dask is not installed (extra: distributed)",
    ),
]


@pytest.fixture(scope="module")
def cluster() -> Iterator[str]:
    """Start two workers, each a process that is started again when it dies."""
    from distributed import LocalCluster  # noqa: PLC0415 - an extra

    with LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None
    ) as running:
        yield running.scheduler_address


def source_of(place: Path, bad: list[str]) -> Path:
    files = films(90) | {name: encoded(film(99)) for name in bad}
    table = "image,Mass\n" + "".join(f"{name},1\n" for name in sorted(files))
    return folder_of(place, table, files)


def test_many_machines_change_nothing(cluster: str, tmp_path: Path) -> None:
    """The cluster's bytes are those of this machine."""
    source = source_of(tmp_path / "in", [])
    ingest(source, tmp_path / "here" / "data.h5", Order(size=16))
    there = Order(size=16, work=Work(cluster=cluster))
    ingest(source, tmp_path / "there" / "data.h5", there)

    assert contents(tmp_path / "here") == contents(tmp_path / "there")


def test_workers_may_die(
    cluster: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A film that kills or stalls its workers is given up; the others are rows."""
    monkeypatch.setattr(commission, "Filming", Lossy)
    source = source_of(tmp_path / "in", ["end.png", "hang.png"])
    order = Order(size=SIDE, work=Work(cluster=cluster, limit=3))
    told = ingest(source, tmp_path / "out" / "data.h5", order)

    assert 90 == told.images
    assert {"crashed": 2} == told.quarantined


def test_nobody_answers(tmp_path: Path) -> None:
    """An address without a scheduler is one line, and nothing is left."""
    source = source_of(tmp_path / "in", [])
    order = Order(size=16, work=Work(cluster="tcp://127.0.0.1:9"))
    with pytest.raises(BadInputError, match="no dask scheduler answers"):
        ingest(source, tmp_path / "out" / "data.h5", order)

    assert [] == below(tmp_path / "out")


def test_without_dask_it_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The extra is named, with the words to type."""
    modules: dict[str, Any] = {"distributed": None}
    for name, module in modules.items():
        monkeypatch.setitem(sys.modules, name, module)
    source = source_of(tmp_path / "in", [])
    order = Order(size=16, work=Work(cluster="tcp://127.0.0.1:9"))
    with pytest.raises(BadInputError, match=r"poisonkit\[distributed\]"):
        ingest(source, tmp_path / "out" / "data.h5", order)
