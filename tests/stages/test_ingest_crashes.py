"""Ingest: a decoder that crashes or hangs costs one film, and the run goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from poisonkit.intake import commission
from poisonkit.intake.sources import Order, Work
from poisonkit.stages.ingest import ingest
from tests.stages.lossy import Lossy
from tests.stages.making import (
    SIDE,
    encoded,
    film,
    films,
    folder_of,
    ingested,
    quarantined,
)

if TYPE_CHECKING:
    from pathlib import Path

BAD = {
    "crash0.png": "crashed",
    "crash9.png": "crashed",
    "end.png": "crashed",
    "hang.png": "timed-out",
}


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """Return a folder with good and deadly films in turn, over two blocks of work."""
    names = sorted([*films(80), *BAD])
    table = "image,Mass\n" + "".join(f"{name},1\n" for name in names)
    files = films(80) | {name: encoded(film(99)) for name in BAD}
    return folder_of(tmp_path / "in", table, files)


@pytest.mark.parametrize("workers", [1, 2])
def test_the_run_goes_on(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, workers: int
) -> None:
    """The film at fault is in quarantine, for its own reason; all others are rows."""
    monkeypatch.setattr(commission, "Filming", Lossy)
    work = Work(workers=workers, limit=2)
    data = ingested(source, tmp_path / "out", size=SIDE, work=work)

    assert BAD == quarantined(tmp_path / "out")
    assert set(films(80)) == set(data.ids)
    for name, image in zip(data.ids, data.images, strict=True):
        np.testing.assert_array_equal(film(int(name.removesuffix(".png"))), image)


def test_the_seconds_are_told(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who wonders whether the limit was too short can read it."""
    monkeypatch.setattr(commission, "Filming", Lossy)
    order = Order(size=SIDE, work=Work(limit=1.5))
    ingest(source, tmp_path / "data.h5", order)

    listed = (tmp_path / "quarantine.csv").read_text(encoding="utf-8")
    assert "no result within 1.5 seconds" in listed
