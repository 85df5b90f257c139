"""How long the page of an audit takes to make and to open, with very many findings.

    python -m benchmarks.report_page AUDIT [--findings 1000] [--browser chromium]

Every finding is a copy of the first of AUDIT, with pictures of its own; one in a
hundred is loud.  The browser's time is that of a new process that loads the page and
draws what is seen first, less that of the same with an empty page: the median of seven
turns.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import subprocess
import time
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from poisonkit.auditfile import AuditRecord
from poisonkit.finding import Severity
from poisonkit.stages.report import write_report

TURNS = 7
LOUD = 100


def main() -> None:
    """Make the audit, its page, and open it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("audit", type=Path)
    parser.add_argument("--findings", type=int, default=1000)
    parser.add_argument("--browser", default="chromium")
    parser.add_argument("--keep", type=Path, help="Write the audit here.")
    asked = parser.parse_args()
    with TemporaryDirectory() as name:
        place = asked.keep or Path(name) / "audit"
        multiply(asked.audit, place, asked.findings)
        started = time.perf_counter()
        page = write_report(place)
        made = time.perf_counter() - started
        empty = Path(name) / "empty.html"
        empty.write_text("<!DOCTYPE html><title>empty</title>", encoding="utf-8")
        shot = Path(name) / "shot.png"
        pages = {"page": page, "empty": empty}
        turns: dict[str, list[float]] = {which: [] for which in pages}
        for _ in range(TURNS):
            for which, path in pages.items():
                turns[which].append(opened(asked.browser, path, shot))
        middle = {which: statistics.median(times) for which, times in turns.items()}
        print(f"findings          {asked.findings:,}")
        print(f"page              {page.stat().st_size / 1e6:.1f} MB")
        print(f"made in           {made:.2f} s")
        print(f"opened and drawn  {middle['page'] - middle['empty']:.2f} s")
        print(f"  (empty page     {middle['empty']:.2f} s, the browser's own start)")


def multiply(audit: Path, place: Path, count: int) -> None:
    """Write an audit of *count* findings, all like the first of *audit*."""
    record = AuditRecord.read(audit)
    first = record.findings[0]
    (place / "pictures").mkdir(parents=True)
    mine = sorted((audit / "pictures").glob(f"{first.id}-*"))
    findings = []
    for number in range(1, count + 1):
        loud = number <= max(1, count // LOUD)
        severity = Severity.HIGH if loud else Severity.LOW
        findings.append(replace(first, id=f"F{number}", severity=severity))
        for path in mine:
            name = path.name.replace(first.id, f"F{number}", 1)
            shutil.copy(path, place / "pictures" / name)
    replace(record, findings=tuple(findings)).write(place)


def opened(browser: str, page: Path, shot: Path) -> float:
    """Return the seconds until *page* is loaded and its first screen drawn."""
    words = ["--headless", "--no-sandbox", "--disable-gpu", "--window-size=1100,900"]
    started = time.perf_counter()
    subprocess.run(  # noqa: S603 - the browser that was asked for
        [browser, *words, f"--screenshot={shot}", page.resolve().as_uri()],
        check=True,
        capture_output=True,
    )
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
