"""How far reviewers agree, beyond what chance alone would bring."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from poisonkit.reviewing.standing import standings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from poisonkit.reviewing.decision import Event


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """What two reviewers say of the films that both decided on."""

    first: str
    second: str
    films: int
    same: int
    """Films of which they say the same; which labels a relabelled film gets is not
    compared."""

    kappa: float | None
    """Cohen (1960): 1 for one mind, 0 for chance; None where both say one and the same
    of every film, so that chance cannot be told from agreement."""


def agreements(events: Sequence[Event]) -> list[Agreement]:
    """Return the agreement of every two reviewers who share a film."""
    films: dict[str, dict[int, str]] = {}
    for row, by_reviewer in standings(events).items():
        for name, one in by_reviewer.items():
            if one.decision:
                films.setdefault(name, {})[row] = one.decision.kind.value
    pairs = combinations(sorted(films), 2)
    return [
        _agreement(a, b, films[a], films[b])
        for a, b in pairs
        if films[a].keys() & films[b].keys()
    ]


def _agreement(
    first: str, second: str, one: dict[int, str], other: dict[int, str]
) -> Agreement:
    shared = sorted(one.keys() & other.keys())
    a, b = [one[row] for row in shared], [other[row] for row in shared]
    same = sum(x == y for x, y in zip(a, b, strict=True))
    return Agreement(
        first=first, second=second, films=len(shared), same=same, kappa=_kappa(a, b)
    )


def _kappa(a: list[str], b: list[str]) -> float | None:
    if len({*a, *b}) == 1:
        return None
    from sklearn.metrics import cohen_kappa_score  # noqa: PLC0415 - it is slow

    kappa = float(cohen_kappa_score(a, b))
    return None if math.isnan(kappa) else kappa
