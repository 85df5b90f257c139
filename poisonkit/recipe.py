"""How long and how fast a classifier is trained."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from poisonkit.errors import BadParameterError


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """How long and how fast to train."""

    epochs: int = 12
    batch_size: int = 64
    learning_rate: float = 1e-3
    weight_decay: float = 1e-4
    keep: Literal["best", "last"] = "last"
    """The weights to keep: of the best epoch by validation AUROC, or of the last."""

    seed: int = 0

    def __post_init__(self) -> None:
        """Refuse a recipe that trains nothing."""
        for name in ("epochs", "batch_size"):
            if getattr(self, name) < 1:
                raise BadParameterError(f"{name} must be at least 1")
        if not 0 < self.learning_rate < math.inf:
            raise BadParameterError(
                f"learning_rate must be above 0, got {self.learning_rate:g}"
            )
