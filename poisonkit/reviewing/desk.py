"""An audit on the desk: its suspects, their films, and what is said of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from poisonkit.auditfile import AuditRecord
from poisonkit.dataset import CxrDataset
from poisonkit.errors import BadInputError
from poisonkit.evidencefile import EvidenceFile
from poisonkit.reviewing.neighbours import Neighbours
from poisonkit.reviewing.sight import Sight, asked_by
from poisonkit.reviewing.store import Store
from poisonkit.reviewing.suspects import check_suspects, suspects_of

if TYPE_CHECKING:
    from pathlib import Path

    from poisonkit.checkpoint import Run
    from poisonkit.reviewing.decision import Said
    from poisonkit.reviewing.suspects import Suspect

_DATA, _PROBE, _EVIDENCE = "data.h5", "probe", "evidence.h5"


@dataclass(frozen=True, kw_only=True)
class Desk:
    """Everything that a review needs."""

    record: AuditRecord
    data: CxrDataset
    suspects: tuple[Suspect, ...]
    store: Store
    neighbours: Neighbours
    sight: Sight
    films: Path | None
    """The folder of films that became the data set, for all their own pixels."""

    reviewer: str
    """Who reviews, unless the page is told otherwise."""

    @classmethod
    def open(
        cls,
        folder: Path,
        *,
        data: Path | None = None,
        films: Path | None = None,
        model: Run | None = None,
        reviewer: str = "",
    ) -> Self:
        """Open the audit in *folder*; *data* is needed if the audit kept none.

        So is the *model* that it asked, unless that was a probe of its own.
        """
        record = AuditRecord.read(folder)
        dataset = CxrDataset.open(_place_of(folder, data))
        check_suspects(record, dataset, folder)
        if films is not None and not films.is_dir():
            raise BadInputError(f"{films} is no folder of films")
        suspects = tuple(suspects_of(record))
        evidence = _evidence(folder / _EVIDENCE, record)
        return cls(
            record=record,
            data=dataset,
            suspects=suspects,
            store=Store.open(folder, record.data_digest),
            neighbours=Neighbours(dataset, [one.row for one in suspects], evidence),
            sight=Sight(dataset, asked_by(record, folder / _PROBE, model)),
            films=films,
            reviewer=reviewer,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.store.close()

    def say(self, told: list[Said]) -> None:
        """Keep what a reviewer says, if it can be said of these suspects."""
        rows = {suspect.row for suspect in self.suspects}
        for said in told:
            said.check(rows, len(self.data.label_names))
        self.store.add(told)

    def about(self) -> dict[str, Any]:
        """Return what the page needs to begin, as JSON holds it."""
        return {
            "digest": self.record.data_digest,
            "summary": self.record.summary,
            "labels": self.data.label_names,
            "films": self.films is not None,
            "probe": self.sight.can,
            "reviewer": self.reviewer,
            "findings": [
                {
                    "id": one.id,
                    "code": one.code,
                    "kind": one.kind,
                    "severity": one.severity,
                    "label": one.label,
                    "direction": one.direction,
                    "films": len(one.samples),
                    "notes": one.notes,
                }
                for one in self.record.findings
            ],
            "suspects": [self._about(one) for one in self.suspects],
        }

    def _about(self, one: Suspect) -> list[Any]:
        """Return a suspect as a list: ten thousand of them fit into a megabyte."""
        labels = self.data.labels[one.row].tolist()
        suspicion = round(one.suspicion, 4)
        return [one.row, one.image, suspicion, one.findings, labels, one.box]


def _place_of(folder: Path, data: Path | None) -> Path:
    place = data or folder / _DATA
    if data is None and not place.exists():
        raise BadInputError(
            f"{folder} keeps no data set, since a file was audited: name that file "
            f"with --data"
        )
    if place.is_dir():
        raise BadInputError(f"{place} is a folder; give the data set (.h5) itself")
    return place


def _evidence(path: Path, record: AuditRecord) -> EvidenceFile | None:
    """Return what a model showed of the films, if one was asked."""
    if record.model_digest is None or not path.exists():
        return None
    file = EvidenceFile.open(path)
    if file.data_digest != record.data_digest:
        raise BadInputError(f"{path} is the evidence of another data set")
    return file
