"""`poisonkit review`: a page that is served until the user has enough."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
import webbrowser
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from poisonkit.auditfile import AuditRecord
from poisonkit.reviewing.room import Room
from poisonkit.reviewing.store import REVIEWS, Store, read_events
from tests.commands.conftest import PIXELS
from tests.commands.running import done, environment, everything, refused
from tests.reviewing.making import key_of, said

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def audit(audited: Path, tmp_path: Path) -> Path:
    """Return an audit of one's own, to be reviewed."""
    return Path(shutil.copytree(audited, tmp_path / "own"))


def stopped(*args: Any, **more: Any) -> None:
    """Press Ctrl-C as soon as the page is served."""
    del args, more
    raise KeyboardInterrupt


@contextmanager
def running(*words: object) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Start a review in a process of its own; return it, and its page's address."""
    command = [sys.executable, "-m", "poisonkit", "review", *map(str, words)]
    with subprocess.Popen(
        [*command, "--no-browser", "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(),
    ) as process:
        assert process.stderr
        try:
            yield process, process.stderr.readline().strip()
        finally:
            process.kill()


def accept(address: str, *rows: int) -> None:
    """Enter by *address* and accept the films in *rows*, as the page does."""
    host = urlsplit(address).netloc
    page = HTTPConnection(host, timeout=30)
    page.request("GET", address.removeprefix(f"http://{host}"))
    entered = page.getresponse()
    entered.read()
    cookie = entered.headers["Set-Cookie"].partition(";")[0]
    headers = {"Cookie": cookie, "Origin": f"http://{host}"}
    for row in rows:
        event = {"key": key_of(f"k{row}"), "reviewer": "Ada", "row": row}
        body = json.dumps([event | {"kind": "accept"}])
        kind = {"Content-Type": "application/json"}
        page.request("POST", "/api/events", body, headers | kind)
        answer = page.getresponse()
        assert (200, b'{"kept":1}') == (answer.status, answer.read())
    page.close()


def suspects(audit: Path) -> list[int]:
    """Return the rows that the first finding names."""
    return [sample.row for sample in AuditRecord.read(audit).findings[0].samples]


def test_ctrl_c_ends_with_a_summary(poisoned_path: Path, audit: Path) -> None:
    """Who decided what, and what is left; exit code 0."""
    rows = suspects(audit)
    with running(audit, "--data", poisoned_path) as (process, address):
        accept(address, *rows[:3])
        process.send_signal(signal.SIGINT)
        out, problems = process.communicate(timeout=60)

    assert 0 == process.returncode
    assert "Ada: 3 accepted as poison\n" in out
    assert f"{len(rows) - 3} of {len(rows)} suspects left to decide" in out
    assert "Traceback" not in problems


def test_a_killed_review_loses_nothing(poisoned_path: Path, audit: Path) -> None:
    """`kill -9` after the last answer: all decisions are there, and `clean` obeys."""
    rows = suspects(audit)
    with running(audit, "--data", poisoned_path) as (process, address):
        accept(address, *rows[:5])
        process.kill()
    digest = AuditRecord.read(audit).data_digest
    told = done("clean", poisoned_path, "out.h5", "--audit", audit, "--json").stdout

    assert rows[:5] == [event.row for event in read_events(audit, digest)]
    assert 5 == json.loads(told)["removed"]


def test_the_browser_is_opened(
    poisoned_path: Path, audit: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the address that is printed; --no-browser only prints it."""
    opened: list[str] = []
    asked = Event()

    def served(room: Room) -> None:
        assert asked.wait(10)
        stopped(room)

    def opening(address: str) -> None:
        opened.append(address)
        asked.set()

    monkeypatch.setattr(Room, "serve_forever", served)
    monkeypatch.setattr(webbrowser, "open", opening)
    words = ("review", audit, "--data", poisoned_path, "--port", "0")
    said_first = done(*words, "--quiet").stderr
    done(*words, "--no-browser")

    assert [said_first.splitlines()[0]] == opened
    assert opened[0].startswith("http://127.0.0.1:")


def test_the_summary_is_there_for_programs(
    poisoned_path: Path, audit: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two reviewers, their agreement and what they dispute, as JSON."""
    first, second = suspects(audit)[:2]
    store = Store.open(audit, AuditRecord.read(audit).data_digest)
    store.add([said("a", first, "accept"), said("b", second, "accept")])
    store.add([said("c", first, "accept", "Bo"), said("d", second, "reject", "Bo")])
    store.close()
    monkeypatch.setattr(Room, "serve_forever", stopped)
    words = ("review", audit, "--data", poisoned_path, "--port", "0", "--no-browser")
    told = json.loads(done(*words, "--json").stdout)

    assert 1 == told["disputed"]
    assert {"Ada": {"accept": 2}, "Bo": {"accept": 1, "reject": 1}} == told["reviewers"]
    assert (2, 1) == (told["agreements"][0]["films"], told["agreements"][0]["same"])
    assert "Ada and Bo agree on 1 of 2 films; Cohen's kappa 0.00" in done(*words).stdout


def test_an_audit_without_suspects_needs_no_page(dataset_path: Path) -> None:
    """It says so and ends."""
    done("audit", dataset_path, "--out", "none", *PIXELS)

    assert (
        "No finding names a film: there is nothing to review.\n"
        == done("review", "none", "--data", dataset_path).stdout
    )


def test_what_cannot_be_reviewed_is_refused(
    poisoned_path: Path, dataset_path: Path, audit: Path
) -> None:
    """No audit, an edited one, another set's, no data, no database: one line each."""
    assert "is no audit" in refused("review", "nowhere")
    assert "with --data" in refused("review", audit)
    assert "another data set" in refused("review", audit, "--data", dataset_path)
    (audit / REVIEWS).write_bytes(b"no database" * 100)
    said_last = refused("review", audit, "--data", poisoned_path)
    assert "holds no decisions, or is damaged" in said_last
    (audit / "findings.json").write_text('{"schema": 1')
    assert "is no audit" in refused("review", audit, "--data", poisoned_path)


def test_a_new_audit_spares_decisions(poisoned_path: Path, audit: Path) -> None:
    """What people decided is not replaced, not even with --force."""
    Store.open(audit, AuditRecord.read(audit).data_digest).close()
    before = everything(audit)
    words = ("audit", poisoned_path, "--out", audit, *PIXELS, "--force")

    assert "holds the decisions of a review" in refused(*words)
    assert before == everything(audit)
