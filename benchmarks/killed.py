"""Killed at random moments, then resumed: ``python -m benchmarks.killed``.

An ingest is killed (``kill -9``) at a random moment of its run and then resumed.  What
is counted: how often the bytes of everything it leaves are those of a run that nobody
killed.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import click
import numpy as np
from tqdm import tqdm

from benchmarks.tables import table
from poisonkit.phantoms.folder import write_folder

RESULTS = Path(__file__).parent / "results"


def command(source: Path, place: Path, *more: str) -> list[str]:
    """Return the words that ingest *source* into *place*."""
    words = ["ingest", str(source), str(place / "data.h5"), "--size", "64", "--quiet"]
    return [sys.executable, "-m", "poisonkit", *words, "--workers", "2", *more]


def digests(place: Path) -> dict[str, str]:
    """Return the digest of every file below *place*, by its name."""
    return {
        str(path.relative_to(place)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(place.rglob("*"))
        if path.is_file()
    }


def run(words: list[str]) -> None:
    """Run a command to its end."""
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - ours


def kill_after(words: list[str], seconds: float) -> bool:
    """Run a command and kill it after *seconds*; return whether it was still at it."""
    with subprocess.Popen(words, stdout=subprocess.DEVNULL) as work:  # noqa: S603 - ours
        try:
            work.wait(seconds)
        except subprocess.TimeoutExpired:
            work.kill()
            return True
    return False


@click.command()
@click.option("--kills", default=50, show_default=True)
@click.option("--films", default=3000, show_default=True)
@click.option("--seed", default=0, show_default=True)
def main(kills: int, films: int, seed: int) -> None:
    """Kill and resume, and compare bytes."""
    rng, same, early, midway = np.random.default_rng(seed), 0, 0, 0
    with TemporaryDirectory() as name:
        folder = Path(name)
        source = write_folder(folder / "films", films, seed=1, size=160)
        start = time.monotonic()
        run(command(source, folder / "whole"))
        length, whole = time.monotonic() - start, digests(folder / "whole")
        for number in tqdm(range(kills)):
            place = folder / str(number)
            if kill_after(command(source, place), rng.uniform(0, length)):
                held = bool(list(place.rglob("*.npz")))
                midway, early = midway + held, early + (not held)
            run(command(source, place, "--resume"))
            same += digests(place) == whole
    lines = [
        ["killed before a block was whole", str(early)],
        ["killed with blocks on disk", str(midway)],
        ["ended before it was killed", str(kills - early - midway)],
        ["byte-identical after --resume", f"{same} of {kills}"],
    ]
    text = table(["ingests", "how many"], lines)
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "killed.md").write_text(text + "\n", encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
