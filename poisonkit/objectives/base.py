"""What every objective promises: which decisions an attack shall change, and how."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch

from poisonkit.attacks.base import Goal
from poisonkit.errors import BadParameterError, unknown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from torch import Tensor

AWAY, TOWARDS, NOWHERE = 1, -1, 0


@dataclass(frozen=True, kw_only=True)
class Known:
    """What an objective knows of n images."""

    labels: Tensor
    """(n, l): 1 present, 0 absent, -1 unknown."""

    decisions: Tensor
    """(n, l): True where the model says present of the clean image."""

    names: Sequence[str]
    """The l labels."""

    kept: Sequence[str] = ()
    """Those whose decisions shall stay."""

    def column(self, name: str, *, wanted_by: str) -> int:
        """Return the column of the label called *name*, which an objective needs."""
        if not name:
            raise BadParameterError(
                f"{wanted_by} needs a label: {wanted_by}:label=LABEL"
            )
        if name in self.kept:
            raise BadParameterError(f"{wanted_by} shall change {name} and keep it, too")
        if name not in self.names:
            raise unknown("label", name, self.names)
        return self.names.index(name)

    def columns(self, joined: str) -> list[int]:
        """Return the columns of labels *joined* by ``+``; none for an empty text."""
        return [self.names.index(name) for name in split(joined, self.names)]


def split(joined: str, names: Sequence[str]) -> list[str]:
    """Return the labels in *joined*, each of which must be one of *names*.

    A label with a plus of its own can be given alone.
    """
    if joined in names:
        return [joined]
    wanted = [name.strip() for name in joined.split("+")] if joined.strip() else []
    if missing := [name for name in wanted if name not in names]:
        raise unknown("label", missing[0], names)
    return wanted


class Objective(ABC):
    """Turns labels and decisions into the goal of an attack."""

    keep: str
    """Labels joined by ``+`` whose decisions on the clean image shall stay."""

    @abstractmethod
    def lead(self, known: Known) -> tuple[Tensor, Tensor]:
        """Return labels and directions ``(n, l)``: away from them, towards, nowhere."""

    def aim(self, labels: Tensor, decisions: Tensor, names: Sequence[str]) -> Goal:
        """Return the goal for images of *labels* and clean *decisions* ``(n, l)``.

        What shall change weighs 1 for each image, shared evenly between its labels; so
        does each label that shall stay.  An image of which nothing shall change has
        the weight 0, but for what shall stay.
        """
        kept = split(self.keep, names)
        if set(names) <= set(kept):
            raise BadParameterError(f"keep={self.keep} leaves no label to change")
        known = Known(
            labels=labels.to(decisions.device),
            decisions=decisions,
            names=tuple(names),
            kept=tuple(kept),
        )
        wanted, directions = (each.float() for each in self.lead(known))
        columns = known.columns(self.keep)
        wanted[:, columns] = decisions[:, columns].float()
        directions[:, columns] = NOWHERE
        weights = directions / directions.abs().sum(1, keepdim=True).clamp(min=1)
        weights[:, columns] = TOWARDS
        return Goal(labels=wanted, weights=weights)


def only(column: int, rows: Tensor, direction: int, like: Tensor) -> Tensor:
    """Return directions ``(n, l)`` like *like*: one, in one *column*, for *rows*."""
    directions = torch.zeros_like(like)
    directions[:, column] = direction * rows.to(like)
    return directions
