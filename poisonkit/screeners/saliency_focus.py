"""Saliency focus: the whole of a label hangs on one small place, wherever it is put.

The place is where the saliency of the surest label peaks.  Two numbers of each label:
what it loses when that place is painted over, and what two clean films gain when it is
pasted into them.  The largest sum counts.  The second is SentiNet (Chou, Tramer and
Pellegrino, 2020, arXiv:1812.00292) at the resolution of the film; that explanations
give a local trigger away is of Nwadike et al. (2020), arXiv:2101.00008.

Saliency is |gradient x (pixel - median around it)|, added up over 3 x 3 pixels.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, final

import numpy as np
import torch
from torch.nn import functional

from poisonkit.errors import BadParameterError
from poisonkit.fewer import fewer
from poisonkit.places import around, attribution, peaks
from poisonkit.screeners._usual import middle_of, strayed
from poisonkit.screeners.base import Screener

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from torch import Tensor

    from poisonkit.arrays import Pixels, Suspicion
    from poisonkit.impression import Impression
    from poisonkit.screeners.base import Ground, State
    from poisonkit.witness import Witness


@final
@dataclass(frozen=True, kw_only=True)
class SaliencyFocus(Screener):
    """How much of a label comes from one place of the film, here and elsewhere."""

    says: ClassVar[str] = "its label hangs on one small place, also on other films"
    steep: ClassVar[bool] = True

    side: int = 9
    """Pixels of the place that is painted over and pasted, odd."""

    hosts: int = 2
    """Clean films into which it is pasted."""

    def __post_init__(self) -> None:
        """Refuse what is no place."""
        if self.side < 1 or self.side % 2 == 0 or self.hosts < 1:
            raise BadParameterError(
                f"saliency_focus needs an odd side and a host, got side={self.side}, "
                f"hosts={self.hosts}"
            )

    @property
    def passes(self) -> int:
        """Return those of a hole, and of each host."""
        return 1 + self.hosts

    def learn(self, ground: Ground) -> State:
        """Keep the hosts, and how clean films' labels hang on one place."""
        hosts = ground.clean.films[fewer(len(ground.clean), self.hosts, ground.seed)]
        measured = self._measured(ground.few, ground.witness, hosts)
        return {"hosts": hosts, "usual": middle_of(measured)}

    def score(self, films: Impression, witness: Witness, state: State) -> Suspicion:
        """Return the largest sum of loss and gain, in spreads of clean films."""
        measured = self._measured(films, witness, state["hosts"])
        lost, gained = np.split(strayed(measured, state["usual"]), 2, axis=1)
        found: Suspicion = (lost + gained).max(1)
        return found

    def _measured(
        self, films: Impression, witness: Witness, hosts: Pixels
    ) -> NDArray[np.float32]:
        """Return what each label loses and gains, ``(n, 2l)``."""
        images = witness.images(films.films)
        heat = attribution(films, images)
        where = around(peaks(heat), images.shape[-2:], self.side)
        hole = torch.where(where, _surroundings(images, self.side), images)
        lost = films.margins - witness.margins(hole)
        gained = [
            witness.margins(torch.where(where, images, host))
            - witness.margins(host[None])
            for host in witness.images(hosts)
        ]
        return np.concatenate([lost, np.mean(gained, axis=0)], axis=1)


def _surroundings(images: Tensor, side: int) -> Tensor:
    """Return the mean over a square about twice as wide."""
    wide = functional.pad(images, (side,) * 4, mode="replicate")
    return functional.avg_pool2d(wide, 2 * side + 1, stride=1)
