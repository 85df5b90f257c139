"""Filming whose decoder crashes or hangs over films of a certain name."""

from __future__ import annotations

import os
import signal
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from poisonkit.intake.filming import Filming

if TYPE_CHECKING:
    from poisonkit.intake.taken import Taken
    from poisonkit.layouts.base import Entry


@dataclass(frozen=True, kw_only=True)
class Lossy(Filming):
    """Crashes over ``crash``, ends over ``end``, and waits for ever over ``hang``."""

    def __call__(self, entry: Entry) -> Taken:
        """Do what the name of the film says."""
        if entry.file.startswith("crash"):
            os.kill(os.getpid(), signal.SIGSEGV)
        if entry.file.startswith("end"):
            os._exit(0)
        if entry.file.startswith("hang"):
            time.sleep(1000)
        return super().__call__(entry)
