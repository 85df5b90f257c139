"""The mark of a rehearsal is for people and for other tools: no auditor reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from pydicom import dcmread

from poisonkit.intake.sources import Order, Work
from poisonkit.phantoms.folder import write_folder
from poisonkit.poisoning.marking import mark, marked
from poisonkit.stages.ingest import ingest
from tests.house.sources import FILES, reached
from tests.house.test_layers import AUDITORS

if TYPE_CHECKING:
    from pathlib import Path

WORDS = ("ImageComments", "POISONKIT", "poisoned test data")


@pytest.mark.parametrize("auditor", AUDITORS)
def test_no_auditor_knows_the_mark(auditor: str) -> None:
    """Not one module on the way of an audit has a word of it."""
    modules = {auditor, *reached(auditor)}

    assert "poisoning.marking" not in modules
    for name in modules & set(FILES):
        text = FILES[name].read_text(encoding="utf-8")
        assert not [word for word in WORDS if word in text], name


def test_the_search_would_notice() -> None:
    """The words are those of the module that writes the mark."""
    text = FILES["poisoning.marking"].read_text(encoding="utf-8")

    assert list(WORDS) == [word for word in WORDS if word in text]


def test_a_data_set_does_not_show_the_mark(tmp_path: Path) -> None:
    """What `ingest` makes of marked films is what it was before, but for files."""
    source = write_folder(tmp_path / "in", 12, seed=1, size=48, form="dicom", bits=12)
    order = Order(size=32, work=Work(workers=1))
    ingest(source, tmp_path / "a.h5", order)
    for path in source.rglob("*.dcm"):
        mark(path, "d" * 64)
        assert "d" * 64 == marked(dcmread(path))
    (tmp_path / "b").mkdir()
    ingest(source, tmp_path / "b" / "b.h5", order)

    def told(path: Path) -> tuple[object, ...]:
        from poisonkit.dataset import CxrDataset  # noqa: PLC0415 - only here

        data = CxrDataset.open(path)
        return data.digest, data.meta, data.patients, data.split.tolist()

    assert told(tmp_path / "a.h5") == told(tmp_path / "b" / "b.h5")
