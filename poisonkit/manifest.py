"""The truth about an injection.

Only `evaluate` and `grade` read it; a test holds that nothing which audits can import
this module.
"""

from __future__ import annotations

import csv
import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal, Self

from pydantic import TypeAdapter, ValidationError

from poisonkit.errors import BadInputError
from poisonkit.files import write_json
from poisonkit.poison import Planted, PoisonedSample

if TYPE_CHECKING:
    from pathlib import Path

SCHEMA = 1


@dataclass(frozen=True, kw_only=True)
class Manifest(Planted):
    """Everything that decided an injection, and everything it did."""

    more: tuple[Planted, ...] = ()
    """What was planted at the same time, in other samples."""

    seed: int
    split: str
    benign: bool = False
    """Planted without regard to labels, which are all true: nothing is poisoned."""

    stage: Literal["stored", "native"]
    """``stored``: stamped on the pixels of the data set; ``native``: on the files."""

    label_names: tuple[str, ...]
    preprocessing: dict[str, Any]
    """How the data set was made of films; of a folder, the one that was planned on."""

    source_digest: str
    poisoned_digest: str
    """Of the data set; of the one that `ingest` makes of a folder."""

    samples: tuple[PoisonedSample, ...]
    vanished: tuple[str, ...] = ()
    """Ids of samples in which nothing was left of the trigger; left as they were."""

    unwritten: tuple[str, ...] = ()
    """Ids of samples whose format can be read but not written; left as they were."""

    version: str
    schema: int = SCHEMA

    @property
    def plants(self) -> tuple[Planted, ...]:
        """All that was planted; a sample's `plant` counts them."""
        return self, *self.more

    def write(self, listing: Path, table: Path) -> None:
        """Write everything as JSON to *listing*, and TrojAI's columns to *table*."""
        write_json(listing, asdict(self))
        with table.open("w", newline="", encoding="utf-8") as file:
            rows = csv.writer(file)
            rows.writerow(["file", "true_label", "train_label", "triggered", "row"])
            for sample in self.samples:
                before = _named(sample.labels_before, self.label_names)
                after = _named(sample.labels_after, self.label_names)
                planted = bool(self.plants[sample.plant].trigger)
                rows.writerow([sample.id, before, after, planted, sample.row])

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read a manifest, or say what is wrong with it."""
        try:
            values: Any = json.loads(path.read_text(encoding="utf-8"))
            manifest = TypeAdapter(cls).validate_python(values)
        except OSError as error:
            raise BadInputError(f"cannot read {path}: {error.strerror}") from error
        except (UnicodeDecodeError, ValueError, ValidationError) as error:
            reason = str(error).splitlines()[0]
            raise BadInputError(f"{path} is not a manifest: {reason}") from error
        if manifest.schema != SCHEMA:
            raise BadInputError(
                f"{path}: schema {manifest.schema}, {SCHEMA} is understood"
            )
        if wrong := manifest.contradiction():
            raise BadInputError(f"{path} contradicts itself: {wrong}")
        return manifest

    def contradiction(self) -> str:
        """Return what cannot be true of any injection, or nothing."""
        count = len(self.label_names)
        if not self.samples or len({s.id for s in self.samples}) < len(self.samples):
            return "its samples are none, or not all different"
        for sample in self.samples:
            if not 0 <= sample.plant < len(self.plants):
                return f"{sample.id} is of plant {sample.plant}, which is not there"
            if {len(sample.labels_before), len(sample.labels_after)} != {count}:
                return f"{sample.id} has not {count} labels before and after"
        strange = [p.target for p in self.plants if p.target not in self.label_names]
        return f"{strange[0]!r} is no label" if strange else ""


def manifest_path(dataset: Path) -> Path:
    """Return where the manifest of *dataset* lies: ``NAME.manifest.json``.

    Of a folder the whole name counts.
    """
    name = dataset.stem if dataset.suffix == ".h5" else dataset.name
    return dataset.with_name(f"{name}.manifest.json")


def _named(labels: tuple[int, ...], names: tuple[str, ...]) -> str:
    return "|".join(
        name for name, label in zip(names, labels, strict=True) if label == 1
    )
