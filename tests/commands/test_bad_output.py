"""A place that cannot be written to is refused in one line, and stays as it is."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from tests.commands.conftest import PIXELS, QUICK
from tests.commands.running import (
    done,
    everything,
    refused,
    words,
)
from tests.commands.writers import EVERY, FOLDERS


@pytest.mark.parametrize("command", EVERY)
@pytest.mark.parametrize(
    ("out", "why"),
    [
        ("file/x.h5", "it would lie below a file"),
        ("file/deeper/x.h5", "it would lie below a file"),
        ("/proc/nowhere/x.h5", "cannot write /proc/nowhere/x"),
    ],
)
def test_a_place_that_cannot_be(
    places: dict[str, Path], command: str, out: str, why: str
) -> None:
    """Below a file, or where the system lets nobody write."""
    Path("file").write_text("not a folder", encoding="utf-8")
    before = everything(Path())

    assert why in refused(*words(EVERY[command], {**places, "out": Path(out)}))
    assert before == everything(Path())


@pytest.mark.parametrize("command", EVERY)
def test_what_exists_is_not_replaced(places: dict[str, Path], command: str) -> None:
    """Without --force nothing is lost."""
    out = Path("out.h5")
    if command in FOLDERS:
        out.mkdir()
        (out / "run.json").write_text("{}", encoding="utf-8")
    else:
        out.write_text("mine", encoding="utf-8")
    before = everything(Path())
    said = refused(*words(EVERY[command], {**places, "out": out}))

    assert "out.h5 exists already; replace it with --force" in said
    assert before == everything(Path())


@pytest.mark.parametrize("command", EVERY)
def test_the_wrong_kind_is_not_replaced(places: dict[str, Path], command: str) -> None:
    """Even --force makes no file of a folder, and no folder of a file."""
    out = Path("out.h5")
    if command in FOLDERS:
        out.write_text("mine", encoding="utf-8")
    else:
        out.mkdir()
    before = everything(Path())
    said = refused(*words(EVERY[command], {**places, "out": out}), "--force")

    assert re.search("out.h5 is a (file|folder); give the name of a", said)
    assert before == everything(Path())


@pytest.mark.parametrize("command", FOLDERS)
def test_a_stranger_is_not_replaced(places: dict[str, Path], command: str) -> None:
    """A folder that poisonkit did not write is safe from --force."""
    Path("out").mkdir()
    Path("out/thesis.txt").write_text("years of work", encoding="utf-8")
    before = everything(Path())
    line = words(FOLDERS[command], {**places, "out": Path("out")})

    assert "was not written by poisonkit" in refused(*line, "--force")
    assert before == everything(Path())


def test_a_source_is_never_changed(places: dict[str, Path]) -> None:
    """A result that would replace what it is made from is refused, even by --force."""
    shutil.copytree(places["audit"], "audit")
    shutil.copy(places["bad"], "audit/data.h5")
    done("train", places["data"], "run", *QUICK)
    shutil.copy(places["data"], "run/data.h5")
    before = everything(Path())
    data, film = "audit/data.h5", places["film"]
    for line in (
        ("inject", data, data, "--target", "Mass", "--rate", "0.1"),
        ("clean", data, data, "--audit", "audit"),
        ("unlearn", "run", data, "run", "--audit", "audit"),
        ("unlearn", "run", data, "audit", "--audit", "audit"),
        ("audit", data, "--out", "audit", *PIXELS),
        ("audit", data, "--out", "run", "--model", "run", *PIXELS),
        ("train", "run/data.h5", "run", *QUICK),
        ("explain", "run", film, "--out", "run"),
    ):
        assert re.search("is the source|is read and lies in", refused(*line, "--force"))
    assert before == everything(Path())
