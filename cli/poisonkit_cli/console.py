"""What the user sees: results on standard output, everything else on standard error."""

from __future__ import annotations

import json
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from poisonkit.progress import Advance
    from poisonkit.stages.ingest import Ingested
    from poisonkit.workflows.expectation import Forecast

_PATIENCE = 2
"""Seconds a piece of work may take without a bar."""

_REDRAW_TERMINAL, _REDRAW_LOG = 0.2, 30
"""Seconds between two drawings; a log keeps every one of them."""


@dataclass(frozen=True, kw_only=True)
class Console:
    """How much to say, and in which form."""

    quiet: bool = False
    verbose: bool = False
    as_json: bool = False
    silent: bool = False
    """Not even the result: another process tells it."""

    def tell(self, text: str) -> None:
        """Say what is going on, unless the user wants it quiet."""
        if not self.quiet:
            click.echo(text, err=True)

    def detail(self, text: str) -> None:
        """Say what only a curious user wants to know."""
        if self.verbose:
            self.tell(text)

    def result(self, text: str, values: Any) -> None:
        """Print the result: *text* for people, or *values* for programs."""
        shown = json.dumps(values, indent=2, ensure_ascii=False)
        if not self.silent:
            click.echo(shown if self.as_json else text)

    def page(self, text: str) -> None:
        """Print *text* as it is."""
        if not self.silent:
            click.echo(text, nl=False)

    def ingested(self, told: Ingested) -> None:
        """Say what an ingest did."""
        self.tell(ingest_sentence(told))
        for note in told.notes:
            self.tell(f"  note: {note}")

    def foretold(self, forecasts: Sequence[Forecast]) -> None:
        """Say what an audit will do, and about how long each part of it takes."""
        for number, one in enumerate(forecasts, start=1):
            detectors = counted(one.detectors, "detector")
            self.tell(f"{number}. {one.part}: {detectors}, about {one.told}")

    @contextmanager
    def progress(
        self, task: str, total: int, unit: str = "images", /
    ) -> Iterator[Advance]:
        """Show a bar for what takes longer than two seconds."""
        from tqdm import tqdm  # noqa: PLC0415 - `--help` needs no bar

        terminal, started = sys.stderr.isatty(), time.monotonic()
        with tqdm(
            total=total,
            desc=task,
            unit=f" {unit}",
            delay=_PATIENCE,
            disable=self.quiet,
            leave=False,
            mininterval=_REDRAW_TERMINAL if terminal else _REDRAW_LOG,
            dynamic_ncols=True,
        ) as bar:

            def advance(done: int = 1, /, **facts: float) -> None:
                if facts:
                    bar.set_postfix(refresh=False, **facts)
                bar.update(done)

            yield advance
        seconds = time.monotonic() - started
        self.detail(f"  {task}: {total:,} {unit} in {seconds:.1f} s")


def ingest_sentence(told: Ingested) -> str:
    """Return what an ingest did, on one line."""
    films, patients = counted(told.images, "film"), counted(told.patients, "patient")
    text = f"read {films} of {patients} at {told.size} pixels"
    if not told.quarantined:
        return text
    reasons = ", ".join(f"{count} {why}" for why, count in told.quarantined.items())
    count = counted(sum(told.quarantined.values()), "file")
    return f"{text}; {count} in quarantine ({reasons})"


def counted(count: int, thing: str) -> str:
    """Return a number of things in words: one film, two films."""
    return f"{count:,} {thing}{'s' * (count != 1)}"
