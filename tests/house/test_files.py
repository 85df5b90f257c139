"""A file or a folder is whole, or it is not there."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from poisonkit.errors import BadInputError, OutputError
from poisonkit.files import write_json, writing, writing_folder

if TYPE_CHECKING:
    from pathlib import Path


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


class StopError(Exception):
    """What goes wrong in the middle of the work."""


def fail(path: Path, *, force: bool = False) -> None:
    """Write half of a file, then give up."""
    with writing(path, force=force) as part:
        part.write_text("half")
        raise StopError


def touch(path: Path) -> None:
    """Write an empty file."""
    with writing(path) as part:
        part.touch()


def test_a_file_appears_when_it_is_whole(tmp_path: Path) -> None:
    """Until the work is done the final name does not exist; then nothing else does."""
    path = tmp_path / "new" / "a.txt"
    with writing(path) as part:
        part.write_text("half")
        assert not path.exists()

    assert "half" == path.read_text()
    assert ["a.txt"] == names(path.parent)


def test_a_file_is_renamed_not_copied(tmp_path: Path) -> None:
    """The step that makes it visible cannot be seen half done."""
    path = tmp_path / "a.txt"
    with writing(path) as part:
        part.write_text("whole")
        written = part.stat().st_ino

    assert written == path.stat().st_ino


def test_an_error_leaves_nothing(tmp_path: Path) -> None:
    """What fails half way leaves neither the file nor its temporary name."""
    with pytest.raises(StopError):
        fail(tmp_path / "a.txt")

    assert [] == names(tmp_path)


def test_an_error_leaves_the_old_file(tmp_path: Path) -> None:
    """Even with force, the old content is there until the new one is whole."""
    path = tmp_path / "a.txt"
    path.write_text("old")
    with pytest.raises(StopError):
        fail(path, force=True)

    assert "old" == path.read_text()
    assert ["a.txt"] == names(tmp_path)


def test_an_existing_file_is_kept(tmp_path: Path) -> None:
    """Without force an existing file is refused before any work is done."""
    path = tmp_path / "a.txt"
    path.write_text("old")
    worked = False
    with (
        pytest.raises(OutputError, match="exists already; replace it with --force"),
        writing(path),
    ):
        worked = True

    assert not worked
    assert "old" == path.read_text()


def test_force_replaces_a_file(tmp_path: Path) -> None:
    """With force the new content takes the old one's place."""
    path = tmp_path / "a.txt"
    path.write_text("old")
    with writing(path, force=True) as part:
        part.write_text("new")

    assert "new" == path.read_text()


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    """Neither replaces the other, not even with force."""
    (tmp_path / "file").write_text("mine")
    (tmp_path / "folder").mkdir()
    with (
        pytest.raises(OutputError, match="is a folder; give the name of a file"),
        writing(tmp_path / "folder", force=True),
    ):
        pass
    with (
        pytest.raises(OutputError, match="is a file; give the name of a folder"),
        writing_folder(tmp_path / "file", force=True),
    ):
        pass

    assert "mine" == (tmp_path / "file").read_text()


def test_a_parent_that_is_a_file_is_refused(tmp_path: Path) -> None:
    """An impossible place is refused in one line, not with a traceback."""
    (tmp_path / "file").write_text("mine")
    with pytest.raises(OutputError, match=r"^cannot write .*a\.txt: ") as caught:
        touch(tmp_path / "file" / "a.txt")

    assert "\n" not in str(caught.value)


def test_a_missing_input_is_not_called_an_output(tmp_path: Path) -> None:
    """When what fails is another file, that file is named."""
    with (
        pytest.raises(BadInputError, match=r"cannot use .*gone\.png: No such file"),
        writing(tmp_path / "a.txt"),
    ):
        (tmp_path / "gone.png").read_bytes()


def test_json_has_no_nan(tmp_path: Path) -> None:
    """What other programs could not read is not written; names keep their letters."""
    with pytest.raises(ValueError, match="not JSON compliant"):
        write_json(tmp_path / "a.json", {"value": float("nan")})
    write_json(tmp_path / "b.json", {"label": "Ödem"})

    assert {"label": "Ödem"} == json.loads((tmp_path / "b.json").read_text("utf-8"))
    assert "Ödem" in (tmp_path / "b.json").read_text("utf-8")
