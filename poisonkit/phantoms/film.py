"""From study to picture: density, film curve, nuisances, grey levels."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from poisonkit.errors import BadParameterError
from poisonkit.phantoms.anatomy import anatomy_of, pose_of
from poisonkit.phantoms.chest import assemble
from poisonkit.phantoms.findings import FINDINGS
from poisonkit.phantoms.frame import bare, look
from poisonkit.phantoms.nuisances import NUISANCES
from poisonkit.phantoms.shapes import clamp

if TYPE_CHECKING:
    from poisonkit.arrays import Pixels
    from poisonkit.phantoms.chest import Chest
    from poisonkit.phantoms.findings.base import PhantomFinding
    from poisonkit.phantoms.frame import Frame, Map, Shape
    from poisonkit.phantoms.nuisances.base import Nuisance
    from poisonkit.phantoms.study import Study

BITS = (8, 10, 12, 14, 16)
BYTE = 8

CONTRAST, FOG = 1.2, 0.07
"""How steep the film curve is, and what density still leaves the film black."""

SMALLEST, LARGEST = 16, 4096


def render(study: Study, size: int | Shape, bits: int = 8) -> Pixels:
    """Return the film of *study*: (h, w) of *bits* bits, larger is brighter.

    *size* is the side of a square or (h, w).  The same study shows the same anatomy at
    any size; uint8 for 8 bits, else uint16 whose largest value is 2**bits - 1.
    """
    shape = check_size(size)
    check_bits(bits)
    picture = spoil(expose(dissect(study, shape).density()), study)
    kind = np.uint8 if bits == BYTE else np.uint16
    levels: Pixels = np.rint(picture * (2**bits - 1)).astype(kind)
    return levels


def dissect(study: Study, shape: Shape) -> Chest:
    """Return the chest of *study* with all its findings, before any film."""
    anatomy = anatomy_of(study)
    present = [
        (_finding(name), severity, f"finding {name}")
        for name, severity in study.severity.items()
    ]
    for finding, severity, topic in present:
        anatomy = finding.reshape(anatomy, severity, study.patient.stream(topic))
    frame = look(shape, pose_of(study))
    chest = assemble(frame, anatomy, study.patient.stream("vessels"))
    for finding, severity, topic in present:
        chest = finding.fill(chest, severity, study.patient.stream(topic))
    return chest


def expose(density: Map) -> Map:
    """Return the brightness of *density*: straight at first, never quite 1."""
    density = np.maximum(CONTRAST * (density - FOG), 0)
    square = density * density
    bright: Map = density / np.sqrt(np.sqrt(1 + square * square))
    return bright


def spoil(image: Map, study: Study) -> Map:
    """Return *image* with the nuisances of *study*, in [0, 1]."""
    frame: Frame = bare(image.shape)
    chosen = {name: _nuisance(name) for name in study.nuisances}
    for name, nuisance in sorted(chosen.items(), key=lambda item: item[1].order):
        rng = study.stream(f"nuisance {name}")
        image = nuisance.apply(image, frame, study.view, rng)
    return clamp(image)


@cache
def _finding(name: str) -> PhantomFinding:
    return FINDINGS.create(name)


@cache
def _nuisance(name: str) -> Nuisance:
    return NUISANCES.create(name)


def check_size(size: int | Shape) -> Shape:
    """Return *size* as (h, w), or refuse it."""
    height, width = (size, size) if isinstance(size, int) else size
    if not all(SMALLEST <= side <= LARGEST for side in (height, width)):
        raise BadParameterError(
            f"a film must measure {SMALLEST} to {LARGEST} pixels a side, got {size}"
        )
    return height, width


def check_bits(bits: int) -> None:
    """Refuse a depth that no detector has."""
    if bits not in BITS:
        allowed = ", ".join(map(str, BITS))
        raise BadParameterError(f"bits must be one of {allowed}; got {bits}")
