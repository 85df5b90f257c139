"""The decisions: kept as they are made, never changed, never lost."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from dataclasses import replace
from threading import Thread
from typing import TYPE_CHECKING

import pytest

from poisonkit.errors import BadInputError, LockedError, OutputError
from poisonkit.reviewing import store as module
from poisonkit.reviewing.decision import Kind
from poisonkit.reviewing.store import REVIEWS, Store, read_events
from tests.commands.running import environment
from tests.reviewing.making import key_of, said

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DIGEST = "d" * 64
KILLED = """
import os, signal, sys
from pathlib import Path
from poisonkit.reviewing.store import Store
from tests.reviewing.making import said
store = Store.open(Path(sys.argv[1]), sys.argv[2])
for number in range(50):
    store.add([said(str(number), number, "accept")])
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(tmp_path, DIGEST)
    yield opened
    opened.close()


def test_what_was_said_is_there(store: Store, tmp_path: Path) -> None:
    """In order, with reviewer, labels and comment, also for who opens it anew."""
    relabel = replace(said("b", 2, Kind.RELABEL), labels=[1, -1])
    comment = replace(said("c", 2, Kind.COMMENT, "Grace"), comment="a marker\nänd more")
    store.add([said("a", 1, Kind.ACCEPT), relabel])
    store.add([comment])
    events = store.since()

    assert [1, 2, 3] == [event.number for event in events]
    assert (1, -1) == events[1].labels
    assert ("Grace", "a marker\nänd more") == (events[2].reviewer, events[2].comment)
    assert events[1:] == store.since(1)
    assert events == read_events(tmp_path, DIGEST)


def test_saying_it_twice_is_saying_it_once(store: Store) -> None:
    """An answer that got lost makes no second decision."""
    for _ in range(2):
        store.add([said("a", 1, Kind.ACCEPT)])

    assert [key_of("a")] == [event.key for event in store.since()]


def test_undoing_happens_once(store: Store) -> None:
    """One's own decision can be taken back, and only while it holds."""
    undo = replace(said("b", 1, Kind.UNDO), undoes=key_of("a"))
    store.add([said("a", 1, Kind.ACCEPT), undo])
    again = replace(undo, key=key_of("c"))
    for wrong in (again, replace(again, reviewer="Grace"), replace(again, row=2)):
        with pytest.raises(BadInputError, match="undone already, or is not yours"):
            store.add([wrong])

    assert 2 == len(store.since())


def test_all_or_nothing(store: Store) -> None:
    """What is refused takes what was said with it along."""
    wrong = replace(said("b", 1, Kind.UNDO), undoes=key_of("never"))
    with pytest.raises(BadInputError):
        store.add([said("a", 1, Kind.ACCEPT), wrong])

    assert [] == store.since()


@pytest.mark.parametrize("change", ["update events set row = 3", "delete from events"])
def test_nothing_is_ever_changed(store: Store, tmp_path: Path, change: str) -> None:
    """The file itself refuses to forget."""
    store.add([said("a", 1, Kind.ACCEPT)])
    other = sqlite3.connect(tmp_path / REVIEWS)
    with pytest.raises(sqlite3.IntegrityError, match="a decision is never"):
        other.execute(change)
    other.close()


def test_many_at_once_lose_nothing(store: Store, tmp_path: Path) -> None:
    """Threads of two programs write at the same time; every word is there."""
    other = Store.open(tmp_path, DIGEST)

    def write(into: Store, name: str) -> None:
        for number in range(25):
            into.add([said(f"{name}{number}", number, Kind.REJECT, name)])

    pairs = [(store, "Ada"), (store, "Bo"), (other, "Cy"), (other, "Di")]
    threads = [Thread(target=write, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    events = other.since()
    other.close()

    assert list(range(1, 101)) == [event.number for event in events]
    assert events == store.since()
    assert {"Ada", "Bo", "Cy", "Di"} == {event.reviewer for event in events}


def test_a_killed_program_loses_nothing(tmp_path: Path) -> None:
    """`kill -9` right after the last decision: all of them are there."""
    words = [sys.executable, "-c", KILLED, str(tmp_path), DIGEST]
    killed = subprocess.run(words, check=False, env=environment())

    assert -9 == killed.returncode
    assert list(range(50)) == [event.row for event in read_events(tmp_path, DIGEST)]


def test_a_locked_file_is_said_to_be(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One line, for who has it open and who opens it; afterwards all goes on."""
    other = sqlite3.connect(tmp_path / REVIEWS, isolation_level=None)
    other.execute("begin exclusive")
    monkeypatch.setattr(module, "_PATIENCE", 0.05)
    store._connection.execute("pragma busy_timeout = 50")  # noqa: SLF001 - or it takes seconds
    with pytest.raises(LockedError, match="is locked by another process; nothing was"):
        store.add([said("a", 1, Kind.ACCEPT)])
    other.execute("rollback")
    other.close()
    store.add([said("a", 1, Kind.ACCEPT)])

    assert 1 == len(store.since())


def test_another_set_s_decisions_are_refused(store: Store, tmp_path: Path) -> None:
    """Rows of one data set mean nothing in another."""
    del store
    with pytest.raises(BadInputError, match="holds decisions about another data set"):
        Store.open(tmp_path, "e" * 64)


@pytest.mark.parametrize(
    "break_it",
    ["pragma user_version = 7", "drop table audit", "alter table events rename to x"],
)
def test_a_strange_file_is_refused(tmp_path: Path, break_it: str) -> None:
    """Of another version, or with tables gone: one line."""
    Store.open(tmp_path, DIGEST).close()
    other = sqlite3.connect(tmp_path / REVIEWS)
    other.execute(break_it)
    other.commit()
    other.close()
    with pytest.raises(BadInputError, match=r"reviews\.sqlite"):
        read_events(tmp_path, DIGEST)


def test_what_is_no_database_is_refused(tmp_path: Path) -> None:
    """A file of that name with anything else in it is left as it is."""
    (tmp_path / REVIEWS).write_bytes(b"not a database at all, " * 50)
    with pytest.raises(BadInputError, match="holds no decisions, or is damaged"):
        read_events(tmp_path, DIGEST)
    with pytest.raises(OutputError, match="cannot write"):
        Store.open(tmp_path / "nowhere", DIGEST)


def test_who_did_not_review_has_no_file(tmp_path: Path) -> None:
    """Asking for decisions makes none."""
    assert [] == read_events(tmp_path, DIGEST)
    assert [] == list(tmp_path.iterdir())
