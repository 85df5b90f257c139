"""What a table says twice of the same thing must be the same."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, TypeVar

from poisonkit.errors import BadInputError

if TYPE_CHECKING:
    from poisonkit.layouts._table import Row

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Told(Generic[T]):
    """What is told of each thing, by its name."""

    kind: str
    """What the things are, for an error: a film, a study."""

    values: dict[str, T] = field(default_factory=dict)
    _lines: dict[str, int] = field(default_factory=dict)

    def tell(self, row: Row, name: str, value: T) -> None:
        """Keep what *row* says of *name*, unless a row above says otherwise."""
        line = self._lines.setdefault(name, row.line)
        if self.values.setdefault(name, value) != value:
            raise BadInputError(
                f"{row.where}: contradicts line {line} on the same {self.kind}; "
                "leave one of them"
            )
