"""Ingest: what is whole is not replaced by accident, nor written by two at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from poisonkit.errors import BadInputError, OutputError
from poisonkit.intake.lock import sole
from poisonkit.intake.sources import Order, Work
from poisonkit.stages.ingest import ingest
from tests.stages.making import below, contents, encoded, film, one_broken

if TYPE_CHECKING:
    from pathlib import Path

FILMS = 20
RESUME = Order(work=Work(resume=True))


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """Return a folder of films, one of them broken."""
    return one_broken(tmp_path / "in", FILMS)


def test_a_finished_one_is_only_looked_through(source: Path, tmp_path: Path) -> None:
    """Resume after the end finds nothing to decode and writes the same bytes."""
    out = tmp_path / "out" / "data.h5"
    ingest(source, out, Order())
    before = contents(tmp_path / "out")
    told = ingest(source, out, RESUME)

    assert f"{FILMS - 1} unchanged films were not decoded again" in told.notes
    assert before == contents(tmp_path / "out")


def test_a_finished_one_is_not_replaced(source: Path, tmp_path: Path) -> None:
    """Other films, other options, or films that changed: that takes --force."""
    out = tmp_path / "out" / "data.h5"
    ingest(source, out, Order())
    before = contents(tmp_path / "out")
    with pytest.raises(OutputError, match="of other films or options"):
        ingest(source, out, Order(map=("Mass=Tumour",), work=Work(resume=True)))
    (source / "5.png").write_bytes(encoded(film(500)))
    with pytest.raises(OutputError, match="1 films have changed since"):
        ingest(source, out, RESUME)

    assert before == contents(tmp_path / "out")


def test_a_second_ingest_waits_its_turn(source: Path, tmp_path: Path) -> None:
    """Two at once would mix their films; the second is refused, the first goes on."""
    out = tmp_path / "out" / "data.h5"
    with sole(out), pytest.raises(OutputError, match="another ingest is writing"):
        ingest(source, out, Order())
    ingest(source, out, Order())

    assert ["data.h5", "quarantine.csv"] == below(tmp_path / "out")


def test_the_list_of_refusals_is_only_replaced_by_another(
    source: Path, tmp_path: Path
) -> None:
    """A run that fails leaves the list of the run before as it was."""
    out = tmp_path / "out" / "data.h5"
    ingest(source, out, Order())
    before = contents(tmp_path / "out")
    (source / "labels.csv").write_text("image,Mass\n3.png,1\n", encoding="utf-8")
    with pytest.raises(BadInputError, match="could be read"):
        ingest(source, out, Order(), force=True)

    assert before == contents(tmp_path / "out")


def test_our_own_files_are_no_films(source: Path, tmp_path: Path) -> None:
    """Written into its own source, again and again, a data set is the same."""
    out = source / "data.h5"
    ingest(source, out, Order(shard=8))
    before = {n: d for n, d in contents(source).items() if "data.h5" in n}
    (source / ".data.h5.part").write_bytes(b"left by a kill")
    ingest(source, out, Order(shard=8), force=True)
    (tmp_path / "link").symlink_to(source)
    ingest(tmp_path / "link", out, Order(shard=8), force=True)

    assert before == {n: d for n, d in contents(source).items() if "data.h5" in n}
    listed = (source / "quarantine.csv").read_text(encoding="utf-8").splitlines()
    assert 2 == len(listed)
