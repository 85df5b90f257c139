"""A poisoned copy and its source in; the source's bytes, and no poison, out."""

from __future__ import annotations

import filecmp
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

from poisonkit.dataset import CxrDataset
from poisonkit.decoding import original, read_bytes
from poisonkit.errors import BadInputError
from poisonkit.files import part_of, refusal, writing
from poisonkit.listing import Listing
from poisonkit.manifest import Manifest, manifest_path
from poisonkit.poisoning.tree import TABLE
from poisonkit.progress import silent

if TYPE_CHECKING:
    from pathlib import Path

    from poisonkit.progress import Progress


@dataclass(frozen=True, kw_only=True)
class Undone:
    """What was taken back."""

    path: Path
    films: int

    def sentence(self) -> str:
        """Return the outcome on one line."""
        return f"{self.path} is as its source again: {self.films:,} films were restored"


def undo(source: Path, poisoned: Path, *, progress: Progress = silent) -> Undone:
    """Make *poisoned* what *source* is, and remove its manifest last.

    Killed half-way it can be run again.
    """
    truth = Manifest.read(manifest_path(poisoned))
    if truth.stage == "stored":
        _undo_dataset(source, poisoned, truth)
    else:
        _undo_folder(source, poisoned, truth, progress)
    for path in (manifest_path(poisoned).with_suffix(".csv"), manifest_path(poisoned)):
        path.unlink(missing_ok=True)
    return Undone(path=poisoned, films=len(truth.samples))


def _undo_dataset(source: Path, poisoned: Path, truth: Manifest) -> None:
    if source.is_dir():  # what `inject` made of it lies beside
        source = poisoned.with_suffix(".source.h5")
    data = CxrDataset.open(source)
    if data.digest != truth.source_digest:
        raise BadInputError(f"{source} is not what {poisoned} was made from")
    if CxrDataset.open(poisoned).digest not in {truth.poisoned_digest, data.digest}:
        raise BadInputError(f"{poisoned} has changed since its manifest was written")
    with writing(poisoned, force=True) as part:
        data.copy_to(part)


def _undo_folder(
    source: Path, poisoned: Path, truth: Manifest, progress: Progress
) -> None:
    listing = Listing.of(source)
    for sample in truth.samples:
        if not _is_origin(source, sample.id, sample.digest_before):
            raise BadInputError(
                f"{source} is not what {poisoned} was made from: {sample.id} differs"
            )
    with progress("restoring", len(listing.files), "files") as advance:
        for name in listing.files:
            _restore(listing.path(name), poisoned / name)
            advance()
    if TABLE not in listing.present:
        (poisoned / TABLE).unlink(missing_ok=True)


def _is_origin(source: Path, name: str, digest: str) -> bool:
    """Return whether the film *name* of *source* has the stored values of *digest*."""
    try:
        return original(read_bytes(source / name), name).digest == digest
    except BadInputError:
        return False


def _restore(old: Path, place: Path) -> None:
    """Make the file *place* the same as *old*, whole or not at all."""
    if place.is_file() and filecmp.cmp(old, place, shallow=False):
        return
    part = part_of(place)
    try:
        shutil.copyfile(old, part)
        part.replace(place)
    except OSError as error:
        raise refusal(place, part, error) from error
    finally:
        part.unlink(missing_ok=True)
