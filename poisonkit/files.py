"""Write a file or a folder so that it is either whole or not there.

Everything is written under a temporary name beside its destination and renamed when
it is complete.  A kill leaves at most a name in ``.part``, which the next run removes.
"""

from __future__ import annotations

import json
import os
import shutil
from contextlib import contextmanager
from errno import EDQUOT, EFBIG, ENOSPC
from typing import TYPE_CHECKING, Any

from poisonkit.errors import BadInputError, OutputError, PoisonkitError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

RUN_RECORD = "run.json"
"""The file that says: poisonkit wrote this folder, and may replace it."""

_MARGIN, _PER_TEXT = 1 << 20, 64
"""Bytes that HDF5 needs beside the data, and for a text beside its letters."""


@contextmanager
def writing(path: Path, *, force: bool = False) -> Iterator[Path]:
    """Yield a temporary name that becomes the file *path* when all went well."""
    check_free(path, force=force)
    part = part_of(path)
    try:
        yield part
        _sync(part)
        part.replace(path)
    except OSError as error:
        raise refusal(path, part, error) from error
    finally:
        part.unlink(missing_ok=True)


def check_free(path: Path, *, force: bool) -> None:
    """Refuse *path* if a file could not be written there."""
    if path.is_dir():
        raise OutputError(f"{path} is a folder; give the name of a file")
    if path.exists() and not force:
        raise OutputError(f"{path} exists already; replace it with --force")


@contextmanager
def writing_folder(
    path: Path, *, force: bool = False, proof: Path | None = None
) -> Iterator[Path]:
    """Yield a temporary folder that becomes *path*; *proof* shows that it is ours."""
    check_folder(path, proof or path / RUN_RECORD, force=force)
    part = part_of(path)
    shutil.rmtree(part, ignore_errors=True)
    try:
        part.mkdir()
        yield part
        for file in part.rglob("*"):
            _sync(file)
        _swap(part, path)
    except OSError as error:
        raise refusal(path, part, error) from error
    finally:
        shutil.rmtree(part, ignore_errors=True)


def write_json(path: Path, value: Any) -> None:
    """Write *value* as indented JSON; NaN, which JSON does not have, is refused."""
    text = json.dumps(value, indent=2, allow_nan=False, ensure_ascii=False)
    path.write_text(text + "\n", encoding="utf-8")


def reserve(path: Path, size: int, *texts: Iterable[str]) -> None:
    """Fail as a full disk does unless *size* bytes and *texts* fit where *path* will.

    HDF5 that meets a full disk loses its bookkeeping, and the process dies of it.
    """
    letters = sum(len(t.encode()) + _PER_TEXT for column in texts for t in column)
    trial = path.with_name(f"{path.name}.room.part")
    try:
        with trial.open("wb") as file:
            if hasattr(os, "posix_fallocate"):
                os.posix_fallocate(file.fileno(), 0, size + letters + _MARGIN)
            else:  # at least a limit on the size of files is met
                file.truncate(size + letters + _MARGIN)
    finally:
        trial.unlink(missing_ok=True)


def check_folder(path: Path, proof: Path, *, force: bool) -> None:
    """Refuse *path* if a folder could not be written there."""
    if path.is_symlink() or (path.exists() and not path.is_dir()):
        kind = "link" if path.is_symlink() else "file"
        raise OutputError(f"{path} is a {kind}; give the name of a folder")
    if not path.exists() or not any(path.iterdir()):
        return
    if not force:
        raise OutputError(f"{path} exists already; replace it with --force")
    if not proof.exists():
        why = f"was not written by poisonkit (there is no {proof.name})"
        raise OutputError(f"{path} {why}, so it is not replaced; give another name")


def part_of(path: Path) -> Path:
    """Return the temporary name of *path*, in a folder that is there."""
    path = path.absolute()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError) as error:
        raise OutputError(
            f"cannot write {path}: it would lie below a file, not a folder"
        ) from error
    except OSError as error:
        raise refusal(path, path.parent, error) from error
    return path.with_name(f".{path.name}.part")


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _swap(part: Path, path: Path) -> None:
    """Put *part* in the place of *path*, which may exist."""
    old = path.with_name(f".{path.name}.old.part")
    shutil.rmtree(old, ignore_errors=True)
    if path.exists():
        path.replace(old)
    part.replace(path)
    shutil.rmtree(old, ignore_errors=True)


def refusal(path: Path, part: Path, error: OSError) -> PoisonkitError:
    """Say in one line why *path* could not be written, or which input was at fault."""
    reason = error.strerror or str(error).partition("(")[0].strip()
    if "errno = " in str(error):  # HDF5 hides the reason in the middle of its message
        number = int(str(error).partition("errno = ")[2].partition(",")[0])
        reason = os.strerror(number)
    other = None if error.errno in {ENOSPC, EDQUOT, EFBIG} else error.filename
    if other is not None and not str(other).startswith(str(part)):
        return BadInputError(f"cannot use {other}: {reason}")
    return OutputError(f"cannot write {path}: {reason}")
