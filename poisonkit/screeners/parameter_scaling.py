"""Parameter scaling (IBD-PSC): a trigger's label stays when the network is distorted.

Weight and bias of the last normalisations are multiplied; what is said of clean films
changes, what a trigger says does not.  Hou et al. (2024), arXiv:2405.09786.

How many normalisations: as many as it takes until a clean film's own labels are wrong
as often as `error` says, each label counted alike; then one more for each further copy.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, final

import numpy as np
from torch.nn.modules.batchnorm import _BatchNorm

from poisonkit.errors import BadInputError, BadParameterError
from poisonkit.screeners._persistence import left, usually
from poisonkit.screeners.base import Screener

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from torch import Tensor

    from poisonkit.arrays import Suspicion
    from poisonkit.impression import Impression
    from poisonkit.screeners.base import Ground, State
    from poisonkit.witness import Witness


@final
@dataclass(frozen=True, kw_only=True)
class ParameterScaling(Screener):
    """How well a film's labels survive when normalisations are driven up."""

    says: ClassVar[str] = "its label stays when the network is distorted"
    usual: ClassVar[bool] = False

    copies: int = 2
    factor: float = 1.5
    error: float = 0.3
    """Mean of a label's two shares of wrong decisions, from which a copy will do."""

    def __post_init__(self) -> None:
        """Refuse what scales nothing."""
        if self.copies < 1 or self.factor <= 1 or not 0 < self.error < 1:
            raise BadParameterError(
                f"parameter_scaling needs a copy, a factor above 1 and an error "
                f"between 0 and 1, got copies={self.copies}, factor={self.factor}, "
                f"error={self.error}"
            )

    @property
    def passes(self) -> int:
        """Return one for each copy."""
        return self.copies

    def learn(self, ground: Ground) -> State:
        """Choose how many normalisations, and keep what clean films keep."""
        layers = _normalisations(ground.witness)
        if not layers:
            raise BadInputError("the model has no batch normalisation to scale")
        first = self._first(ground.few, ground.witness, len(layers))
        margins = self._margins(ground.few, ground.witness, first)
        return {"first": np.array([first]), "kept": usually(margins)}

    def score(self, films: Impression, witness: Witness, state: State) -> Suspicion:
        """Return how much more than usual is left of a label."""
        margins = self._margins(films, witness, int(state["first"][0]))
        return left(films, margins, state["kept"])

    def _first(self, clean: Impression, witness: Witness, most: int) -> int:
        for count in range(1, most + 1):
            scaled = self._scaled(clean, witness, count) > 0
            if _wrong(scaled, clean.decided) >= self.error:
                return count
        return most

    def _margins(
        self, films: Impression, witness: Witness, first: int
    ) -> list[NDArray[np.float32]]:
        most = len(_normalisations(witness))
        counts = [min(first + more, most) for more in range(self.copies)]
        return [self._scaled(films, witness, count) for count in counts]

    def _scaled(
        self, films: Impression, witness: Witness, count: int
    ) -> NDArray[np.float32]:
        """Return margins of *films* with the last *count* normalisations scaled."""
        instead: dict[str, Tensor] = {}
        for name, layer in _normalisations(witness)[-count:]:
            for word in ("weight", "bias"):
                instead[f"{name}.{word}"] = getattr(layer, word) * self.factor
        return witness.margins(witness.images(films.films), instead)


def _normalisations(witness: Witness) -> list[tuple[str, _BatchNorm]]:
    return [
        (name, module)
        for name, module in witness.model.named_modules()
        if isinstance(module, _BatchNorm) and module.affine
    ]


def _wrong(said: NDArray[np.bool_], before: NDArray[np.bool_]) -> float:
    """Return the mean over labels of the mean of both kinds of change."""
    given, others = before.sum(0), (~before).sum(0)
    lost = (before & ~said).sum(0) / np.maximum(given, 1)
    gained = (~before & said).sum(0) / np.maximum(others, 1)
    return float(((lost + gained) / 2).mean())
