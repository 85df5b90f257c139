"""A reduced decode is asked for, kept in the data set, and told by an audit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from poisonkit.compute import Compute
from poisonkit.dataset import CxrDataset
from poisonkit.intake.sources import Order
from poisonkit.judgement.brief import Brief
from poisonkit.stages.audit import audit
from poisonkit.stages.ingest import ingest
from tests.stages.making import encoded, folder_of

if TYPE_CHECKING:
    from pathlib import Path


def jpegs(place: Path) -> Path:
    """Return a folder of large JPEGs, each with one bright dot of three pixels."""
    files = {}
    for number in range(12):
        film = np.full((512, 512), 90, np.uint8)
        film[100:103, 8 * number + 40 : 8 * number + 43] = 255
        files[f"{number}.jpg"] = encoded(film, "JPEG")
    rows = "".join(f"{n}.jpg,{n},{n % 2}\n" for n in range(12))
    return folder_of(place, "image,patient_id,Mass\n" + rows, files)


def test_it_is_never_the_default(tmp_path: Path) -> None:
    """Unless it is asked for, every pixel is decoded, and the data set says so."""
    source = jpegs(tmp_path / "in")
    told = ingest(source, tmp_path / "full.h5", Order(size=64))
    full = CxrDataset.open(tmp_path / "full.h5")

    assert "full" == full.preprocessing["decode"]
    assert not [note for note in told.notes if "scale" in note]


def test_it_is_said_everywhere(tmp_path: Path) -> None:
    """The notes, the data set and an audit's summary say that triggers may blur."""
    source = jpegs(tmp_path / "in")
    order = Order(size=64, fast_decode=True)
    told = ingest(source, tmp_path / "out" / "fast.h5", order)
    data = CxrDataset.open(tmp_path / "out" / "fast.h5")
    (tmp_path / "audit").mkdir()
    brief = Brief(detectors=("repeated_pixels",))
    record = audit(data, tmp_path / "audit", brief, witness=None, compute=Compute())

    assert "reduced" == data.preprocessing["decode"]
    assert [note for note in told.notes if "may be blurred" in note]
    assert "decoded at a reduced scale" in record.summary
