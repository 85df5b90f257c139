"""Whether one split's labels fit its films worse than another's do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import stats

from poisonkit.chance import p_value_of
from poisonkit.parts import ROUNDING, Part, auroc_and_variance

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Numbers = NDArray[np.int64]


@dataclass(frozen=True, kw_only=True)
class Gap:
    """How much worse one split's labels fit than the others'."""

    here: float
    """AUROC."""

    elsewhere: float
    sigmas: float
    p_value: float


def gap(here: Part, elsewhere: Part) -> Gap:
    """Return how surprising it is that the labels of *here* fit so much worse."""
    (one, first), (two, second) = map(auroc_and_variance, (here, elsewhere))
    sigmas = (two - one) / float(np.sqrt(first + second + ROUNDING))
    chance = p_value_of(stats.norm.logsf(sigmas))
    return Gap(here=one, elsewhere=two, sigmas=sigmas, p_value=chance)


def worse_side(here: Part, elsewhere: Part) -> bool:
    """Return whether the strays of *here* are rather among those with the label."""

    def excess(*, present: bool) -> float:
        strange, usual = (
            part.strays(elsewhere, present=present) for part in (here, elsewhere)
        )
        share = usual.sum() / max((elsewhere.has == present).sum(), 1)
        return float(strange.sum() - share * (here.has == present).sum())

    return excess(present=True) >= excess(present=False)
