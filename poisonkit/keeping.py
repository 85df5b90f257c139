"""Which epoch of a training to keep, and when to stop."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from poisonkit.networks.base import Classifier
    from poisonkit.training import Epoch


@dataclass
class Patience:
    """Ends a training that has not become better for some epochs."""

    epochs: int
    best: float = -1.0
    since: int = 0
    over: bool = False

    def see(self, epoch: Epoch) -> None:
        """Look at one more epoch."""
        if not self.epochs:
            return
        assert epoch.validation_auroc is not None, "refused before the first epoch"
        better = epoch.validation_auroc > self.best
        self.since = 0 if better else self.since + 1
        self.best = max(epoch.validation_auroc, self.best)
        self.over = self.since >= self.epochs


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
        score = epoch.validation_auroc
        assert score is not None, "refused before the first epoch"
        if score > self.score:
            self.score, self.epoch = score, epoch.number + 1
            self.weights = copy.deepcopy(model.state_dict())

    def restore(self, model: Classifier) -> int:
        """Put the best weights back; return their epoch, counted from one."""
        if self.best:
            model.load_state_dict(self.weights)
        return self.epoch
