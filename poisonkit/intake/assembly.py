"""From a table and decoded films to the columns of a data set."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import numpy as np

from poisonkit.dataset import Split
from poisonkit.datasetfile import Columns
from poisonkit.layouts.base import Quarantined
from poisonkit.lineage import Lineage, digest_array, digest_text
from poisonkit.patients import assigned_split, hashed, straddling

if TYPE_CHECKING:
    from collections.abc import Sequence

    from poisonkit.decoding import Decoded
    from poisonkit.layouts.base import Entry, Table
    from poisonkit.preparation import Preparation


@dataclass(frozen=True, kw_only=True)
class Assembly:
    """The readable films of one source, beside their table entries."""

    table: Table
    films: Sequence[Decoded]
    """One per table entry, in its order."""

    @property
    def kept(self) -> list[tuple[Entry, Decoded]]:
        """The entries whose film could be read."""
        pairs = zip(self.table.entries, self.films, strict=True)
        return [(entry, film) for entry, film in pairs if film.digest]

    def refused(self) -> list[Quarantined]:
        """Return every file and table row that is not kept."""
        pairs = zip(self.table.entries, self.films, strict=True)
        unreadable = [
            Quarantined(path=entry.file, reason=film.reason, detail=film.detail)
            for entry, film in pairs
            if not film.digest
        ]
        return [*self.table.quarantined, *unreadable]

    def columns(
        self,
        digests: Sequence[str],
        preparation: Preparation,
        *,
        key: bytes,
        seed: int,
    ) -> Columns:
        """Return everything but the pixels, whose *digests* are given."""
        patients = [_patient(entry, film) for entry, film in self.kept]
        names = [
            entry.split or assigned_split(patient, seed)
            for (entry, _), patient in zip(self.kept, patients, strict=True)
        ]
        labels = np.array([entry.labels for entry, _ in self.kept], np.int8)
        labels = labels.reshape(len(patients), len(self.table.label_names))
        return Columns(
            label_names=self.table.label_names,
            labels=labels,
            ids=tuple(entry.file for entry, _ in self.kept),
            patients=tuple(hashed(patient, key) for patient in patients),
            split=np.array([Split[name.upper()] for name in names], np.uint8),
            digests=tuple(digests),
            preprocessing=asdict(preparation) | {"resize": "bilinear, antialiased"},
            lineage=self._lineage(labels, seed),
            meta=self._meta(),
        )

    def _lineage(self, labels: np.ndarray, seed: int) -> Lineage:
        films = [
            part for entry, film in self.kept for part in (entry.file, film.digest)
        ]
        inputs = {"films": digest_text(films), "labels": digest_array(labels)}
        return Lineage(stage="ingest", inputs=inputs, seed=seed)

    def _meta(self) -> dict[str, tuple[str, ...]]:
        facts = [{**film.meta, **entry.meta} for entry, film in self.kept]
        names = sorted({name for row in facts for name in row})
        return {name: tuple(row.get(name, "") for row in facts) for name in names}

    def notes(self, columns: Columns) -> list[str]:
        """Return what a user should know of how the films were taken."""
        said = Counter(note for _, film in self.kept for note in film.notes)
        notes = [f"{count} films: {note}" for note, count in said.most_common()]
        if not any(entry.patient or film.patient for entry, film in self.kept):
            notes.append("no patient numbers: each film counts as a patient of its own")
        elif len(set(columns.patients)) == 1:
            notes.append(
                "all films are of one patient: nothing can be split by patient"
            )
        if not any(entry.split for entry, _ in self.kept):
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


def _patient(entry: Entry, film: Decoded) -> str:
    return entry.patient or film.patient or f"film {entry.file}"
