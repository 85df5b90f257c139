"""What a part of an audit is expected to take, as a value and as one says it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Forecast:
    """What one part of an audit is expected to take."""

    part: str
    """A tier, or what comes after them all."""

    detectors: int
    least: float
    """Seconds."""

    most: float

    @property
    def told(self) -> str:
        """The expectation in a few words."""
        least, most = _rounded(self.least), _rounded(self.most)
        unit = f" {most.rpartition(' ')[2]}"
        return least if least == most else f"{least.removesuffix(unit)} to {most}"


def _rounded(seconds: float) -> str:
    """Return about how long *seconds* are, as one says it."""
    if seconds < 90:  # noqa: PLR2004 - as one says it
        return f"{max(1, round(seconds))} s"
    minutes = seconds / 60
    return f"{minutes:.0f} min" if minutes < 90 else f"{minutes / 60:.1f} h"  # noqa: PLR2004
