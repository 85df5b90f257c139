"""How long, how fast and on what terms a classifier is trained."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from poisonkit.errors import BadParameterError


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """How long, how fast and on what terms to train."""

    epochs: int = 12
    batch_size: int = 64
    """Films per step, of all processes together."""

    learning_rate: float = 1e-3
    """The highest."""

    weight_decay: float = 1e-4
    schedule: Literal["one-cycle", "cosine", "constant"] = "one-cycle"
    warm_up: float = 0.0
    """Share of all steps in which a cosine or constant rate is reached from 0."""

    clip: float = 1.0
    """Largest norm of a gradient."""

    class_weights: Literal["none", "balanced"] = "none"
    """Balanced: the present of each label weigh as much as the absent."""

    sampling: Literal["films", "patients"] = "films"
    """Patients: each is drawn equally often, however many films there are of it."""

    augment: tuple[str, ...] = ()
    """Specs of augmentations, in this order."""

    defense: str = "undefended"
    """A spec, such as ``mpadvt``."""

    keep: Literal["best", "last"] = "last"
    """The weights to keep: of the best epoch by validation AUROC, or of the last."""

    patience: int = 0
    """Stop after so many epochs without a better validation AUROC; 0: never."""

    seed: int = 0

    def __post_init__(self) -> None:
        """Refuse a recipe that trains nothing."""
        for name in ("epochs", "batch_size"):
            if getattr(self, name) < 1:
                raise BadParameterError(f"{name} must be at least 1")
        for name in ("learning_rate", "clip"):
            if not 0 < getattr(self, name) < math.inf:
                raise BadParameterError(
                    f"{name} must be above 0, got {getattr(self, name):g}"
                )
        if not 0 <= self.warm_up < 1:
            raise BadParameterError(f"warm_up must lie in [0, 1), got {self.warm_up:g}")
        if self.warm_up and self.schedule == "one-cycle":
            raise BadParameterError(
                "one-cycle has its own warm-up; give warm_up with cosine or constant"
            )
        for name in ("weight_decay", "patience"):
            if not 0 <= getattr(self, name) < math.inf:
                raise BadParameterError(f"{name} must be 0 or more")
