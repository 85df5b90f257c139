"""For each film, the smallest eps at which an attack reaches its objective."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields, replace
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from poisonkit.attacking.bracketing import Bracketed
from poisonkit.errors import BadParameterError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from poisonkit.arrays import Rows
    from poisonkit.attacking.attacked import Attacked
    from poisonkit.attacking.siege import Siege
    from poisonkit.attacks.base import Attack
    from poisonkit.objectives.base import Objective

_BLOCK = 256
"""Films that are kept in memory until each has its answer."""

_FINEST = 1e-6
"""In single precision grey levels that are closer are hardly apart."""

_RUNGS = 4
"""How often the largest eps is halved before the search begins."""


@dataclass(frozen=True, kw_only=True)
class Search:
    """How far, and how finely, eps is searched for; in [0, 1]."""

    largest: float = 16 / 255
    resolution: float = 0.1 / 255

    def __post_init__(self) -> None:
        """Refuse a search that cannot end."""
        if not _FINEST <= self.resolution <= self.largest <= 1:
            raise BadParameterError(
                f"a search needs {_FINEST:g} <= resolution <= largest <= 1, got "
                f"{self.resolution:g} and {self.largest:g}"
            )

    def check(self, attack: Attack, spec: str) -> None:
        """Refuse an *attack* of which no film has a smallest eps of its own."""
        if attack.together:
            raise BadParameterError(
                f"{spec} changes films together: no film has a smallest eps of its own"
            )

    def run(
        self, siege: Siege, attack: Attack, objective: Objective, rows: Rows
    ) -> Iterator[Attacked]:
        """Yield films at their smallest eps; those never reached, at the largest.

        First at the largest / 16, / 8, and so on up to itself, until it is reached;
        then between the last failure and the first success by halves, until they are
        *resolution* apart.  Only films that are not decided are attacked again.  An
        attack without an eps searches the smallest distance by itself.
        """
        for start in range(0, len(rows), _BLOCK):
            block = rows[start : start + _BLOCK]
            if has_eps(attack):
                yield self._search(Bracketed(siege, attack, objective, block))
                continue
            for each in siege.run(attack, objective, block):
                size = np.where(each.reached, each.l2, np.float32(np.inf))
                yield replace(each, smallest=size)

    def told(self, attack: Attack, batches: Sequence[Attacked]) -> dict[str, Any]:
        """Return the quartiles of what was found, and how many films resisted.

        Over the films that an objective is about.  A film that was never reached counts
        as harder to reach than all others; a quartile among such is None.
        """
        limited = has_eps(attack)
        sizes = np.concatenate([cast("Any", b.smallest)[b.aimed] for b in batches])
        told: dict[str, Any] = {"of": "eps" if limited else "l2", "films": len(sizes)}
        if limited:
            told |= asdict(self)
        if not len(sizes):
            return told | {"quartiles": None, "never_reached": None}
        quartiles = np.quantile(sizes, (0.25, 0.5, 0.75), method="inverted_cdf")
        return told | {
            "quartiles": [float(q) if np.isfinite(q) else None for q in quartiles],
            "never_reached": float(np.isinf(sizes).mean()),
        }

    def _search(self, films: Bracketed) -> Attacked:
        for rung in range(_RUNGS, -1, -1):
            films.attempt(self.largest / 2**rung, np.isinf(films.high))
        while (wide := films.wider_than(self.resolution)).any():
            middles = (films.low + films.high) / 2
            for eps in np.unique(middles[wide]):
                films.attempt(float(eps), wide & (middles == eps))
        return films.found()


def has_eps(attack: Attack) -> bool:
    """Return whether *attack* is limited by an eps."""
    return "eps" in {each.name for each in fields(cast("Any", attack))}
