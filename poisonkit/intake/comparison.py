"""A row of a data set beside the entry and the file that it was made from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from poisonkit.dataset import CxrDataset, Split
from poisonkit.errors import BadInputError, UnreadableFileError
from poisonkit.intake.commission import key_mark
from poisonkit.intake.filming import Filming
from poisonkit.patients import Disguise, patient_key
from poisonkit.preparation import Preparation

if TYPE_CHECKING:
    from pathlib import Path

    from poisonkit.intake.sources import Order
    from poisonkit.layouts.base import Entry


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """Knows what a row should be, as far as that takes no decoding."""

    data: CxrDataset
    filming: Filming

    @classmethod
    def of(cls, data: CxrDataset, folder: Path, order: Order) -> Self:
        """Compare *data* with what lies in *folder*, under the key it was made with."""
        key = patient_key(order.key, make=False)
        disguise = Disguise(key=key, seed=data.lineage.seed or 0)
        made_by = data.lineage.parameters.get("key")
        if data.lineage.stage != "ingest" or not data.fingerprints:
            raise BadInputError(f"{data.path} is not as an ingest left it")
        if made_by != key_mark(disguise):
            raise BadInputError(
                f"{data.path} was made with another patient key; name that with --key"
            )
        preparation = Preparation(size=int(data.images.shape[1]), bits=8)
        filming = Filming(folder=folder, preparation=preparation, disguise=disguise)
        return cls(data=data, filming=filming)

    def changed(self, row: int, entry: Entry) -> bool:
        """Return whether the film's file, or what its table says of it, is another."""
        try:
            return self.filming.fingerprint(entry) != self.data.fingerprints[row]
        except (UnreadableFileError, OSError):
            return True

    def relabelled(self, row: int, entry: Entry) -> bool:
        """Return whether labels, patient or split are not those of the table.

        A patient whom only the film names is compared when the film is read again.
        """
        if self.data.labels[row].tolist() != list(entry.labels):
            return True
        disguise, split = self.filming.disguise, Split(self.data.split[row])
        if entry.patient is None:
            given = entry.split in {each.name.lower() for each in Split}
            return given and entry.split != split.name.lower()
        name = disguise.name(entry.patient)
        there = disguise.split(entry.patient, entry.split)
        return (name, there) != (self.data.patients[row], split.name.lower())
