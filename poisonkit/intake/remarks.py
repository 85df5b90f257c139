"""What a user should know of how the films of a source were taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from poisonkit.intake.taken import alone
from poisonkit.patients import straddling

if TYPE_CHECKING:
    from poisonkit.datasetfile import Columns
    from poisonkit.intake.assembly import Assembly
    from poisonkit.patients import Disguise


def remarks(assembly: Assembly, columns: Columns, disguise: Disguise) -> list[str]:
    """Return one sentence for each thing that a user might not expect."""
    said = assembly.said().most_common()
    notes = [f"{count:,} film{'s' * (count != 1)}: {note}" for note, count in said]
    if assembly.reused:
        notes.append(f"{assembly.reused} unchanged films were not decoded again")
    if _nameless(columns, disguise):
        notes.append("no patient numbers: each film counts as a patient of its own")
    elif len(set(columns.patients)) == 1:
        notes.append("all films are of one patient: nothing can be split by patient")
    if not any(entry.split for entry, _ in assembly.kept):
        notes.append("no splits given: 70 % train, 10 % validation, 20 % test")
    if torn := straddling(columns.patients, columns.split.tolist()):
        notes.append(f"{torn} patients have films in more than one split")
    empty = [
        name
        for name, column in zip(columns.label_names, columns.labels.T, strict=True)
        if not (column == 1).any()
    ]
    if empty:
        notes.append(f"labels without a positive: {', '.join(empty)}")
    return notes


def _nameless(columns: Columns, disguise: Disguise) -> bool:
    pairs = zip(columns.ids, columns.patients, strict=True)
    return all(disguise.name(alone(id_)) == patient for id_, patient in pairs)
