"""How many films are attacked at once: as many as fit into memory."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self, TypeVar

from poisonkit.attacking.memory import (
    cost_of,
    fitting,
    free_memory,
    smaller,
    too_many,
)
from poisonkit.fitting import tried

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from torch import Tensor

    from poisonkit.arrays import Rows
    from poisonkit.attacks.base import Attack, Model

    T = TypeVar("T")

USUAL, MOST = 32, 256
"""Films at a time: on a processor, and tried first on an accelerator."""


@dataclass(frozen=True, kw_only=True)
class Batching:
    """So many films at a time, or fewer where they do not fit."""

    size: int
    firm: bool = False
    """Refuse if they do not fit: the user asked for them, or the result depends."""

    @classmethod
    def of(cls, model: Model, film: Tensor, attack: Attack, wish: int | None) -> Self:
        """Take *wish*, or what is usual; on a processor, measure whether it fits.

        *film* ``(1, 1, h, w)`` lies where the *model* does.
        """
        firm = bool(wish) or attack.together
        if film.device.type != "cpu":
            return cls(size=wish or (USUAL if attack.together else MOST), firm=firm)
        room = fitting(cost_of(model, film), free_memory())
        if firm and room < (wish or USUAL):
            raise too_many(wish or USUAL, room)
        return cls(size=min(wish or USUAL, room), firm=firm)

    def cut(self, rows: Rows, work: Callable[[Rows], T]) -> Iterator[T]:
        """Yield what *work* makes of *rows*, batch by batch; halve what is too much."""
        size, start = min(self.size, len(rows)), 0
        while start < len(rows):
            done = tried(work, rows[start : start + size])
            if done is None:
                size = smaller(size)
                continue
            if self.firm and size < min(self.size, len(rows)):
                raise too_many(min(self.size, len(rows)), size)
            yield done
            start += size
