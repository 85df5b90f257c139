"""The truth about an injection.

Only `evaluate` and `grade` read it; a test holds that nothing which audits can import
this module.
"""

from __future__ import annotations

import csv
import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Self

from pydantic import TypeAdapter, ValidationError

from poisonkit.errors import BadInputError
from poisonkit.files import write_json

if TYPE_CHECKING:
    from pathlib import Path

SCHEMA = 1


@dataclass(frozen=True, kw_only=True)
class PoisonedSample:
    """One sample as it was and as it is."""

    id: str
    row: int
    labels_before: tuple[int, ...]
    labels_after: tuple[int, ...]
    box: tuple[int, int, int, int]
    """top, left, height, width of the footprint, in stored pixels."""

    largest_change: int
    """Largest difference of a stored pixel, in grey levels; never 0."""

    pixels_changed: int
    digest_before: str
    digest_after: str


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """Everything that decided an injection, and everything it did."""

    trigger: str
    policy: str
    target: str
    rate: float
    """Poisoned samples over all samples of the split."""

    target_share: float
    """Poisoned samples over all that now carry the target label in the split."""

    seed: int
    split: str
    stage: str
    """``stored``: stamped on the pixels of the data set; ``native``: on the source."""

    label_names: tuple[str, ...]
    source_digest: str
    poisoned_digest: str
    samples: tuple[PoisonedSample, ...]
    vanished: tuple[str, ...] = ()
    """Ids of samples in which nothing was left of the trigger; left as they were."""

    version: str
    schema: int = SCHEMA

    def write(self, listing: Path, table: Path) -> None:
        """Write everything as JSON to *listing*, and TrojAI's columns to *table*."""
        write_json(listing, asdict(self))
        with table.open("w", newline="", encoding="utf-8") as file:
            rows = csv.writer(file)
            rows.writerow(["file", "true_label", "train_label", "triggered", "row"])
            for sample in self.samples:
                before = _named(sample.labels_before, self.label_names)
                after = _named(sample.labels_after, self.label_names)
                rows.writerow([sample.id, before, after, "True", sample.row])

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
        return manifest


def manifest_path(dataset: Path) -> Path:
    """Return where the manifest of *dataset* lies: ``NAME.manifest.json``."""
    return dataset.with_suffix(".manifest.json")


def _named(labels: tuple[int, ...], names: tuple[str, ...]) -> str:
    return "|".join(
        name for name, label in zip(names, labels, strict=True) if label == 1
    )
