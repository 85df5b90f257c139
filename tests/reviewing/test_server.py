"""The server of the page: who is let in, what is answered, what is refused."""

from __future__ import annotations

import json
import socket
import sqlite3
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from threading import Thread
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import numpy as np
import pytest

from poisonkit.errors import BadParameterError
from poisonkit.reviewing.server import listen
from tests.reviewing.making import ACCUSED, SIDE, key_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from poisonkit.reviewing.desk import Desk
    from poisonkit.reviewing.room import Room

GOOD = {"key": key_of("a"), "reviewer": "Ada", "row": 2, "kind": "accept"}


@dataclass
class Client:
    """A browser of few words."""

    room: Room
    told: list[str]
    cookie: str = ""
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def host(self) -> str:
        """What the server calls itself."""
        return self.room.guard.hosts[0]

    def ask(
        self, path: str, method: str = "GET", body: bytes | None = None, **headers: str
    ) -> tuple[int, dict[str, str], bytes]:
        """Return status, headers and body of the answer."""
        connection = HTTPConnection(*self.room.server_address[:2], timeout=20)  # type: ignore[arg-type]  # of this family it is a name
        sent = {
            "Cookie": self.cookie,
            **{k.replace("_", "-"): v for k, v in headers.items()},
        }
        connection.request(method, path, body, sent)
        answer = connection.getresponse()
        self.headers = dict(answer.getheaders())
        told = answer.status, self.headers, answer.read()
        connection.close()
        return told

    def enter(self) -> None:
        """Exchange the token for a cookie."""
        address = urlsplit(self.room.guard.address)
        status, headers, _ = self.ask(f"/?{address.query}")
        assert 200 == status
        self.cookie = headers["Set-Cookie"].partition(";")[0]

    def say(self, told: Any = (GOOD,), **changes: str) -> tuple[int, bytes]:
        """Tell decisions as the page does, but for *changes* of the headers."""
        headers = {"Origin": f"http://{self.host}", "Content_Type": "application/json"}
        body = told if isinstance(told, bytes) else json.dumps(told).encode()
        status, _, said = self.ask("/api/events", "POST", body, **headers | changes)
        return status, said


@contextmanager
def serving(desk: Desk, port: int = 0) -> Iterator[Client]:
    told: list[str] = []
    with listen(desk, port, told.append) as room:
        thread = Thread(target=room.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield Client(room, told)
        finally:
            room.shutdown()
            thread.join()


@pytest.fixture
def stranger(desk: Desk) -> Iterator[Client]:
    """Return a browser that was not let in."""
    with serving(desk) as client:
        yield client


@pytest.fixture
def client(stranger: Client) -> Client:
    """Return a browser that came with the token."""
    stranger.enter()
    return stranger


@pytest.mark.parametrize("path", ["/", "/main.js", "/api/audit", "/?token=guess"])
def test_strangers_are_turned_away(stranger: Client, path: str) -> None:
    """Without token or cookie nothing is shown, not even the page's script."""
    status, _, body = stranger.ask(path)

    assert 403 == status
    assert b"the address that poisonkit printed" in body


def test_a_token_is_good_once(stranger: Client) -> None:
    """The address lets one browser in; another is printed for the next."""
    address = urlsplit(stranger.room.guard.address)
    first = stranger.ask(f"/?{address.query}")[0]
    again = stranger.ask(f"/?{address.query}")[0]

    assert (200, 403) == (first, again)
    assert [f"for another browser: {stranger.room.guard.address}"] == stranger.told
    stranger.enter()


def test_the_cookie_is_out_of_reach(stranger: Client) -> None:
    """No script reads it, no other site's request carries it; one port, one cookie."""
    address = urlsplit(stranger.room.guard.address)
    cookie = stranger.ask(f"/?{address.query}")[1]["Set-Cookie"]

    assert cookie.startswith(f"poisonkit-review-{stranger.room.server_address[1]}=")
    assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= set(cookie.split("; "))


def test_other_servers_cookies_do_not_disturb(client: Client) -> None:
    """They come along, whatever they hold."""
    client.cookie = f'other={{"a":[1]}}; x; {client.cookie}; y="'

    assert 200 == client.ask("/api/audit")[0]


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", "127.0.0.1:1", ""])
def test_another_name_is_refused(client: Client, host: str) -> None:
    """A page of another name that points at this machine reads nothing."""
    assert 421 == client.ask("/api/audit", Host=host)[0]
    assert 421 == client.say(Host=host)[0]


def test_every_answer_is_guarded(client: Client) -> None:
    """Strict policy, no sniffing, no frames, no sharing, nothing kept; refusals too."""
    for path in ("/", "/main.js", "/style.css", "/api/audit", "/api/film/2", "/x"):
        _, headers, _ = client.ask(path)
        policy = headers["Content-Security-Policy"]

        assert policy.startswith("default-src 'none'; script-src 'self';")
        assert "unsafe" not in policy
        assert "nosniff" == headers["X-Content-Type-Options"]
        assert "DENY" == headers["X-Frame-Options"]
        assert "no-store" == headers["Cache-Control"]
        assert "poisonkit" == headers["Server"]
        assert not [name for name in headers if name.startswith("Access-Control")]


LEADING_NOWHERE = [
    "/../pyproject.toml", "/%2e%2e/%2e%2e/etc/passwd", "/page/main.js", "//etc/passwd",
    "/index.html", "/api", "/api/", "/api/nothing", "/api/film/", "/api/film/-1",
    "/api/film/2.0", "/api/film/%32", "/api/film/../../x", "/api/film/images/02.png",
    "/api/film/2/3", "/api/film/%EF%BC%91", "/api/film/99999999999", "/api/map/2/0",
]  # fmt: skip


@pytest.mark.parametrize("path", LEADING_NOWHERE)
def test_no_path_reaches_a_file(client: Client, path: str) -> None:
    """Only the page's own files and numbers lead anywhere."""
    assert 404 == client.ask(path)[0]


@pytest.mark.parametrize(
    "path",
    ["/api/film/20", "/api/native/2", "/api/nearest/0", "/api/map/2/0/0"],
)
def test_what_is_not_there_is_refused(client: Client, path: str) -> None:
    """One line that the page can show."""
    status, _, body = client.ask(path)

    assert 400 == status
    assert json.loads(body)["error"]


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "X"])
def test_there_are_two_methods(client: Client, method: str) -> None:
    """Nothing but GET and POST is understood."""
    assert 405 == client.ask("/api/audit", method)[0]


def test_a_question_changes_nothing(client: Client, desk: Desk) -> None:
    """Decisions come by POST alone, to one place."""
    client.ask("/api/events/0?key=00000001&kind=accept")
    headers = {"Origin": f"http://{client.host}", "Content_Type": "application/json"}
    status = client.ask("/api/audit", "POST", json.dumps([GOOD]).encode(), **headers)[0]

    assert 404 == status
    assert [] == desk.store.since()


@pytest.mark.parametrize(
    ("status", "changes"),
    [
        (403, {"Origin": "http://evil.example"}),
        (403, {"Origin": "null"}),
        (403, {"Origin": ""}),
        (403, {"Sec_Fetch_Site": "same-site"}),
        (403, {"Cookie": ""}),
        (415, {"Content_Type": "text/plain"}),
        (415, {"Content_Type": "application/x-www-form-urlencoded"}),
        (413, {"Content_Length": "2000000"}),
        (413, {"Content_Length": "-1"}),
        (413, {"Content_Length": "x"}),
    ],
)
def test_other_sites_decide_nothing(
    client: Client, desk: Desk, status: int, changes: dict[str, str]
) -> None:
    """Only our own page, with the cookie, as JSON and not too much of it."""
    assert status == client.say(**changes)[0]
    assert [] == desk.store.since()


def test_a_decision_is_kept_and_told(client: Client) -> None:
    """What one page says the other hears when it asks."""
    assert (200, b'{"kept":1}') == client.say()
    first = json.loads(client.ask("/api/events/0")[2])

    assert [("Ada", 2, "accept", 1)] == [
        (one["reviewer"], one["row"], one["kind"], one["number"]) for one in first
    ]
    assert [] == json.loads(client.ask("/api/events/1")[2])


def test_nonsense_is_refused(client: Client, desk: Desk) -> None:
    """No JSON, no list, no decision: one line each, and nothing is kept."""
    for body in (b"", b"{", b"{}", b"[{}]", b"[[]]", b'[{"key":1}]'):
        status, said = client.say(body)
        assert 400 == status
        assert "error" in json.loads(said)

    assert [] == desk.store.since()


def test_a_locked_file_can_be_tried_again(client: Client, desk: Desk) -> None:
    """The page is told that it is locked; the same decision then goes through."""
    desk.store._connection.execute("pragma busy_timeout = 50")  # noqa: SLF001 - or it takes seconds
    other = sqlite3.connect(desk.store.path, isolation_level=None)
    other.execute("begin immediate")
    status, said = client.say()
    other.execute("rollback")
    other.close()

    assert 503 == status
    assert b"is locked by another process" in said
    assert 200 == client.say()[0]


def test_films_come_as_they_are(client: Client, desk: Desk) -> None:
    """Grey levels, and their measures in the headers."""
    status, headers, body = client.ask("/api/film/5")
    levels = np.frombuffer(body, np.uint8).reshape(SIDE, SIDE)

    assert 200 == status
    assert f"{SIDE} {SIDE} 8" == headers["X-Film"]
    np.testing.assert_array_equal(desk.data.images[5], levels)


def test_the_page_learns_all_it_needs(client: Client) -> None:
    """Findings, suspects, labels; the nearest clean film; agreement."""
    about = json.loads(client.ask("/api/audit")[2])
    near = json.loads(client.ask("/api/nearest/2")[2])

    assert [*ACCUSED, 17] == [one[0] for one in about["suspects"]]
    assert ["Mass", "Nodule"] == about["labels"]
    assert near["row"] not in {*ACCUSED, 17}
    assert b"[]" == client.ask("/api/agreement")[2]
    assert b"[]" == client.ask("/api/methods")[2]


def test_what_goes_wrong_costs_one_request(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is told here and there, and the next request is answered."""
    monkeypatch.setattr(client.room.desk.neighbours, "nearest", None)
    status, _, body = client.ask("/api/nearest/2")

    assert 500 == status
    assert b"TypeError" in body
    assert "a request of the page failed: TypeError" in client.told[-1]
    assert 200 == client.ask("/api/audit")[0]


def test_a_port_in_use_is_passed_over(desk: Desk) -> None:
    """The next one is taken; where there is none, that is said."""
    with serving(desk) as first:
        port = first.room.server_address[1]
        with serving(desk, port) as second:
            assert port < second.room.server_address[1] <= port + 50
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 65_535))
        taken.listen()
        with pytest.raises(BadParameterError, match="the ports from 65535 on are in"):
            listen(desk, 65_535, print)


def test_only_this_machine_is_served(stranger: Client) -> None:
    """The server listens to the loopback address alone."""
    assert "127.0.0.1" == stranger.room.socket.getsockname()[0]
