"""``reviews.sqlite``: every decision of every reviewer, in the order they were made.

Rows are added and never changed, so that undoing is a decision, too, and two pages that
are open at once lose nothing of each other's.  What `Store.add` has returned from
survives a killed process and a power cut.
"""

from __future__ import annotations

import json
import sqlite3
from datetime import UTC, datetime
from threading import Lock
from typing import TYPE_CHECKING, Any, Self

from poisonkit.errors import BadInputError
from poisonkit.reviewing.decision import Event, Kind
from poisonkit.reviewing.tables import prepare, refusing, writing

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from poisonkit.reviewing.decision import Said

REVIEWS = "reviews.sqlite"
_PATIENCE = 3.0
"""Seconds to wait for a process that writes at the same time."""

_ADD = (
    "insert into events (key, reviewer, row, kind, labels, comment, undoes, at)"
    " values (?, ?, ?, ?, ?, ?, ?, ?)"
)
_SINCE = (
    "select number, key, reviewer, row, kind, labels, comment, undoes, at"
    " from events where number > ? order by number"
)
_UNDOABLE = (
    "select 1 from events where key = ? and reviewer = ? and row = ?"
    " and kind != 'undo' and key not in (select undoes from events)"
)


class Store:
    """The decisions about one audit; safe to use from several threads."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        """Take what `open` has opened."""
        self.path = path
        self._connection = connection
        self._lock = Lock()

    @classmethod
    def open(cls, folder: Path, data_digest: str) -> Self:
        """Open the decisions in the audit's *folder*; there may be none yet."""
        path = folder / REVIEWS
        with refusing(path):
            connection = sqlite3.connect(
                path, timeout=_PATIENCE, isolation_level=None, check_same_thread=False
            )
            try:
                prepare(connection, path, data_digest)
            except BaseException:
                connection.close()
                raise
        return cls(path, connection)

    def add(self, told: Sequence[Said]) -> None:
        """Keep all of *told*, or nothing; what is known by its key is passed over."""
        now = datetime.now(UTC).isoformat(timespec="seconds")
        with self._lock, refusing(self.path), writing(self._connection) as cursor:
            for said in told:
                if not _holds(cursor, "select 1 from events where key = ?", said.key):
                    _insert(cursor, said, now)

    def since(self, number: int = 0) -> list[Event]:
        """Return every event after the one with this *number*, in order."""
        with self._lock, refusing(self.path):
            rows = self._connection.execute(_SINCE, (number,)).fetchall()
        try:
            return [_event(row) for row in rows]
        except (ValueError, TypeError) as error:
            raise BadInputError(f"{self.path} is damaged: {error}") from error

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._connection.close()


def read_events(folder: Path, data_digest: str) -> list[Event]:
    """Return every event about the audit in *folder*; none where none was kept."""
    if not (folder / REVIEWS).exists():
        return []
    store = Store.open(folder, data_digest)
    try:
        return store.since()
    finally:
        store.close()


def _holds(cursor: sqlite3.Cursor, question: str, *values: str | int) -> bool:
    return cursor.execute(question, values).fetchone() is not None


def _insert(cursor: sqlite3.Cursor, said: Said, now: str) -> None:
    who = said.reviewer.strip()
    if said.kind == Kind.UNDO and not _holds(
        cursor, _UNDOABLE, said.undoes, who, said.row
    ):
        raise BadInputError("this decision is undone already, or is not yours")
    labels = json.dumps(said.labels or [])
    what = said.row, said.kind, labels, said.comment, said.undoes
    cursor.execute(_ADD, (said.key, who, *what, now))


def _event(row: tuple[Any, ...]) -> Event:
    number, key, reviewer, film, kind, labels, comment, undoes, at = row
    return Event(
        number=number,
        key=key,
        reviewer=reviewer,
        row=film,
        kind=Kind(kind),
        labels=tuple(json.loads(labels)),
        comment=comment,
        undoes=undoes,
        at=at,
    )
