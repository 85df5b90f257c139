"""What a run cost and on what it ran.

``run.json`` is the one file that may differ between two runs of the same inputs and
seed, and a report page quotes it; it also marks the folder as one that poisonkit wrote.
"""

from __future__ import annotations

import platform
import resource
import sys
import time
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from poisonkit import __version__
from poisonkit.files import RUN_RECORD, write_json

if TYPE_CHECKING:
    from pathlib import Path

_LIBRARIES = ("torch", "torchvision", "numpy", "scikit-learn", "captum", "pydicom")


@dataclass
class Stopwatch:
    """Counts the seconds of one stage after the other."""

    started: float = field(default_factory=time.monotonic)
    seconds: dict[str, float] = field(default_factory=dict)

    def lap(self, stage: str) -> None:
        """Book the time since the last lap on *stage*."""
        now = time.monotonic()
        self.seconds[stage] = round(now - self.started, 2)
        self.started = now


def write_run_record(folder: Path, stage: str, watch: Stopwatch, **facts: Any) -> None:
    """Write versions, machine, seconds and peak memory, with *facts* of the stage."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    unit = 1 if sys.platform == "darwin" else 1024
    record = {
        "stage": stage,
        "poisonkit": __version__,
        "python": platform.python_version(),
        "libraries": {name: version(name) for name in _LIBRARIES},
        "seconds": watch.seconds,
        "peak_memory_mib": round(peak * unit / 2**20),
        **facts,
    }
    write_json(folder / RUN_RECORD, record)
