"""Films between an eps at which an attack fails and one at which it does not."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, cast, final

import numpy as np

from poisonkit.attacking.attacked import joined
from poisonkit.attacks.base import Attack

if TYPE_CHECKING:
    from torch import Tensor

    from poisonkit.arrays import Mask, Rows
    from poisonkit.attacking.attacked import Attacked
    from poisonkit.attacking.siege import Siege
    from poisonkit.attacks.base import AnyGoal, Chance, Model
    from poisonkit.objectives.base import Objective


class Bracketed:
    """Some films, between an eps that fails and one that does not."""

    def __init__(
        self, siege: Siege, attack: Attack, objective: Objective, rows: Rows
    ) -> None:
        """Begin with the films as they are: eps 0."""
        self._siege, self._attack, self._objective = siege, attack, objective
        self._best = joined(siege.run(_Nothing(), objective, rows))
        self.low = np.zeros(len(rows))
        self.high = np.where(self._best.reached, 0, np.inf)

    def attempt(self, eps: float, which: Mask) -> None:
        """Attack films *which* ``(m,)`` with *eps*, and keep those that succeed."""
        if not which.any():
            return
        places = np.flatnonzero(which)
        attack = cast("Attack", replace(cast("Any", self._attack), eps=eps))
        rows = self._best.rows[places]
        found = joined(self._siege.run(attack, self._objective, rows))
        won = places[found.reached]
        self.high[won] = eps
        self.low[places[~found.reached]] = eps
        # A film that was never reached is kept as the strongest attack left it.
        kept = found.reached | np.isinf(self.high[places])
        for name in ("images", "after", "reached", "linf", "l2"):
            getattr(self._best, name)[places[kept]] = getattr(found, name)[kept]

    def wider_than(self, resolution: float) -> Mask:
        """Return ``(m,)``: whether success and failure are further apart than that."""
        apart: Mask = np.isfinite(self.high) & (self.high - self.low > resolution)
        return apart

    def found(self) -> Attacked:
        """Return the films at the smallest eps that succeeded."""
        return replace(self._best, smallest=self.high.astype(np.float32))


@final
@dataclass(frozen=True, kw_only=True)
class _Nothing(Attack):
    """Leave films as they are."""

    def perturb(
        self, model: Model, images: Tensor, goal: AnyGoal, generator: Chance
    ) -> Tensor:
        """Return *images*."""
        del model, goal, generator
        return images
