"""Electrodes of a monitor and their wires."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, final

import numpy as np

from poisonkit.phantoms.nuisances.base import Nuisance
from poisonkit.phantoms.shapes import ellipse, fade, fill
from poisonkit.phantoms.textures import lines

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from poisonkit.phantoms.frame import Frame, Map
    from poisonkit.phantoms.study import View

PLACES = ((-0.5, -0.5), (0.5, -0.5), (-0.5, 0.45), (0.5, 0.5), (0.1, 0.1))


@final
@dataclass(frozen=True, kw_only=True)
class Electrodes(Nuisance):
    """Stick two to four electrodes on; more often on patients filmed in bed."""

    order: ClassVar[int] = 20

    seated: float = 0.1
    in_bed: float = 0.25

    def rate(self, view: View) -> float:
        """Return the share of films that show electrodes."""
        return self.in_bed if view == "AP" else self.seated

    def apply(
        self, image: Map, frame: Frame, view: View, rng: np.random.Generator
    ) -> Map:
        """Return *image* with discs and wires laid over it."""
        del view
        chosen = rng.permutation(len(PLACES))[: int(rng.integers(2, 5))]
        spots = np.array(PLACES)[chosen] + rng.normal(0, 0.09, (len(chosen), 2))
        metal = np.zeros(frame.shape, np.float32)
        for spot in spots:
            metal += _wire(frame, spot, rng) + _disc(frame, spot, rng)
        return 1 - (1 - image) * fade(metal)


def _disc(frame: Frame, spot: NDArray[np.float64], rng: np.random.Generator) -> Map:
    """Return a faint gel pad with a dense snap in its middle."""
    centre, size = (float(spot[0]), float(spot[1])), rng.uniform(0.03, 0.045)
    squeeze, turn = rng.uniform(0.7, 1.0), rng.uniform(-1.5, 1.5)
    pad = ellipse(frame, centre, (size, size * squeeze), turn)
    snap = ellipse(frame, centre, (0.45 * size, 0.45 * size * squeeze), turn)
    return 0.35 * fill(frame, pad, 0.004) + 1.3 * fill(frame, snap, 0.004)


def _wire(frame: Frame, spot: NDArray[np.float64], rng: np.random.Generator) -> Map:
    """Return a wire that hangs from the electrode to an edge of the film."""
    away = np.array([np.sign(spot[0]) * rng.uniform(0.2, 1.2), rng.choice([-1.2, 1.2])])
    sag = spot + rng.normal(0, 0.3, 2)
    count = int(np.ceil(4 / frame.pixel))
    t = ((np.arange(count) + 0.5) / count)[:, None]
    curve = (1 - t) ** 2 * spot + 2 * t * (1 - t) * sag + t**2 * away
    steps = np.linalg.norm(np.gradient(curve, axis=0), axis=1)
    width, dense = 0.004, rng.uniform(0.4, 0.9)
    return lines(frame, curve, steps * width * 2.5 * dense, width)
