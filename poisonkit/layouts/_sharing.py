"""One object for equal values: 112,120 rows hold few different ones."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


@dataclass(frozen=True)
class Shared:
    """Hands out the same tuple and the same mapping again for equal contents."""

    _labels: dict[tuple[int, ...], tuple[int, ...]] = field(default_factory=dict)
    _meta: dict[tuple[tuple[str, str], ...], Mapping[str, str]] = field(
        default_factory=dict
    )

    def labels(self, values: Iterable[int]) -> tuple[int, ...]:
        """Return the labels as a tuple."""
        found = tuple(values)
        return self._labels.setdefault(found, found)

    def meta(self, **facts: str) -> Mapping[str, str]:
        """Return the *facts* that are told."""
        told = tuple((name, text) for name, text in facts.items() if text)
        return self._meta.setdefault(told, dict(told))
