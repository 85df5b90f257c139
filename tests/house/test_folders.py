"""A folder is whole, or it is not there; a stranger's is never replaced."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from poisonkit.errors import OutputError
from poisonkit.files import RUN_RECORD, writing_folder

if TYPE_CHECKING:
    from pathlib import Path


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def fill(folder: Path, word: str) -> None:
    """Write a folder as a stage would, *force* where one is there already."""
    with writing_folder(folder, force=folder.exists()) as part:
        (part / "inner").mkdir()
        (part / "inner" / "text").write_text(word)
        (part / RUN_RECORD).write_text("{}")


def test_a_folder_appears_when_it_is_whole(tmp_path: Path) -> None:
    """Until the work is done the folder does not exist; then nothing else does."""
    place = tmp_path / "out"
    fill(place, "first")

    assert ["out"] == names(tmp_path)
    assert "first" == (place / "inner" / "text").read_text()


def test_an_error_leaves_the_old_folder(tmp_path: Path) -> None:
    """The old folder stays as it was when the new one fails."""
    place = tmp_path / "out"
    fill(place, "old")
    with pytest.raises(TypeError):
        fill(place, word=None)  # type: ignore[arg-type]  # fails half way

    assert ["out"] == names(tmp_path)
    assert "old" == (place / "inner" / "text").read_text()


def test_our_own_folder_is_replaced_by_force_only(tmp_path: Path) -> None:
    """A run's folder is replaced with force, nothing of the old one left behind."""
    place = tmp_path / "out"
    fill(place, "old")
    (place / "stray").write_text("old")
    with pytest.raises(OutputError, match="exists already"), writing_folder(place):
        pass
    fill(place, "new")

    assert "new" == (place / "inner" / "text").read_text()
    assert ["inner", RUN_RECORD] == names(place)


@pytest.mark.parametrize("force", [False, True])
def test_a_stranger_s_folder_is_never_replaced(tmp_path: Path, *, force: bool) -> None:
    """A folder that poisonkit did not write is kept, whatever is asked."""
    (tmp_path / "thesis").write_text("three years of work")
    with pytest.raises(OutputError), writing_folder(tmp_path, force=force):
        pass

    assert "three years of work" == (tmp_path / "thesis").read_text()


def test_an_empty_folder_may_be_filled(tmp_path: Path) -> None:
    """A folder somebody made beforehand is no reason to refuse."""
    place = tmp_path / "out"
    place.mkdir()
    with writing_folder(place) as part:
        (part / "text").write_text("new")

    assert "new" == (place / "text").read_text()
