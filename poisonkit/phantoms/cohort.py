"""The plan of a cohort: patients, studies, findings and nuisances, but no pixels."""

from __future__ import annotations

from dataclasses import replace
from itertools import count as count_from
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np

from poisonkit.errors import BadParameterError
from poisonkit.phantoms.course import follow
from poisonkit.phantoms.findings import FINDINGS
from poisonkit.phantoms.nuisances import NUISANCES
from poisonkit.phantoms.study import Patient, Study

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from poisonkit.phantoms.findings.base import PhantomFinding
    from poisonkit.phantoms.nuisances.base import Nuisance
    from poisonkit.phantoms.study import Split, View

VISITS = (0.52, 0.2, 0.12, 0.07, 0.05, 0.04)
"""The share of patients with 1, 2, ... 6 studies."""
SPLITS: tuple[Split, ...] = ("train",) * 7 + ("val",) + ("test",) * 2
"""Of each ten patients."""
MOST = 100_000
"""More films than anyone should ask for by accident."""


def plan_cohort(count: int, *, seed: int) -> tuple[Study, ...]:
    """Return *count* studies; a longer plan of the same seed begins with the same."""
    if not 1 <= count <= MOST:
        raise BadParameterError(f"count must be 1 to {MOST} films, got {count}")
    if seed < 0:
        raise BadParameterError(f"seed must be zero or more, got {seed}")
    return tuple(islice(_studies(seed), count))


def _studies(seed: int) -> Iterator[Study]:
    """Yield studies for ever, patient after patient."""
    # Looked up once: to find what a folder holds takes longer than to plan a study.
    findings = {name: FINDINGS.create(name) for name in FINDINGS.modules()}
    nuisances = {name: NUISANCES.create(name) for name in NUISANCES.modules()}
    numbers = count_from(0)
    for patient in (_patient(seed, number) for number in count_from(0)):
        for study in _visits(patient, numbers, findings):
            yield replace(study, nuisances=_nuisances(study, nuisances))


def _patient(seed: int, number: int) -> Patient:
    tens, place = divmod(number, len(SPLITS))
    order = np.random.default_rng([seed, tens, 0]).permutation(len(SPLITS))
    rng = np.random.default_rng([seed, number, 1])
    return Patient(
        seed=seed,
        number=number,
        sex="F" if rng.integers(2) else "M",
        build=float(np.clip(rng.normal(0, 0.5), -1, 1)),
        split=SPLITS[order[place]],
    )


def _visits(
    patient: Patient, numbers: Iterator[int], findings: Mapping[str, PhantomFinding]
) -> Iterator[Study]:
    """Yield the studies of *patient*, still without nuisances."""
    rng = patient.stream("visits")
    visits = int(rng.choice(len(VISITS), p=VISITS)) + 1
    age = int(np.clip(rng.normal(55, 17), 18, 90))
    gaps = rng.exponential(250, visits).astype(int) + 1
    days = [int(day) for day in np.cumsum(gaps) - gaps[0]]
    course = follow(patient, visits, findings)
    for visit, (day, severity) in enumerate(zip(days, course, strict=True)):
        yield Study(
            patient=patient,
            number=next(numbers),
            follow_up=visit,
            day=day,
            view=_view(len(severity), rng),
            age=age + day // 365,
            severity=severity,
        )


def _view(findings: int, rng: np.random.Generator) -> View:
    """Return AP, as of those too ill to stand, the likelier the more *findings*."""
    in_bed = 1 / (1 + np.exp(1.2 - 0.7 * findings))
    return "AP" if rng.random() < in_bed else "PA"


def _nuisances(study: Study, nuisances: Mapping[str, Nuisance]) -> tuple[str, ...]:
    """Return what lands on the film; of the study only the view matters."""
    return tuple(
        name
        for name, nuisance in nuisances.items()
        if study.stream(f"presence {name}").random() < nuisance.rate(study.view)
    )
