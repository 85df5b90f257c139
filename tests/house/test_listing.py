"""What lies in a folder: each path is listed or refused, whatever it is."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from poisonkit.errors import BadInputError
from poisonkit.listing import Listing

if TYPE_CHECKING:
    from pathlib import Path

NAMES = (
    "two\nlines.png",
    "comma, quote \" and ' apostrophe.png",
    "\N{LUNGS}\N{MATHEMATICAL BOLD CAPITAL X}.png",
    "x" * 251 + ".png",
    "deep/deeper/deepest.png",
    "=cmd|calc.png",
)


def refused(listing: Listing) -> dict[str, str]:
    found = {row.path: row.reason for row in listing.refused}
    assert len(found) == len(listing.refused)
    return found


def test_hostile_names_are_names(tmp_path: Path) -> None:
    """Newlines, commas, quotes, four-byte characters and 255 bytes are listed."""
    for name in NAMES:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"")
    listing = Listing.of(tmp_path)

    assert sorted(NAMES) == list(listing.files)
    assert not listing.refused


def test_what_is_no_file_is_refused_by_name(tmp_path: Path) -> None:
    """Links out, loops, pipes, hidden files and names that are no text: each said."""
    outside, source = tmp_path / "outside", tmp_path / "in"
    outside.mkdir()
    (outside / "secret.png").write_bytes(b"")
    (source / "folder").mkdir(parents=True)
    (source / "folder" / "a.png").write_bytes(b"")
    (source / "inside.png").symlink_to(source / "folder" / "a.png")
    (source / "out.png").symlink_to(outside / "secret.png")
    (source / "outfolder").symlink_to(outside)
    (source / "again").symlink_to(source / "folder")
    (source / "nowhere.png").symlink_to(tmp_path / "nothing")
    (source / "loop.png").symlink_to(source / "loop.png")
    (source / ".DS_Store").write_bytes(b"")
    os.mkfifo(source / "pipe.png")
    with open(os.fsencode(source) + b"/latin\xe9.png", "wb"):  # noqa: PTH123 - bytes
        pass
    listing = Listing.of(source)

    assert ("folder/a.png", "inside.png") == listing.files
    assert {
        "out.png": "outside",
        "outfolder": "folder-link",
        "again": "folder-link",
        "nowhere.png": "broken-link",
        "loop.png": "broken-link",
        ".DS_Store": "hidden",
        "pipe.png": "not-a-file",
        "latin\\xe9.png": "bad-name",
    } == refused(listing)


def test_a_folder_that_is_closed_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder that may not be read is a line; what lies beside it is listed."""
    (tmp_path / "closed").mkdir()
    (tmp_path / "a.png").write_bytes(b"")
    usual = os.scandir

    def scandir(path: Path) -> object:
        if path.name == "closed":
            raise PermissionError(13, "Permission denied", str(path))
        return usual(path)

    monkeypatch.setattr(os, "scandir", scandir)
    listing = Listing.of(tmp_path)

    assert ("a.png",) == listing.files
    assert {"closed": "no-access"} == refused(listing)


def test_our_own_output_is_passed_over(tmp_path: Path) -> None:
    """A data set written into its own source is no film of it."""
    (tmp_path / "a.png").write_bytes(b"")
    (tmp_path / "data.h5").write_bytes(b"")
    listing = Listing.of(tmp_path, besides=lambda path: path.name == "data.h5")

    assert ("a.png",) == listing.files


def test_what_is_not_there_is_said(tmp_path: Path) -> None:
    """A wrong path and a file in place of a folder are two different mistakes."""
    with pytest.raises(BadInputError, match="does not exist"):
        Listing.of(tmp_path / "nothing")
    (tmp_path / "a.png").write_bytes(b"")
    with pytest.raises(BadInputError, match="is not a folder"):
        Listing.of(tmp_path / "a.png")
