"""Data sets whose labels are whatever names occur in them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from poisonkit.errors import BadParameterError
from poisonkit.layouts._cells import without
from poisonkit.layouts.base import Entry

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


@dataclass(frozen=True, kw_only=True, slots=True)
class Draft:
    """A film whose labels are names as yet."""

    file: str
    names: frozenset[str]
    patient: str | None
    meta: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Vocabulary:
    """The names that at least so many films have, in alphabetical order."""

    names: tuple[str, ...]
    notes: tuple[str, ...]

    @classmethod
    def of(
        cls, drafts: Sequence[Draft], ignore: Iterable[str], at_least: int = 1
    ) -> Vocabulary:
        """Count the names in *drafts*."""
        counts = Counter(name for draft in drafts for name in draft.names)
        kept = sorted(name for name, count in counts.items() if count >= at_least)
        rare = len(counts) - len(kept)
        note = f"{rare} labels of fewer than {at_least} films are left out"
        names = without(kept, ignore)
        return cls(names=names, notes=(note,) if rare else ())

    def entries(self, drafts: Sequence[Draft]) -> tuple[Entry, ...]:
        """Return the films with a 1 or a 0 for each name."""
        labels = {
            names: tuple(int(name in names) for name in self.names)
            for names in {draft.names for draft in drafts}
        }
        return tuple(
            Entry(
                file=draft.file,
                labels=labels[draft.names],
                patient=draft.patient,
                meta=draft.meta,
            )
            for draft in drafts
        )


def positive(at_least: int) -> None:
    """Refuse a number of films below one."""
    if at_least < 1:
        raise BadParameterError(f"at_least must be at least 1, got {at_least}")
