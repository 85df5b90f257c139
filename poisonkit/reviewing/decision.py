"""What a reviewer says of a suspect: one event, which is never changed.

Whoever reviews gives each event a key of its own.  Telling it twice, because an answer
was lost, is then telling it once.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from pydantic import ConfigDict, TypeAdapter, ValidationError, with_config

from poisonkit.arrays import UNKNOWN
from poisonkit.errors import BadInputError

if TYPE_CHECKING:
    from collections.abc import Container

_KEY = re.compile(r"[0-9a-f-]{8,64}")
_LONGEST_NAME, _LONGEST_COMMENT = 80, 4000
_LABELS = {UNKNOWN, 0, 1}


class Kind(StrEnum):
    """What an event says."""

    ACCEPT = "accept"
    """It is poison: the film goes."""

    REJECT = "reject"
    """It is innocent: the film stays."""

    RELABEL = "relabel"
    """The film stays, with other labels."""

    UNSURE = "unsure"
    COMMENT = "comment"
    UNDO = "undo"


@with_config(ConfigDict(strict=True, extra="forbid"))
@dataclass(frozen=True, kw_only=True)
class Said:
    """One event as it is told."""

    key: str
    reviewer: str
    row: int
    """Of the film in the data set."""

    kind: str
    labels: list[int] | None = None
    """One per label of the data set: 1, 0 or -1; for `Kind.RELABEL` alone."""

    comment: str = ""
    """For `Kind.COMMENT` alone; an empty one takes the comment away."""

    undoes: str = ""
    """The key of the event that holds no more; for `Kind.UNDO` alone."""

    def check(self, rows: Container[int], labels: int) -> None:
        """Refuse what cannot be said of suspects in *rows* with so many *labels*."""
        named = self.reviewer.strip()
        wrong = {
            "key": not _KEY.fullmatch(self.key),
            "reviewer": not 0 < len(named) <= _LONGEST_NAME or not named.isprintable(),
            "row": self.row not in rows,
            "kind": self.kind not in list(Kind),
            "labels": self._strange_labels(labels),
            "comment": self._strange_comment(),
            "undoes": bool(self.undoes) != (self.kind == Kind.UNDO),
        }
        for part, strange in wrong.items():
            if strange:
                raise BadInputError(f"this cannot be decided: its {part} is not valid")

    def _strange_comment(self) -> bool:
        if self.kind != Kind.COMMENT:
            return bool(self.comment)
        half = any("\ud800" <= letter <= "\udfff" for letter in self.comment)
        return len(self.comment) > _LONGEST_COMMENT or half

    def _strange_labels(self, count: int) -> bool:
        if self.kind != Kind.RELABEL:
            return self.labels is not None
        told = self.labels or []
        return len(told) != count or not set(told) <= _LABELS


@dataclass(frozen=True, kw_only=True)
class Event:
    """One event as it is kept."""

    number: int
    """Its place in the order in which events arrived, from one."""

    key: str
    reviewer: str
    row: int
    kind: Kind
    labels: tuple[int, ...]
    comment: str
    undoes: str
    at: str
    """When it arrived: UTC, to the second."""


def parse(told: bytes) -> list[Said]:
    """Return the events in *told*, a JSON list, or say what is wrong with it."""
    try:
        return TypeAdapter(list[Said]).validate_json(told)
    except ValidationError as error:
        where = ".".join(str(part) for part in error.errors()[0]["loc"])
        raise BadInputError(f"this is no decision: see {where or 'its form'}") from None
