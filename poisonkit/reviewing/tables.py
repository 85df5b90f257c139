"""The file of `Store`: its tables, and what can be wrong with it."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING

from poisonkit.errors import BadInputError, LockedError, OutputError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SCHEMA = 1
_TABLES = (
    "create table audit (data_digest text not null)",
    """create table events (
        number integer primary key autoincrement, key text not null unique,
        reviewer text not null, row integer not null, kind text not null,
        labels text not null, comment text not null, undoes text not null,
        at text not null
    )""",
    """create trigger changed before update on events
        begin select raise(abort, 'a decision is never changed'); end""",
    """create trigger deleted before delete on events
        begin select raise(abort, 'a decision is never deleted'); end""",
)
_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_DAMAGED = {sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_ERROR}
_PRIMARY = 0xFF
"""The bits of an error's code that say its kind."""


def prepare(connection: sqlite3.Connection, path: Path, data_digest: str) -> None:
    """Make the tables of a new file; refuse one that is not of this data set."""
    if not _version(connection):
        connection.execute("pragma journal_mode = wal")
        with writing(connection) as cursor:
            if not _version(connection):  # else another process was quicker
                for statement in _TABLES:
                    cursor.execute(statement)
                cursor.execute("insert into audit values (?)", (data_digest,))
                cursor.execute(f"pragma user_version = {SCHEMA}")
    connection.execute("pragma synchronous = full")
    if (version := _version(connection)) != SCHEMA:
        raise BadInputError(f"{path}: schema {version}, {SCHEMA} understood")
    if connection.execute("select * from audit").fetchall() != [(data_digest,)]:
        raise BadInputError(f"{path} holds decisions about another data set")


@contextmanager
def writing(connection: sqlite3.Connection) -> Iterator[sqlite3.Cursor]:
    """Let what is done with the cursor happen as a whole, or not at all."""
    cursor = connection.cursor()
    cursor.execute("begin immediate")
    try:
        yield cursor
        cursor.execute("commit")
    finally:
        if connection.in_transaction:
            cursor.execute("rollback")


@contextmanager
def refusing(path: Path) -> Iterator[None]:
    """Say in one line what SQLite could not do with *path*."""
    try:
        yield
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & _PRIMARY
        if code in _BUSY:
            raise LockedError(
                f"{path} is locked by another process; nothing was written, try again"
            ) from error
        if code in _DAMAGED:
            raise BadInputError(
                f"{path} holds no decisions, or is damaged: {error}"
            ) from error
        raise OutputError(f"cannot write {path}: {error}") from error


def _version(connection: sqlite3.Connection) -> int:
    (version,) = connection.execute("pragma user_version").fetchone()
    return int(version)
