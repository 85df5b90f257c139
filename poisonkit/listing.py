"""Every file below a folder, once; what can be no film for its place alone is told."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from poisonkit.errors import BadInputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


_ARCHIVE = ".npz"


@dataclass(frozen=True, kw_only=True, slots=True)
class Quarantined:
    """One file or table row that did not become a row of the data set, and why."""

    path: str
    reason: str
    detail: str


@dataclass(frozen=True, kw_only=True)
class Listing:
    """What lies in a source: paths relative to *folder*, with forward slashes."""

    folder: Path
    files: tuple[str, ...]
    """Sorted; each can be opened, as far as its folder says."""

    refused: tuple[Quarantined, ...] = ()

    @cached_property
    def present(self) -> frozenset[str]:
        """The files, to ask whether one is there."""
        return frozenset(self.files)

    def path(self, file: str) -> Path:
        """Return where *file* lies on disk."""
        return self.folder / file

    @classmethod
    def of(
        cls,
        source: Path,
        *,
        besides: Callable[[Path], bool] | None = None,
        links: bool = False,
    ) -> Listing:
        """List the folder *source*, or hold the one archive of many films *source*.

        What is *besides* is passed over: it is our own output.
        Links to files outside the folder are taken only with *links*.
        """
        if source.suffix == _ARCHIVE and source.is_file():
            return cls(folder=source.parent, files=(source.name,))
        if not source.is_dir():
            what = "is not a folder" if source.exists() else "does not exist"
            raise BadInputError(f"{source} {what}; give a folder of radiographs")
        files: list[str] = []
        refused: list[Quarantined] = []
        inside = Path(source.resolve().anchor) if links else source.resolve()
        for path, problem in _walk(source, besides):
            name = path.relative_to(source).as_posix()
            if found := problem or _problem(path, name, inside):
                reason, detail = found
                row = Quarantined(path=printable(name), reason=reason, detail=detail)
                refused.append(row)
            else:
                files.append(name)
        refused.sort(key=lambda row: row.path)
        return cls(folder=source, files=tuple(sorted(files)), refused=tuple(refused))


def printable(name: str) -> str:
    """Return *name* as text that every file can hold: odd bytes are written out."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def _walk(
    source: Path, besides: Callable[[Path], bool] | None
) -> Iterator[tuple[Path, tuple[str, str] | None]]:
    """Yield every path below *source* that is no ordinary folder, in any order."""
    waiting = [source]
    while waiting:
        folder = waiting.pop()
        try:
            with os.scandir(folder) as things:
                found = list(things)
        except OSError as error:
            yield folder, ("no-access", f"the folder: {error.strerror}")
            continue
        for thing in found:
            path = folder / thing.name
            if besides and besides(path):
                continue
            if thing.is_dir(follow_symlinks=False):
                waiting.append(path)
            else:
                yield path, None


def _problem(path: Path, name: str, inside: Path) -> tuple[str, str] | None:
    """Return why the file at *path* is not even opened, if so."""
    if printable(name) != name:
        return "bad-name", "its name is not UTF-8"
    if any(part.startswith(".") for part in name.split("/")):
        return "hidden", "its name or a folder's begins with a dot"
    try:
        return _kind(path, inside)
    except PermissionError as error:
        return "no-access", error.strerror or "unreadable"
    except (OSError, RuntimeError):  # a loop of links
        return "broken-link", "a link that leads nowhere"


def _kind(path: Path, inside: Path) -> tuple[str, str] | None:
    """Return what *path* is, if it is no file below *inside*."""
    kind = path.stat().st_mode
    if stat.S_ISDIR(kind):
        return "folder-link", "a link to a folder; no such link is followed"
    if path.is_symlink() and not path.resolve().is_relative_to(inside):
        return "outside", "a link out of the folder; --follow-links takes its file"
    return None if stat.S_ISREG(kind) else ("not-a-file", "a pipe or a device")
