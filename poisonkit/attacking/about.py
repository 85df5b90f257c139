"""Some of a model's labels: what an attack is about, and what is measured."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Self, final

import torch

from poisonkit.errors import unknown
from poisonkit.objectives.base import NOWHERE, Objective

if TYPE_CHECKING:
    from collections.abc import Sequence

    from torch import Tensor

    from poisonkit.attacking.attacked import Attacked
    from poisonkit.objectives.base import Known


@final
@dataclass(frozen=True, kw_only=True)
class About(Objective):
    """An objective, of *labels* alone: no other label leads anywhere."""

    objective: Objective
    labels: tuple[str, ...]
    keep: str = ""

    @classmethod
    def of(cls, objective: Objective, labels: tuple[str, ...]) -> Self:
        """Narrow *objective*; what it keeps it keeps."""
        return cls(objective=objective, labels=labels, keep=objective.keep)

    def lead(self, known: Known) -> tuple[Tensor, Tensor]:
        """Return what the objective does, with nowhere for all other labels."""
        wanted, directions = self.objective.lead(known)
        others = torch.ones(len(known.names), dtype=torch.bool)
        others[columns_of(self.labels, known.names)] = False
        directions = directions.clone()
        directions[:, others.to(directions.device)] = NOWHERE
        return wanted, directions


def columns_of(labels: Sequence[str], names: Sequence[str]) -> list[int]:
    """Return the columns of *labels*, each of which must be one of *names*."""
    if missing := [label for label in labels if label not in names]:
        raise unknown("label", missing[0], names)
    return [list(names).index(label) for label in labels]


def narrowed(batch: Attacked, columns: Sequence[int]) -> Attacked:
    """Return what became of the decisions in *columns* alone."""
    chosen = list(columns)
    return replace(batch, before=batch.before[:, chosen], after=batch.after[:, chosen])
