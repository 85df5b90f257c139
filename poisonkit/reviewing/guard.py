"""Who may ask: the browser that came with the token, on this machine, on our page.

The token in the address is good for one browser, once; it is exchanged for a cookie
that scripts cannot read and that other sites' requests do not carry.  A request must
name this very server as its host, or a page of another name that an attacker points
at this machine could read the answers.
"""

from __future__ import annotations

import secrets
from hmac import compare_digest
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from email.message import Message

_NAMES = ("127.0.0.1", "localhost")


class Guard:
    """The token and the cookie of one server."""

    def __init__(self, port: int) -> None:
        """Make the secrets of the server at *port*."""
        self.hosts = tuple(f"{name}:{port}" for name in _NAMES)
        # Cookies do not heed ports: without it, two reviews would shut each other out.
        self.cookie = f"poisonkit-review-{port}"
        self._secret = secrets.token_urlsafe(32)
        self._token = secrets.token_urlsafe(32)
        self._lock = Lock()

    @property
    def address(self) -> str:
        """Where the next browser enters."""
        return f"http://{self.hosts[0]}/?token={self._token}"

    def spend(self, token: str) -> bool:
        """Return whether *token* is the one, which is then worth nothing any more."""
        with self._lock:
            good = compare_digest(token.encode(), self._token.encode())
            if good:
                self._token = secrets.token_urlsafe(32)
        return good

    def welcome(self) -> str:
        """Return the header that gives a browser its cookie."""
        return f"{self.cookie}={self._secret}; HttpOnly; SameSite=Strict; Path=/"

    def knows_host(self, headers: Message) -> bool:
        """Return whether the request was meant for this server."""
        return headers.get("Host", "") in self.hosts

    def knows(self, headers: Message) -> bool:
        """Return whether the request carries the cookie."""
        # Other servers of this machine share the header, and may write it as they like.
        for held in headers.get("Cookie", "").split(";"):
            name, _, value = held.strip().partition("=")
            if name == self.cookie:
                return compare_digest(value.encode(), self._secret.encode())
        return False

    def own_page(self, headers: Message) -> bool:
        """Return whether our own page asks for a change, and no other site."""
        origin = headers.get("Origin", "")
        site = headers.get("Sec-Fetch-Site", "same-origin")
        return origin == f"http://{headers.get('Host', '')}" and site == "same-origin"
