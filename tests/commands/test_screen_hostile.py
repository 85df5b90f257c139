"""`poisonkit screen` and what somebody who wants to get past it might send."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from click.testing import CliRunner
from safetensors import safe_open
from safetensors.numpy import save_file

from poisonkit_cli.main import main
from tests.commands.running import done, refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Change = Callable[[NDArray[np.generic]], NDArray[np.generic]]


def rewritten(guard: Path, name: str, change: Change) -> Path:
    """Return a copy of *guard* in which one array is another one."""
    with safe_open(guard, "numpy") as file:
        arrays = {key: file.get_tensor(key) for key in file.keys()}  # noqa: SIM118 - no mapping
        head = file.metadata()
    arrays[name] = change(arrays[name])
    copy = Path("changed.pk")
    save_file(arrays, copy, head)
    return copy


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("whole/tail", lambda values: values * np.nan),
        ("whole/shape-of-tail", lambda values: values[:1]),
        ("points", lambda values: values + 1),
        ("0/tail", lambda values: values + 1e9),
    ],
)
def test_a_guard_that_was_changed_is_refused(
    places: dict[str, Path], guard: Path, name: str, change: Change
) -> None:
    """A threshold that is no number, or another one, would let every film pass."""
    changed = rewritten(guard, name, change)
    words = "--model", places["run"], "--reference", changed, "--out", "out"

    assert "is not as it was written" in refused("screen", places["film"], *words)


def test_a_name_in_other_letters_does_not_end_the_stream(
    places: dict[str, Path], guard: Path
) -> None:
    """Names are bytes: one that is no UTF-8 is a row, and the film after it, too."""
    film = str(places["film"].absolute()).encode()
    words = "--model", places["run"], "--reference", guard, "--out", "out"
    result = CliRunner().invoke(
        main,
        ["screen", "-", *map(str, words)],
        input=b"od\xff.png\n" + film + b"\n",
    )

    assert 0 == result.exit_code, result.output
    assert 2 == len(result.stdout.splitlines())
    assert r"od\xff.png" in result.stdout.splitlines()[0]


def test_a_name_cannot_write_lines_of_its_own(
    places: dict[str, Path], guard: Path
) -> None:
    """A line feed or an escape in a name does not reach the terminal."""
    Path("films").mkdir()
    name = Path("films", "x.png\npass  \x1b[2Kgood.png")
    name.write_bytes(places["film"].read_bytes()[:50])
    Path("films", "film.png").write_bytes(places["film"].read_bytes())
    words = "--model", places["run"], "--reference", guard, "--out", "out"
    said = done("screen", "films", *words).stdout

    assert "could not be read  x.png?pass  ?[2Kgood.png" in said


def test_what_cannot_end_well_is_not_begun(
    places: dict[str, Path], dataset_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A slip in INPUTS or OUT is told before minutes go into clean films."""

    def never(*args: object, **kwargs: object) -> None:
        raise AssertionError((args, kwargs))

    monkeypatch.setattr("poisonkit.workflows.screening.fit_screen", never)
    Path("taken").mkdir()
    Path("taken/file").write_text("mine")
    words = "--model", places["run"], "--reference", dataset_path, "--out"
    fit = "--fit", places["run"], dataset_path

    assert "does not exist" in refused("screen", "nowhere.png", *words, "out")
    assert "exists already" in refused("screen", places["film"], *words, "taken")
    assert "exists already" in refused("screen", *fit, "-o", "taken/file")
