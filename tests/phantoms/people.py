"""Patients and studies to order."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from poisonkit.phantoms.film import dissect
from poisonkit.phantoms.study import Patient, Study

if TYPE_CHECKING:
    from poisonkit.phantoms.chest import Chest
    from poisonkit.phantoms.study import View

SHAPE = (160, 160)
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


def pair(number: int, name: str, severity: float) -> tuple[Chest, Chest]:
    """Return the chest of a patient without and with a finding."""
    healthy, sick = study_of(number), study_of(number, {name: severity})
    return dissect(healthy, SHAPE), dissect(sick, SHAPE)
