"""Open the review page of an audit at a port that is free."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from poisonkit.errors import BadParameterError
from poisonkit.reviewing.handler import Handler
from poisonkit.reviewing.room import Room

if TYPE_CHECKING:
    from collections.abc import Callable

    from poisonkit.reviewing.desk import Desk

_TRIES = 50
_LAST = 65_535


def listen(desk: Desk, port: int, told: Callable[[str], None]) -> Room:
    """Return a server at *port*, or at the next one that is free; 0 is any.

    *told* hears of the address for each further browser, and of what goes wrong.
    """
    for number in range(port, min(port + _TRIES, _LAST + 1)):
        with suppress(OSError):
            return Room(desk, number, told, Handler)
    raise BadParameterError(
        f"the ports from {port} on are in use; give another, or 0 for any free one"
    )
