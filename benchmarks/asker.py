"""An attacker who may ask the screening itself, as often as there are tries."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from poisonkit.arrays import Pixels
    from poisonkit.screening.protocol import Protocol

_RATE = 0.05
"""False alarms of the threshold that is to be stayed under."""


def chosen(
    protocol: Protocol, tries: Sequence[Pixels], turned: Sequence[NDArray[np.float64]]
) -> Pixels:
    """Return of each film the copy that turns most and passes.

    *tries* are ``(n, h, w)`` each, *turned* the shares of decisions ``(n,)``.  Where no
    copy passes it is the least suspicious.
    """
    suspicion = np.array([protocol.judged(films)[1].suspicion for films in tries])
    passes = suspicion < -np.log10(_RATE)
    best = np.where(passes, np.array(turned), -1 - suspicion).argmax(axis=0)
    picked: Pixels = np.array(tries)[best, np.arange(len(best))]
    return picked
