"""What an audit left to be read, as the benchmark counts it."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any

import numpy as np

from poisonkit.detectors import DETECTORS
from poisonkit.finding import Severity
from poisonkit.scorefile import SCORES, read_scores

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from poisonkit.auditfile import AuditRecord

OVERALL = "poisonkit: overall suspicion"


def columns(folder: Path) -> dict[str, NDArray[np.float64]]:
    """Return the detectors' columns of ``scores.csv``, blank as 0, and the overall."""
    with (folder / SCORES).open(newline="", encoding="utf-8") as file:
        lines = list(csv.DictReader(file))
    names = [name for name in lines[0] if name in DETECTORS.modules()]
    found = {n: np.array([float(line[n] or 0) for line in lines]) for n in names}
    return {**found, OVERALL: read_scores(folder).suspicion}


def loud(record: AuditRecord) -> int:
    """Return how many findings are medium or high."""
    return sum(f.severity.at_least(Severity.MEDIUM) for f in record.findings)


def accused(record: AuditRecord, target: str) -> dict[str, dict[str, Any]]:
    """Return each detector's q-value of the poisoned group, and its other alarms."""
    told: dict[str, dict[str, Any]] = {}
    for test in record.checked:
        line = told.setdefault(test.detector, {"q of the group": None, "others": 0})
        if (test.label, test.direction) == (target, "add"):
            line["q of the group"] = test.q_value
        elif test.q_value <= record.alpha:
            line["others"] += 1
    return told
