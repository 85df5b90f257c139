"""How long each tier of an audit takes, as it happens."""

from __future__ import annotations

import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from poisonkit.detectors.base import Tier

if TYPE_CHECKING:
    from collections.abc import Iterator

    from poisonkit.progress import Advance, Progress

_FOR_EVIDENCE = {"training", "passing films through the network", "explaining"}


@dataclass(kw_only=True)
class Timed:
    """A `Progress` that shows what another shows, and books the seconds."""

    shown: Progress
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def __call__(
        self, task: str, total: int, unit: str = "images", /
    ) -> Iterator[Advance]:
        """Announce *task*, and count how long it takes."""
        started = time.monotonic()
        with self.shown(task, total, unit) as advance:
            yield advance
        spent = time.monotonic() - started
        self.seconds[task] = self.seconds.get(task, 0.0) + spent

    def by_tier(self) -> dict[str, float]:
        """Return the seconds of each tier; what came before the deep one is evidence.

        Training a probe and passing films through it count as evidence: it is what
        they are for.
        """
        found = dict.fromkeys(Tier, 0.0)
        for task, seconds in self.seconds.items():
            if task in _FOR_EVIDENCE:
                found[Tier.EVIDENCE] += seconds
            elif task in set(Tier):
                found[Tier(task)] += seconds
        return {str(tier): round(seconds, 2) for tier, seconds in found.items()}
