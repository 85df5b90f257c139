"""What several readers say of the same film."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from poisonkit.errors import BadInputError
from poisonkit.layouts._cells import number, yes_or_no
from poisonkit.layouts._table import Row, fold, header_of, rows_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

NONE = "no finding"
_CONSENSUS = "consensus"
_FILM = ("image id",)
_NUMBERS = {"image id", "rad id"}


@dataclass(kw_only=True, slots=True)
class Ballot:
    """One film's readers, each with the labels that he or she saw."""

    row: Row
    """The first that names the film."""

    split: str | None
    readers: dict[str, set[str]] = field(default_factory=dict)

    def votes(self) -> Counter[str]:
        """Return how many readers saw each label."""
        return Counter(name for seen in self.readers.values() for name in seen)

    def majority(self, names: Sequence[str]) -> list[int]:
        """Return 1 for each label that more than half of the readers saw."""
        votes = self.votes()
        return [int(2 * votes[name] > len(self.readers)) for name in names]

    def dissent(self, names: Sequence[str]) -> str:
        """Return the votes on the labels on which the readers disagree."""
        votes, voters = self.votes(), len(self.readers)
        return "|".join(
            f"{name} {votes[name]}/{voters}"
            for name in names
            if 0 < votes[name] < voters
        )


@dataclass(frozen=True, kw_only=True)
class Ballots:
    """The votes on all films, by table and film, and the labels voted on."""

    films: dict[tuple[str, str], Ballot] = field(default_factory=dict)
    _order: dict[str, float] = field(default_factory=dict)

    def names(self) -> tuple[str, ...]:
        """Return the labels in the source's order."""
        return tuple(sorted(self._order, key=lambda name: self._order[name]))

    def columns(self, path: Path, split: str | None) -> None:
        """Read a table with one column per label and one row per film and reader."""
        header = [name for name in header_of(path, _FILM) if name]
        names = [n for n in header if fold(n) not in {*_NUMBERS, NONE}]
        if self._order and set(names) != set(self._order):
            raise BadInputError(f"{path}, line 1: its labels are not the other table's")
        self._order.update({name: place for place, name in enumerate(names)})
        for row in rows_of(path, _FILM):
            seen = self._seen(row, split)
            seen.update(name for name in names if yes_or_no(row, fold(name)))

    def findings(self, path: Path) -> None:
        """Read a table with one row per finding that a reader saw."""
        for row in rows_of(path, ("image id", "class name", "class id", "rad id")):
            seen, name = self._seen(row, None), row["class name"]
            if fold(name) == NONE:
                continue
            seen.add(name)
            if self._order.setdefault(name, place := number(row, "class id")) != place:
                raise BadInputError(f"{row.where}: class_name and class_id disagree")

    def _seen(self, row: Row, split: str | None) -> set[str]:
        """Return the labels that the reader of *row* has seen on its film."""
        key = row.table, row["image id"]
        if key not in self.films:
            self.films[key] = Ballot(row=row, split=split)
        reader = row.get("rad id") or _CONSENSUS
        return self.films[key].readers.setdefault(reader, set())
