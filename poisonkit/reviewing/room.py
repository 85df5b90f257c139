"""The server of the review page: it listens to this machine alone."""

from __future__ import annotations

import os
from http.server import ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

from poisonkit.reviewing.guard import Guard

if TYPE_CHECKING:
    from collections.abc import Callable
    from http.server import BaseHTTPRequestHandler

    from poisonkit.reviewing.desk import Desk

HOST = "127.0.0.1"


class Room(ThreadingHTTPServer):
    """One desk, and a guard at the door."""

    daemon_threads = True
    allow_reuse_address = os.name != "nt"  # there it would share a port in use

    def __init__(
        self,
        desk: Desk,
        port: int,
        told: Callable[[str], None],
        handler: type[BaseHTTPRequestHandler],
    ) -> None:
        """Listen at *port*; *told* hears of each new address and of what went wrong."""
        super().__init__((HOST, port), handler)
        self.desk = desk
        self.told = told
        self.guard = Guard(self.server_address[1])

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Pass over a browser that went away."""
        del request, client_address
