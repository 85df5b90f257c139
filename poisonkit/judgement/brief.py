"""What an audit is told: how it is to be made, and which model bears witness."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from poisonkit.errors import BadParameterError
from poisonkit.spec import Spec

if TYPE_CHECKING:
    from pathlib import Path

    from poisonkit.checkpoint import Run
    from poisonkit.eyes import CanaryResult


@dataclass(frozen=True, kw_only=True)
class Witness:
    """A model that was trained on the suspected data, and what it showed of them."""

    run: Run | None
    """None: it stayed where it is, and nothing can be tried on it."""

    evidence: Path
    canaries: tuple[CanaryResult, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Brief:
    """How an audit is to be made."""

    detectors: tuple[str, ...]
    alpha: float = 0.05
    """False-discovery rate at which a measurement becomes an accusation."""

    seed: int = 0

    def __post_init__(self) -> None:
        """Refuse an alpha that accuses nobody or everybody, and a detector twice."""
        if not 0 < self.alpha < 1:
            raise BadParameterError(f"alpha must lie between 0 and 1: {self.alpha}")
        names = [Spec.parse(text).name for text in self.detectors]
        for name in names:
            if names.count(name) > 1:
                raise BadParameterError(f"the detector {name} is asked for twice")
