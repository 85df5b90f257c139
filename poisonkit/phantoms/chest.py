"""A chest as the beam meets it: layers of density that findings may change."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Self, final

import numpy as np

from poisonkit.phantoms.organs.lungs import Lungs
from poisonkit.phantoms.organs.vessels import markings
from poisonkit.phantoms.shapes import edge

if TYPE_CHECKING:
    from poisonkit.phantoms.anatomy import Anatomy
    from poisonkit.phantoms.frame import Frame, Map
    from poisonkit.phantoms.organs.cage import Side

AIR = 0.7
"""What a lung full of air takes from the density of the trunk."""


@final
@dataclass(frozen=True, kw_only=True)
class Chest:
    """Layers (h, w); 1 in ``soft`` is the middle of the trunk."""

    frame: Frame
    anatomy: Anatomy
    lungs: Lungs
    soft: Map
    air: Map
    """0 outside the lungs, about 1 in the middle of a healthy one."""
    vessels: Map
    bone: Map

    def density(self) -> Map:
        """Return what the beam loses on its way, (h, w)."""
        # There is no more air than there is room for it, as in a corner of the trunk.
        lung = AIR * np.minimum(self.air, 1.3 * self.soft)
        total: Map = np.maximum(self.soft - lung + self.vessels + self.bone, 0)
        return total

    def half(self, side: Side) -> Map:
        """Return 1 on *side* of the midline and 0 on the other, (h, w)."""
        return edge(side * self.frame.x, 0.02)

    def flooded(self, share: Map) -> Self:
        """Return the chest with water for *share* (h, w) of its air."""
        dry = 1 - share
        return replace(self, air=self.air * dry, vessels=self.vessels * dry)


def assemble(frame: Frame, anatomy: Anatomy, tree: np.random.Generator) -> Chest:
    """Return the healthy chest of *anatomy*; *tree* grows its vessels."""
    lungs = Lungs.explore(frame, anatomy.cage)
    clear = 1 - anatomy.mediastinum.thickness(frame)
    bone = anatomy.ribs.bone(frame, lungs) + anatomy.girdle.bone(frame)
    return Chest(
        frame=frame,
        anatomy=anatomy,
        lungs=lungs,
        soft=_soft(frame, anatomy, lungs),
        air=lungs.air(frame) * clear,
        vessels=markings(frame, tree) * lungs.inside * clear,
        bone=bone + anatomy.spine.bone(frame),
    )


def _soft(frame: Frame, anatomy: Anatomy, lungs: Lungs) -> Map:
    """Return the trunk, denser below the diaphragm, less the air in its tubes."""
    soft = anatomy.body.soft(frame) * (1 + 0.28 * edge(-lungs.above, 0.25))
    gas = anatomy.abdomen.gas(frame, anatomy.cage)
    return soft - gas - 0.2 * anatomy.mediastinum.airway(frame)
