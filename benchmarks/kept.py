"""Results that are kept cell by cell: a second run goes on where the first ended."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tqdm import tqdm

from poisonkit.files import write_json

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

RESULTS = Path(__file__).parent / "results"


class Kept:
    """Cells that are done, in a JSON file, and the report of them beside it."""

    def __init__(self, name: str, settings: Mapping[str, Any] | None = None) -> None:
        """Take up what is there; cells of other *settings*, if any, are refused."""
        self.path = RESULTS / f"{name}.json"
        self.cells: dict[str, Any] = {}
        self.held: dict[str, Any] = self.cells
        if settings is not None:
            self.held = {"settings": settings, "cells": self.cells}
        if not self.path.exists():
            return
        before = json.loads(self.path.read_text(encoding="utf-8"))
        if settings is not None:
            if before["settings"] != settings:
                place = self.path
                raise SystemExit(f"{place} is of other settings; remove it, or --name")
            before = before["cells"]
        self.cells |= before

    def do(self, cell: str, work: Callable[[], dict[str, Any]]) -> None:
        """Do the *work* of *cell*, unless it is done."""
        if cell in self.cells:
            return
        start = time.perf_counter()
        self.cells[cell] = work()
        RESULTS.mkdir(exist_ok=True)
        write_json(self.path, self.held)
        tqdm.write(f"{cell}: {time.perf_counter() - start:.0f} s", file=sys.stderr)

    def tell(self, text: str) -> None:
        """Write the report."""
        place = self.path.with_suffix(".md")
        place.write_text(text + "\n", encoding="utf-8")
