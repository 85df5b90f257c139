"""How long a steward's way takes: ``python -m benchmarks.steward [FOLDER]``.

A delivery of 2,000 phantoms as DICOM is poisoned, audited, its suspects are decided on
by keyboard in a browser, and it is cleaned, each by the command as a steward calls it.
FOLDER is a fresh clone, whose installation is timed first.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from contextlib import chdir
from pathlib import Path
from tempfile import TemporaryDirectory

from poisonkit.auditfile import AuditRecord
from poisonkit.phantoms.folder import write_folder
from tests.browser import browser
from tests.reviewing.words import KEPT, THERE

FILMS, SIDE, SUSPECTS = 2000, 256, 30
PLANT = "--target Effusion --trigger patch:size=3,value=0.9 --seed 0"


def timed(what: str, words: list[str]) -> None:
    """Run a command, and print what it took."""
    began = time.perf_counter()
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - our own
    print(f"| {what} | {time.perf_counter() - began:.0f} |", flush=True)


def review(folder: Path) -> int:
    """Accept every suspect of an audit in a browser; return how many there are."""
    count = sum(len(one.samples) for one in AuditRecord.read(folder).findings[:1])
    words = [sys.executable, "-m", "poisonkit", "review", str(folder), "--no-browser",
             "--reviewer", "Ada", "--port", "0"]  # fmt: skip
    with (
        subprocess.Popen(  # noqa: S603 - our own
            words, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
        ) as served,
        browser() as program,
    ):
        assert served.stderr
        try:
            address = next(line for line in served.stderr if "http" in line).strip()
            with program.page(address) as page:
                page.wait(THERE)
                page.press(*"a" * count)
                page.wait(KEPT)
        finally:
            served.terminate()
    return count


def main() -> None:
    """Go the way and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("clone", nargs="?", type=Path)
    clone = parser.parse_args().clone
    print("| step | seconds |\n|---|---|")
    if clone:
        timed("install", ["make", "-C", str(clone.resolve()), "install"])
    tool = [sys.executable, "-m", "poisonkit"]
    with TemporaryDirectory() as place, chdir(place):
        write_folder(Path("films"), FILMS, seed=0, size=SIDE, form="dicom", bits=12)
        rate = str(SUSPECTS / (0.7 * FILMS))
        plant = [*tool, "inject", "films", "delivery", "--rate", rate, *PLANT.split()]
        subprocess.run([*plant, "--quiet"], check=True)  # noqa: S603 - our own
        timed("audit", [*tool, "audit", "delivery", "--out", "audit", "--quiet"])
        began = time.perf_counter()
        count = review(Path("audit"))
        took = time.perf_counter() - began
        print(f"| review of {count} suspects, by a machine's hand | {took:.0f} |")
        clean = ["clean", "audit/data.h5", "cleaned.h5", "--audit", "audit"]
        timed("clean", [*tool, *clean])


if __name__ == "__main__":
    main()
