"""What a screening writes: a row for each film, and a summary."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from poisonkit.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from poisonkit.screening.drift import Drift

SCREENING, SCORES = "screening.json", "scores.csv"
PASS, SUSPECT, UNREAD = "pass", "suspect", "could not be read"

_GRAVER = 10
"""How many times rarer among clean films makes a suspect one step graver."""


@dataclass(frozen=True, kw_only=True)
class FilmRecord:
    """What was found of one file."""

    image: str
    verdict: str
    """``pass``, ``suspect`` or ``could not be read``."""

    reason: str = ""
    """In words: what is unusual, or why there is no film."""

    p_value: float | None = None
    """The share of clean films that look as unusual."""

    severity: str = ""
    """Of a suspect: ``low``, ``medium`` or ``high``."""

    place: tuple[int, int] | None = None
    """x and y of the pixel from which the surest label comes, on the prepared film."""

    picture: str = ""
    screeners: Mapping[str, float]
    """The p-value of each alone."""


@dataclass(frozen=True, kw_only=True)
class Screening:
    """What was found of all of them."""

    films: int
    suspects: int
    unread: int
    alpha: float
    """The share of clean films that become suspects."""

    passes: int
    """Forward passes of each film."""

    drift: Drift
    model_digest: str
    reference_digest: str
    lineage: Mapping[str, Any]
    worst: str = ""
    """The gravest severity."""

    reasons: Mapping[str, int]
    """How many files could not be read, by why."""

    schema: int = 1


def severity_of(p_value: float, alpha: float) -> Severity:
    """Return how grave a suspect is: a step for each factor of ten below *alpha*."""
    if p_value * _GRAVER**2 <= alpha:
        return Severity.HIGH
    return Severity.MEDIUM if p_value * _GRAVER <= alpha else Severity.LOW


class ScoreTable:
    """``scores.csv``, a row as soon as it is known."""

    def __init__(self, path: Path, screeners: Sequence[str]) -> None:
        """Open the file at *path* and write its head."""
        self.screeners = screeners
        self._file = path.open("w", newline="", encoding="utf-8")
        self._rows = csv.writer(self._file, lineterminator="\n")
        head = "image", "verdict", "severity", "suspicion", "p_value", "x", "y"
        self._rows.writerow((*head, "reason", "picture", *screeners))

    def add(self, film: FilmRecord) -> None:
        """Write the row of *film*."""
        p_value = film.p_value
        own = [film.screeners.get(name) for name in self.screeners]
        self._rows.writerow(
            (
                film.image,
                film.verdict,
                film.severity,
                "" if p_value is None else f"{1 - p_value:.6f}",
                _short(p_value),
                *(film.place or ("", "")),
                film.reason,
                film.picture,
                *map(_short, own),
            )
        )

    def close(self) -> None:
        """Finish the file."""
        self._file.close()


def _short(value: float | None) -> str:
    return "" if value is None else f"{value:.3g}"
