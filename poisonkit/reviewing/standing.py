"""What holds now: events replayed, and what reviewers agree on."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from poisonkit.reviewing.decision import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from poisonkit.reviewing.decision import Event


@dataclass(kw_only=True)
class Standing:
    """What one reviewer says of one film."""

    decision: Event | None = None
    comment: str = ""


def standings(events: Sequence[Event]) -> dict[int, dict[str, Standing]]:
    """Return what holds, by row and reviewer: the last word that was not undone."""
    undone = {event.undoes for event in events}
    found: dict[int, dict[str, Standing]] = defaultdict(dict)
    for event in events:
        if event.kind == Kind.UNDO or event.key in undone:
            continue
        one = found[event.row].setdefault(event.reviewer, Standing())
        if event.kind == Kind.COMMENT:
            one.comment = event.comment
        else:
            one.decision = event
    return dict(sorted(found.items()))


@dataclass(frozen=True, kw_only=True)
class Ruling:
    """What becomes of one film that somebody decided on."""

    row: int
    kind: Kind
    """What all who decided say; `Kind.UNSURE` where they differ."""

    labels: tuple[int, ...]
    """What all of them say, for `Kind.RELABEL`."""

    said: Mapping[str, str]
    """Each reviewer's own decision."""

    comments: Mapping[str, str] = field(default_factory=dict)

    @property
    def disputed(self) -> bool:
        """Whether reviewers differ: in the decision, or in the labels they give."""
        return self.kind == Kind.UNSURE and set(self.said.values()) != {Kind.UNSURE}


def rulings(events: Sequence[Event]) -> dict[int, Ruling]:
    """Return what becomes of each row: what all who decided on it agree on.

    One against another is no ground to change a data set: the film stays as it is.
    """
    found = {}
    for row, by_reviewer in standings(events).items():
        decided = {
            name: one.decision for name, one in by_reviewer.items() if one.decision
        }
        if decided:
            comments = {
                name: one.comment for name, one in by_reviewer.items() if one.comment
            }
            found[row] = _ruling(row, decided, comments)
    return found


def _ruling(
    row: int, decided: Mapping[str, Event], comments: Mapping[str, str]
) -> Ruling:
    words = {(event.kind, event.labels) for event in decided.values()}
    kind, labels = words.pop() if len(words) == 1 else (Kind.UNSURE, ())
    return Ruling(
        row=row,
        kind=kind,
        labels=labels,
        said={name: event.kind.value for name, event in sorted(decided.items())},
        comments=dict(sorted(comments.items())),
    )
