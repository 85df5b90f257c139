"""An earlier audit of some of the same films: what it saw need not be seen again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np

from poisonkit.auditfile import FINDINGS, AuditRecord
from poisonkit.delivery import Delivery
from poisonkit.errors import BadInputError
from poisonkit.evidencefile import EvidenceFile
from poisonkit.filmlist import FilmList
from poisonkit.knownevidence import Known
from poisonkit.lineage import digest_file

if TYPE_CHECKING:
    from pathlib import Path

    from poisonkit.arrays import Rows
    from poisonkit.dataset import CxrDataset


@dataclass(frozen=True, kw_only=True)
class Earlier:
    """The folder of an earlier audit, beside the data set that is audited now."""

    folder: Path
    record: AuditRecord
    films: FilmList
    rows: Rows
    """(n,): the earlier row of each film of the data set; -1 of a new one."""

    @classmethod
    def beside(cls, data: CxrDataset, folder: Path) -> Self:
        """Compare *data* with what the audit in *folder* saw.

        `BadInputError` if it saw other labels or films that were made otherwise, or
        was made by another version.
        """
        record, films = AuditRecord.read(folder), FilmList.read(folder)
        own = FilmList.of(data)
        if unlike := films.unlike(own):
            raise BadInputError(f"{folder} is an audit {unlike}; audit without --since")
        return cls(folder=folder, record=record, films=films, rows=films.rows_of(own))

    def delivery(self) -> Delivery:
        """Return which films are new."""
        return Delivery(
            rows=np.flatnonzero(self.rows < 0),
            known=self.record.findings,
            audit=digest_file(self.folder / FINDINGS),
        )

    def evidence(self, name: str, model_digest: str) -> Known | None:
        """Return what the model showed, from the file *name*, if it was the same."""
        path = self.folder / name
        if not path.exists():
            return None
        file = EvidenceFile.open(path)
        if (file.data_digest, len(file.logits)) != (
            self.record.data_digest,
            len(self.films.images),
        ):
            raise BadInputError(f"{path} is the evidence of another data set")
        if file.model_digest != model_digest:
            return None
        return Known(file=file, rows=self.rows)
