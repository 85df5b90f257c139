"""``scores.csv``: one line per film, with what every detector says of it."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from poisonkit.errors import BadInputError
from poisonkit.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from poisonkit.arrays import Mask, Suspicion
    from poisonkit.finding import Finding
    from poisonkit.verdict import Verdict

SCORES = "scores.csv"


def write_scores(path: Path, ids: Sequence[str], verdict: Verdict) -> None:
    """Write one line per film: suspicion, flag, finding, and each detector's say."""
    home = homes(verdict.findings)
    with path.open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        names = list(verdict.columns)
        table.writerow(["image", "row", "suspicion", "flagged", "finding", *names])
        for row, image in enumerate(ids):
            said = [_number(verdict.columns[name][row]) for name in names]
            finding = home.get(row)
            flagged = finding is not None and finding.severity.at_least(Severity.MEDIUM)
            suspicion = _number(verdict.suspicion[row])
            name = finding.id if finding else ""
            table.writerow([image, row, suspicion, int(flagged), name, *said])


@dataclass(frozen=True, kw_only=True)
class Told:
    """What ``scores.csv`` says of each film."""

    images: tuple[str, ...]
    suspicion: Suspicion
    flagged: Mask


def read_scores(folder: Path) -> Told:
    """Read the scores of the audit in *folder*, or say what is wrong with them."""
    path = folder / SCORES
    try:
        with path.open(newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        return Told(
            images=tuple(row["image"] for row in rows),
            suspicion=np.array([float(row["suspicion"]) for row in rows], np.float64),
            flagged=np.array([row["flagged"] == "1" for row in rows], np.bool_),
        )
    except (OSError, UnicodeDecodeError, KeyError, TypeError, ValueError) as error:
        raise BadInputError(f"{path} is missing or damaged") from error


def homes(findings: Sequence[Finding]) -> dict[int, Finding]:
    """Map each suspect row to its gravest finding."""
    home: dict[int, Finding] = {}
    for finding in findings:
        for row in finding.rows.tolist():
            home.setdefault(row, finding)
    return home


def _number(value: float) -> str:
    return "" if np.isnan(value) else f"{value:.6f}"
