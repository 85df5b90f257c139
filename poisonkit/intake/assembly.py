"""From a table and the films that were taken to the columns of a data set."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from poisonkit.dataset import Split
from poisonkit.datasetfile import Columns
from poisonkit.intake.taken import BETWEEN, NOTES
from poisonkit.lineage import Lineage, digest_array, digest_text
from poisonkit.listing import Quarantined

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from poisonkit.intake.taken import Taken
    from poisonkit.layouts.base import Entry, Table


@dataclass(frozen=True, kw_only=True)
class Assembly:
    """What became of each entry of a table, without the pixels."""

    table: Table
    films: Sequence[Taken]
    """One per table entry, in its order."""

    @property
    def kept(self) -> list[tuple[Entry, Taken]]:
        """The entries whose film could be read."""
        pairs = zip(self.table.entries, self.films, strict=True)
        return [(entry, film) for entry, film in pairs if film.digest]

    @property
    def reused(self) -> int:
        """How many films came from an older data set."""
        return sum(film.reused for film in self.films)

    def refused(self) -> list[Quarantined]:
        """Return every file and table row that is not kept."""
        pairs = zip(self.table.entries, self.films, strict=True)
        unreadable = [
            Quarantined(path=entry.id, reason=film.reason, detail=film.detail)
            for entry, film in pairs
            if not film.digest
        ]
        return [*self.table.quarantined, *unreadable]

    def columns(
        self,
        preprocessing: Mapping[str, Any],
        parameters: Mapping[str, Any],
        seed: int,
    ) -> Columns:
        """Return everything but the pixels."""
        kept = self.kept
        labels = np.array([entry.labels for entry, _ in kept], np.int8)
        labels = labels.reshape(len(kept), len(self.table.label_names))
        splits = [Split[film.split.upper()] for _, film in kept]
        return Columns(
            label_names=self.table.label_names,
            labels=labels,
            ids=tuple(entry.id for entry, _ in kept),
            patients=tuple(film.patient for _, film in kept),
            split=np.array(splits, np.uint8),
            digests=tuple(film.digest for _, film in kept),
            fingerprints=tuple(film.fingerprint for _, film in kept),
            preprocessing=preprocessing,
            lineage=Lineage(
                stage="ingest",
                parameters=parameters,
                inputs={
                    "films": digest_text(
                        part for entry, film in kept for part in (entry.id, film.source)
                    ),
                    "labels": digest_array(labels),
                },
                seed=seed,
            ),
            meta=_meta([film.meta for _, film in kept]),
        )

    def said(self) -> Counter[str]:
        """Return how many films each note of a reader is about."""
        return Counter(
            note
            for film in self.films
            for note in film.meta.get(NOTES, "").split(BETWEEN)
            if note
        )


def _meta(facts: Sequence[Mapping[str, str]]) -> dict[str, tuple[str, ...]]:
    names = sorted({name for row in facts for name in row})
    return {name: tuple(row.get(name, "") for row in facts) for name in names}
