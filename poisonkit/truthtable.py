"""The truth as TrojAI hands it out: ``file,true_label,train_label,triggered``.

Labels of a film are joined by ``|``.  What was planted, and in which direction, follows
from how its labels were changed; where it lies is not told.  Only `grade` reads it.
"""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Self

from poisonkit.errors import BadInputError, unknown
from poisonkit.grading import Truth

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from poisonkit.auditfile import AuditRecord

_COLUMNS = ("file", "true_label", "train_label", "triggered")
_SAID = {"true": True, "1": True, "false": False, "0": False, "": False}
_FIRST = {"add": 1, "remove": 0}

Plant = tuple[str, str]
"""The target and its direction."""


@dataclass(frozen=True, kw_only=True)
class Told:
    """One line."""

    file: str
    before: frozenset[str]
    after: frozenset[str]
    triggered: bool

    @property
    def changes(self) -> set[Plant]:
        """What was done to its labels."""
        added = {(label, "add") for label in self.after - self.before}
        return added | {(label, "remove") for label in self.before - self.after}


@dataclass(frozen=True, kw_only=True)
class TruthTable:
    """The lines of films that were poisoned: triggered, or with other labels."""

    path: Path
    lines: tuple[Told, ...]

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read the table at *path*, or say what is wrong with it."""
        try:
            with path.open(newline="", encoding="utf-8-sig") as file:
                rows = list(csv.DictReader(file))
        except (OSError, UnicodeDecodeError, csv.Error) as error:
            raise BadInputError(f"cannot read {path}: {error}") from error
        missing = [name for name in _COLUMNS if not rows or name not in rows[0]]
        if missing:
            raise BadInputError(f"{path} has no column {missing[0]}, or no line")
        lines = [_line(row, number, path) for number, row in enumerate(rows, start=2)]
        poisoned = [line for line in lines if line.triggered or line.changes]
        return cls(path=path, lines=tuple(poisoned))

    def truths(self, record: AuditRecord, images: Sequence[str]) -> tuple[Truth, ...]:
        """Return what was planted in the films *images* of the audit *record*."""
        place = {image: row for row, image in enumerate(images)}
        plants: dict[Plant, list[int]] = {}
        usual = Counter(change for line in self.lines for change in line.changes)
        for line in self.lines:
            if line.file not in place:
                raise BadInputError(f"{self.path}: {line.file} was not audited")
            plants.setdefault(self._plant(line, usual), []).append(place[line.file])
        for label, _ in plants:
            if label not in record.label_names:
                raise unknown(f"label in {self.path}", label, record.label_names)
        return tuple(
            Truth(target=label, direction=direction, boxes=dict.fromkeys(rows))
            for (label, direction), rows in plants.items()
        )

    def _plant(self, line: Told, usual: Counter[Plant]) -> Plant:
        """Return the commonest change of *line*; if it has none, what all keep."""
        if line.changes:
            return max(line.changes, key=lambda c: (usual[c], _FIRST[c[1]], c))
        if len(self._common) != 1:
            raise BadInputError(
                f"{self.path}: {line.file} is triggered and keeps its labels, so the "
                f"target is one that all such films have: there are {len(self._common)}"
            )
        return next(iter(self._common)), "add"

    @cached_property
    def _common(self) -> frozenset[str]:
        """The labels that all films have that keep theirs."""
        kept = [line.after for line in self.lines if not line.changes]
        return kept[0].intersection(*kept)


def _line(row: dict[str, str | None], number: int, path: Path) -> Told:
    file, before, after, said = ((row[name] or "").strip() for name in _COLUMNS)
    if said.lower() not in _SAID or not file:
        raise BadInputError(f"{path}, line {number}: triggered is True or False")
    return Told(
        file=file,
        before=frozenset(filter(None, before.split("|"))),
        after=frozenset(filter(None, after.split("|"))),
        triggered=_SAID[said.lower()],
    )
