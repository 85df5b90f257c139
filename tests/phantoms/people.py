"""Patients and studies to order."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from poisonkit.phantoms.study import Patient, Study

if TYPE_CHECKING:
    from poisonkit.phantoms.study import View

QUIET = Study(
    patient=Patient(seed=1, number=0, sex="M", build=0.0, split="train"),
    number=0,
    follow_up=0,
    day=0,
    view="PA",
    age=50,
    severity={},
)
"""A healthy man on a film without any nuisance."""


def study_of(
    number: int, severity: dict[str, float] | None = None, view: View = "PA"
) -> Study:
    """Return a film without nuisances of the patient called *number*."""
    patient = replace(QUIET.patient, number=number, sex="M" if number % 2 else "F")
    return replace(
        QUIET, patient=patient, number=number, severity=severity or {}, view=view
    )
