"""Ingest of broken files by the hundred; `benchmarks.fuzz` does twenty thousand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from benchmarks.fuzz import fuzz_films, fuzz_table, mutate, seeds
from poisonkit.phantoms.folder import write_folder

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow


def test_mutants_differ(tmp_path: Path) -> None:
    """The fuzzer wounds what it is given, and not always in the same way."""
    rng = np.random.default_rng(0)
    sound = seeds(tmp_path, None)[0][0]

    assert len({mutate(sound, sound, rng) for _ in range(50)} - {sound}) > 40


@pytest.mark.parametrize("seed", [1, 2])
def test_no_broken_film_is_lost(tmp_path: Path, seed: int) -> None:
    """Each of hundreds of mutants is a row or a line of the quarantine."""
    sources, rng = seeds(tmp_path / "seeds", None), np.random.default_rng(seed)
    ends = fuzz_films(sources, tmp_path, 300, rng)

    assert 0 == ends["lost"] == ends["in two places"]
    assert ends["row"] > 10
    assert ends["cannot-decode"] > 10
    assert not ends["timed-out"]


def test_a_broken_table_is_read_or_refused(tmp_path: Path) -> None:
    """Never a traceback, never several lines, and some can still be read."""
    write_folder(tmp_path / "cohort", 8, seed=2, size=16)
    rng = np.random.default_rng(3)
    found = {fuzz_table(tmp_path, rng) for _ in range(40)}

    assert {"read", "refused"} == found
