"""A length on a film: in pixels, in millimetres, or as a share of its height.

3       pixels
12mm    millimetres, where the film's pixel spacing is known
4%      of the film's height
"""

from __future__ import annotations

import dataclasses
import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self, TypeVar

from poisonkit.errors import BadParameterError

if TYPE_CHECKING:
    from collections.abc import Iterator

T = TypeVar("T")

_SHAPE = re.compile(r"([0-9]+(?:\.[0-9]+)?) ?(px|mm|%)?")


@dataclass(frozen=True)
class Length:
    """A *value* zero or larger, and its *unit*: ``px``, ``mm`` or ``%``."""

    value: float
    unit: str = "px"

    @classmethod
    def parse(cls, value: Any) -> Self:
        """Read what stands in a spec, or say what may stand there."""
        match = _SHAPE.fullmatch(str(value).strip())
        if isinstance(value, bool) or match is None:
            raise BadParameterError(
                f"must be a length such as 3 (pixels), 12mm or 4%, got {value!r}"
            )
        return cls(float(match[1]), match[2] or "px")

    def __str__(self) -> str:
        return f"{self.value:g}{'' if self.unit == 'px' else self.unit}"

    def pixels(self, height: int, *, least: int = 1) -> int:
        """Return whole pixels on a film of that *height*, never fewer than *least*."""
        if self.unit == "mm":
            raise BadParameterError(
                f"{self} needs films whose pixel spacing is known: DICOM, and a folder "
                "to write to; elsewhere give pixels, or a share such as 4%"
            )
        exact = self.value * height / 100 if self.unit == "%" else self.value
        return max(math.floor(exact + 0.5), least)


def scaled(thing: T, spacing: float) -> T:
    """Return *thing*, a dataclass, with its mm as pixels of *spacing* mm each."""
    lengths = {
        name: Length(value.value / spacing) for name, value in _millimetres(thing)
    }
    replace: Any = dataclasses.replace
    changed: T = replace(thing, **lengths) if lengths else thing
    return changed


def needs_spacing(thing: object) -> bool:
    """Return whether *thing*, a dataclass, has a length in mm."""
    return any(_millimetres(thing))


def _millimetres(thing: object) -> Iterator[tuple[str, Length]]:
    assert dataclasses.is_dataclass(thing)
    for each in dataclasses.fields(thing):
        value = getattr(thing, each.name)
        if isinstance(value, Length) and value.unit == "mm":
            yield each.name, value
