"""Kernel density: an attacked film lies where few films of its predicted label do.

KD(x) = mean over i of exp(-|f(x) - f(x_i)|^2 / 2 h^2), x_i clean films that are given
the same label.  Feinman, Curtin, Shintre and Gardner (2017), arXiv:1703.00410.

Of several predicted labels the least likely one counts; films without any are compared
with such.  Each label's log densities are taken in spreads of its own films', each left
out of the others.  The bandwidth makes those left out likeliest.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, final

import numpy as np
from scipy.special import logsumexp

from poisonkit.errors import BadParameterError
from poisonkit.fewer import fewer
from poisonkit.screeners._distances import strangers
from poisonkit.screeners._usual import middle_of
from poisonkit.screeners.base import Screener

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from poisonkit.arrays import Suspicion
    from poisonkit.impression import Impression
    from poisonkit.screeners.base import Ground, State
    from poisonkit.witness import Witness

_FEWEST = 30
"""Films of a label; with fewer, all films stand in for them."""

_TRIED = 2.0 ** np.arange(-3, 3.5, 0.5)
"""Bandwidths, in shares of the square root of the number of components."""

_ENOUGH = 1000
"""Films on which a bandwidth is tried."""


@final
@dataclass(frozen=True, kw_only=True)
class KernelDensity(Screener):
    """How unlikely a film's activations are among clean films of its labels."""

    says: ClassVar[str] = "it lies where few clean films of its labels do"

    components: int = 32
    """Principal components of the activations that are looked at."""

    bank: int = 10_000
    """Clean films, at most."""

    def __post_init__(self) -> None:
        """Refuse what leaves nothing to look at."""
        if self.components < 1 or self.bank < _FEWEST:
            raise BadParameterError(
                f"kernel_density needs a component and {_FEWEST} films at least, got "
                f"components={self.components}, bank={self.bank}"
            )

    @property
    def passes(self) -> int:
        """Return none: activations are there."""
        return 0

    def learn(self, ground: Ground) -> State:
        """Keep the clean films in few components, and how dense each label's lie."""
        clean = ground.clean.take(fewer(len(ground.clean), self.bank, ground.seed))
        usual = middle_of(clean.activations)
        plain = (clean.activations - usual[0]) / usual[1]
        spreads, axes = _principal(plain, self.components)
        points = plain @ axes.T / spreads
        sides = _sides(clean)
        sides[:, sides.sum(0) < _FEWEST] = True
        width = _bandwidth(points, ground.seed)
        logs = _kernels(points, points, width)
        return {
            "usual": usual,
            "axes": (axes / spreads[:, None]).astype(np.float32),
            "points": points.astype(np.float32),
            "sides": sides,
            "width": np.array([width], np.float32),
            "dense": _dense(logs, sides),
        }

    def score(self, films: Impression, witness: Witness, state: State) -> Suspicion:
        """Return how far below its label's usual density each film lies."""
        del witness
        usual = state["usual"]
        points = (films.activations - usual[0]) / usual[1] @ state["axes"].T
        logs = _kernels(points, state["points"], float(state["width"][0]))
        found = np.full(len(films), -np.inf)
        for side, own, (middle, spread) in zip(
            state["sides"].T, _sides(films).T, state["dense"], strict=True
        ):
            if own.any():
                density = logsumexp(logs[own][:, side], axis=1)
                found[own] = np.maximum(found[own], (middle - density) / spread)
        return found


def _principal(
    plain: NDArray[np.float32], count: int
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return spreads ``(k,)`` and directions ``(k, d)`` of the largest components."""
    values, vectors = np.linalg.eigh(np.atleast_2d(np.cov(plain.T)))
    count = min(count, len(plain) - 1, int((values > 1e-6 * values[-1]).sum()))
    spreads = np.sqrt(values[::-1][:count])
    return spreads.astype(np.float32), vectors.T[::-1][:count].astype(np.float32)


def _sides(films: Impression) -> NDArray[np.bool_]:
    """Return ``(n, l + 1)``: who is given each label, and who is given none."""
    decided = films.decided
    return np.column_stack([decided, ~decided.any(1)])


def _kernels(
    points: NDArray[np.float32], bank: NDArray[np.float32], width: float
) -> NDArray[np.float32]:
    logs: NDArray[np.float32] = strangers(points, bank) / (-2 * width**2)
    return logs


def _bandwidth(points: NDArray[np.float32], seed: int) -> float:
    """Return what makes films likeliest that are left out of their own density."""
    points = points[fewer(len(points), _ENOUGH, seed)]
    size = points.shape[1]
    far = strangers(points, points)
    tried = _TRIED * np.sqrt(size)
    likely = [
        np.mean(logsumexp(far / (-2 * h**2), axis=1)) - size * np.log(h) for h in tried
    ]
    return float(tried[int(np.argmax(likely))])


def _dense(logs: NDArray[np.float32], sides: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return middle and spread of the log density of each side's films."""
    found = []
    for side in sides.T:
        density = logsumexp(logs[side][:, side], axis=1)
        found.append((float(density.mean()), max(float(density.std()), 1e-6)))
    return np.array(found)
