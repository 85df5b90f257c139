"""Serve the review page until the user has enough of it."""

from __future__ import annotations

import signal
import webbrowser
from contextlib import suppress
from threading import Thread
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from poisonkit.reviewing.desk import Desk


def serve(desk: Desk, port: int, *, browser: bool) -> None:
    """Serve *desk* until Ctrl-C; the address is told, and opened in a *browser*."""
    from poisonkit.errors import PoisonkitError  # noqa: PLC0415 - `--help` is light
    from poisonkit.reviewing.server import listen  # noqa: PLC0415 - as above

    def warm() -> None:
        with suppress(PoisonkitError):  # it is told where a map is asked for
            desk.sight.warm()

    with listen(desk, port, _tell) as room:
        address = room.guard.address
        _tell(f"{address}\nCtrl-C ends; every decision is kept as it is made.")
        # Loading torch takes seconds, and the first films can be seen without it.
        Thread(target=warm, daemon=True).start()
        if browser:  # some run in the terminal, and return when they are left
            Thread(target=webbrowser.open, args=(address,), daemon=True).start()
        # A shell that starts it in the background lets it ignore Ctrl-C.
        signal.signal(signal.SIGINT, signal.default_int_handler)
        with suppress(KeyboardInterrupt):
            room.serve_forever()


def _tell(text: str) -> None:
    """Say it even to those who want it quiet: without the address, nothing works."""
    click.echo(text, err=True)
