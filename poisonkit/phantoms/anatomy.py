"""The anatomy of one patient on one day, in one view."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Self, final

from poisonkit.phantoms.frame import Pose
from poisonkit.phantoms.organs.abdomen import Abdomen
from poisonkit.phantoms.organs.body import Body
from poisonkit.phantoms.organs.cage import Cage
from poisonkit.phantoms.organs.girdle import Girdle
from poisonkit.phantoms.organs.mediastinum import Mediastinum
from poisonkit.phantoms.organs.ribs import Ribs
from poisonkit.phantoms.organs.spine import Spine

if TYPE_CHECKING:
    from poisonkit.phantoms.study import Study


@final
@dataclass(frozen=True, kw_only=True)
class Anatomy:
    """All parts of a chest."""

    body: Body
    cage: Cage
    mediastinum: Mediastinum
    abdomen: Abdomen
    ribs: Ribs
    spine: Spine
    girdle: Girdle

    def pushed(self, shift: float) -> Self:
        """Return the anatomy with its middle pushed to the left by *shift*."""
        middle = self.mediastinum
        moved = replace(middle, shift=middle.shift + shift)
        return replace(self, mediastinum=moved)


def anatomy_of(study: Study) -> Anatomy:
    """Return what the film of *study* would show without any finding."""
    patient, age = study.patient, study.age
    rng = patient.stream("anatomy")
    body = Body.draw(patient, rng)
    anatomy = Anatomy(
        body=body,
        cage=Cage.draw(patient, rng),
        mediastinum=Mediastinum.draw(patient, age, rng),
        ribs=Ribs.draw(age, rng),
        spine=Spine.draw(age, rng),
        girdle=Girdle.draw(body.elbow, rng),
        abdomen=Abdomen.draw(study.stream("meal")),
    )
    breath = study.stream("breath").normal(0.0, 0.02)
    if study.view == "AP":
        return _from_the_front(_breathe(anatomy, breath + 0.1))
    return _breathe(anatomy, breath)


def _breathe(anatomy: Anatomy, raised: float) -> Anatomy:
    """Raise the diaphragm; the heart is pushed up and lies flatter."""
    cage, middle = anatomy.cage, anatomy.mediastinum
    right, left = cage.domes
    cage = replace(
        cage, domes=(right - raised, left - raised), fall=cage.fall - 0.3 * raised
    )
    middle = replace(
        middle, floor=middle.floor - 0.5 * raised, tilt=middle.tilt - 0.8 * raised
    )
    return replace(anatomy, cage=cage, mediastinum=middle)


def _from_the_front(anatomy: Anatomy) -> Anatomy:
    """Turn the patient round: heart away from the film, blades over the lungs."""
    middle, girdle = anatomy.mediastinum, anatomy.girdle
    middle = replace(middle, heart=1.1 * middle.heart, pedicle=1.15 * middle.pedicle)
    girdle = replace(
        girdle,
        blade=girdle.blade - 0.13,
        collar=girdle.collar - 0.07,
        rise=girdle.rise - 0.04,
    )
    return replace(anatomy, mediastinum=middle, girdle=girdle)


def pose_of(study: Study) -> Pose:
    """Return how the patient stood, or lay, for *study*."""
    rng, lying = study.stream("pose"), study.view == "AP"
    patient = study.patient.stream("pose")
    sway = 0.06 if lying else 0.035
    return Pose(
        shift=(rng.normal(0, sway), rng.normal(0, sway)),
        scale=patient.normal(1.06, 0.07) + rng.normal(0.04 if lying else 0.0, 0.02),
        tilt=rng.normal(0, 0.05 if lying else 0.02),
        bend=patient.normal(0, 0.02),
        turn=rng.normal(0, 0.1 if lying else 0.05),
    )
