"""Which epoch of a training to keep, and when to stop."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from poisonkit.errors import BadInputError

if TYPE_CHECKING:
    from poisonkit.networks.base import Classifier
    from poisonkit.training import Epoch


@dataclass
class Patience:
    """Ends a training that has not become better for some epochs."""

    epochs: int
    best: float = -1.0
    since: int = 0

    def is_over(self, epoch: Epoch) -> bool:
        """Look at one more epoch; return whether to stop."""
        if not self.epochs:
            return False
        score = _needed(epoch, "to stop early by", "leave out --patience")
        self.since = 0 if score > self.best else self.since + 1
        self.best = max(score, self.best)
        return self.since >= self.epochs


@dataclass
class Keeper:
    """Holds the weights of the best epoch so far, if the best is wanted."""

    best: bool
    score: float = -1.0
    epoch: int = 0
    weights: dict[str, Any] = field(default_factory=dict)

    def see(self, model: Classifier, epoch: Epoch) -> None:
        """Look at one more epoch."""
        if not self.best:
            self.epoch = epoch.number + 1
            return
        score = _needed(
            epoch, "to choose the best epoch by", "keep the last instead: --keep last"
        )
        if score > self.score:
            self.score, self.epoch = score, epoch.number + 1
            self.weights = copy.deepcopy(model.state_dict())

    def restore(self, model: Classifier) -> int:
        """Put the best weights back; return their epoch, counted from one."""
        if self.best:
            model.load_state_dict(self.weights)
        return self.epoch


def _needed(epoch: Epoch, purpose: str, instead: str) -> float:
    """Return the validation AUROC, or say why there is none."""
    if epoch.validation_auroc is None:
        raise BadInputError(
            f"no validation AUROC {purpose} (too few validation images, or of one kind "
            f"only); {instead}"
        )
    return epoch.validation_auroc
