"""What an audit takes as films become many: ``python -m benchmarks.large``.

Phantoms by the thousands, each set audited by the command in a process of its own.
Beside the whole stands the training of its probe; memory is the process's own, without
the pages of mapped files, which the system may take back.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click

from benchmarks.kept import Kept
from benchmarks.lab import Films
from benchmarks.tables import table

_OWN = re.compile(r"^RssAnon:\s+(\d+) kB", re.MULTILINE)
_PAUSE = 0.2
"""Seconds between two looks at the memory."""

HEAD = (
    "films", "whole audit, s", "training its probe, s", "whole ÷ training",
    "films a second", "memory, MiB", "with mapped files, MiB",
)  # fmt: skip


def audited(count: int, side: int) -> dict[str, Any]:
    """Audit *count* phantoms; return seconds and memory."""
    with TemporaryDirectory() as place:
        data = Films(folder=Path(place), count=count, side=side).of(0)
        words = [sys.executable, "-m", "poisonkit", "audit", str(data.path), "--quiet"]
        out, own = Path(place) / "audit", 0
        began = time.perf_counter()
        with subprocess.Popen(  # noqa: S603 - our own
            [*words, "--out", str(out)], stdout=subprocess.DEVNULL
        ) as process:
            status = Path(f"/proc/{process.pid}/status")
            while process.poll() is None:
                found = _OWN.search(status.read_text(encoding="ascii"))
                own = max(own, int(found.group(1)) if found else 0)
                time.sleep(_PAUSE)
        spent = time.perf_counter() - began
        if process.returncode:
            raise SystemExit(
                f"the audit of {count} films ended with {process.returncode}"
            )
        record = json.loads((out / "run.json").read_text(encoding="utf-8"))
    return {
        "seconds": spent,
        "tasks": record["seconds_of_tasks"],
        "memory": own / 1024,
        "mapped": record["peak_memory_mib"],
    }


def report(cells: dict[str, Any]) -> str:
    """Return the table."""
    lines = []
    for count, cell in cells.items():
        trained = cell["tasks"]["training"]
        lines.append(
            [
                f"{int(count):,}",
                f"{cell['seconds']:.0f}",
                f"{trained:.0f}",
                f"{cell['seconds'] / trained:.2f}",
                f"{int(count) / cell['seconds']:.0f}",
                f"{cell['memory']:.0f}",
                f"{cell['mapped']:.0f}",
            ]
        )
    return table(HEAD, lines)


@click.command()
@click.option("--films", multiple=True, default=(10_000, 100_000), show_default=True)
@click.option("--side", default=64, show_default=True, help="Pixels.")
def main(*, films: tuple[int, ...], side: int) -> None:
    """Audit ever more films."""
    kept = Kept("large", {"side": side})
    for count in films:
        kept.do(str(count), partial(audited, count, side))
        kept.tell(report(kept.cells))


if __name__ == "__main__":
    main()
