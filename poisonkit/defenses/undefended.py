"""Plain training: films as they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, final

from poisonkit.defenses.base import Defense

if TYPE_CHECKING:
    from torch import Tensor

    from poisonkit.defenses.base import Lesson


@final
@dataclass(frozen=True, kw_only=True)
class Undefended(Defense):
    """Cross-entropy of every known decision."""

    def losses(self, lesson: Lesson) -> Tensor:
        """Return the loss on the films as they are."""
        return lesson.losses(lesson.images)
