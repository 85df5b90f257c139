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
from poisonkit.poisoning.guarding import check_places
from poisonkit.poisoning.tree import TABLE
from poisonkit.progress import silent

if TYPE_CHECKING:
    from pathlib import Path

    from poisonkit.poison import PoisonedSample
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

    Only what the manifest tells of is replaced, and only if it is as the manifest says.
    Killed half-way it can be run again.
    """
    truth = Manifest.read(manifest_path(poisoned))
    if truth.stage == "stored":
        _undo_dataset(source, poisoned, truth)
    else:
        check_places(source, poisoned)
        _undo_folder(source, poisoned, truth, progress)
    for path in (manifest_path(poisoned).with_suffix(".csv"), manifest_path(poisoned)):
        path.unlink(missing_ok=True)
    return Undone(path=poisoned, films=len(truth.samples))


def _undo_dataset(source: Path, poisoned: Path, truth: Manifest) -> None:
    kept = poisoned.with_suffix(".source.h5") if source.is_dir() else source
    data = CxrDataset.open(kept)
    missing = [n for n in data.ids if source.is_dir() and not (source / n).exists()]
    if missing or data.digest != truth.source_digest:
        raise BadInputError(f"{source} is not what {poisoned} was made from")
    if CxrDataset.open(poisoned).digest not in {truth.poisoned_digest, data.digest}:
        raise BadInputError(f"{poisoned} has changed since its manifest was written")
    with writing(poisoned, force=True) as part:
        data.copy_to(part)


def _undo_folder(
    source: Path, poisoned: Path, truth: Manifest, progress: Progress
) -> None:
    listing, plain = Listing.of(source, links=True), Listing.of(source).present
    # Links out of the source were followed only if their files are there.
    names = [n for n in listing.files if n in plain or (poisoned / n).exists()]
    planted = {s.id: s for s in truth.samples if truth.plants[s.plant].trigger}
    for name, sample in planted.items():
        if _digest(source / name, name) != sample.digest_before:
            raise BadInputError(
                f"{source} is not what {poisoned} was made from: {name} differs"
            )
    with progress("comparing", len(names), "files") as advance:
        for name in names:
            _check(source / name, poisoned / name, name, planted.get(name))
            advance()
    with progress("restoring", len(names), "files") as advance:
        for name in names:
            _restore(listing.path(name), poisoned / name)
            advance()
    if TABLE not in listing.present:
        (poisoned / TABLE).unlink(missing_ok=True)


def _check(old: Path, new: Path, name: str, sample: PoisonedSample | None) -> None:
    """Refuse to restore what has changed since, or was never there."""
    if not new.exists():
        if _digest(old, name):
            raise BadInputError(
                f"{old} is a film that was not there when it was copied"
            )
        return
    if name == TABLE or filecmp.cmp(old, new, shallow=False):
        return
    allowed = sample.digest_after if sample else _digest(old, name)
    if not allowed or _digest(new, name) != allowed:
        raise BadInputError(f"{new} has changed since its manifest was written")


def _digest(path: Path, name: str) -> str:
    """Return the digest of the stored values of a film, or nothing."""
    try:
        return original(read_bytes(path), name).digest
    except BadInputError:
        return ""


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
