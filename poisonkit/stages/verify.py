"""A data set against itself, its source or its manifest; nothing is written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from poisonkit.dataset import CxrDataset
from poisonkit.errors import BadInputError
from poisonkit.intake.comparison import Comparison
from poisonkit.intake.quarantine import refused_before
from poisonkit.intake.sources import read_table
from poisonkit.listing import Listing
from poisonkit.manifest import Manifest, manifest_path
from poisonkit.progress import silent
from poisonkit.verification import altered

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from poisonkit.intake.sources import Order
    from poisonkit.progress import Progress

_SHOWN = 3


@dataclass(frozen=True, kw_only=True)
class Verified:
    """What is not as it should be: ids of films, by what is wrong with them."""

    images: int
    altered: tuple[str, ...] = ()
    """Their stored pixels are not what was stored."""

    changed: tuple[str, ...] = ()
    """Their file, or what its table says of it, is not what was read."""

    relabelled: tuple[str, ...] = ()
    """Their labels, patient or split are not those of the table."""

    gone: tuple[str, ...] = ()
    """They are in the data set but not in its source or manifest."""

    new: tuple[str, ...] = ()
    """They are in the source, but neither in the data set nor in its quarantine."""

    @property
    def sound(self) -> bool:
        """Whether all is as it should be."""
        wrong = self.altered, self.changed, self.relabelled, self.gone, self.new
        return not any(wrong)

    def sentence(self) -> str:
        """Return the outcome on one line."""
        if self.sound:
            return f"all {self.images:,} films are as they were stored"
        kinds = {
            "with other pixels than were stored": self.altered,
            "changed since they were read": self.changed,
            "with another label, patient or split": self.relabelled,
            "not found": self.gone,
            "that are new": self.new,
        }
        return "; ".join(_told(what, ids) for what, ids in kinds.items() if ids)


def verify_source(
    source: Path, destination: Path, order: Order, *, progress: Progress = silent
) -> Verified:
    """Compare every film and label of *destination* with what it was made from."""
    data = CxrDataset.open(destination)
    listing = Listing.of(source, links=order.follow_links)
    table = read_table(listing, order)
    if table.label_names != data.label_names:
        raise BadInputError(
            f"{destination} has other labels than {source}; give the options that it "
            f"was made with"
        )
    comparison = Comparison.of(data, listing.folder, order)
    entries = {entry.id: entry for entry in table.entries}
    changed, relabelled = [], []
    with progress("digesting files", len(data), "files") as advance:
        for row, name in enumerate(data.ids):
            if name in entries:
                changed += [name] * comparison.changed(row, entries[name])
                relabelled += [name] * comparison.relabelled(row, entries[name])
            advance()
    known = {*data.ids, *refused_before(destination)}
    return Verified(
        images=len(data),
        altered=altered(data, progress),
        changed=tuple(changed),
        relabelled=tuple(relabelled),
        gone=tuple(name for name in data.ids if name not in entries),
        new=tuple(name for name in entries if name not in known),
    )


def verify_manifest(
    manifest: Path, dataset: Path | None = None, *, progress: Progress = silent
) -> Verified:
    """Recompute the digests of a poisoned data set, and compare with its manifest."""
    truth = Manifest.read(manifest)
    place = dataset or _beside(manifest)
    data = CxrDataset.open(place)
    rows = {name: row for row, name in enumerate(data.ids)}
    samples = [s for s in truth.samples if s.id in rows]
    changed = [
        s.id
        for s in samples
        if data.digests[rows[s.id]] != s.digest_after
        or tuple(data.labels[rows[s.id]].tolist()) != s.labels_after
    ]
    told = Verified(
        images=len(data),
        altered=altered(data, progress),
        changed=tuple(changed),
        gone=tuple(s.id for s in truth.samples if s.id not in rows),
    )
    if told.sound and data.digest != truth.poisoned_digest:
        raise BadInputError(f"{place} is not the data set that {manifest} is about")
    return told


def _beside(manifest: Path) -> Path:
    """Return the data set whose manifest lies at *manifest*."""
    name = manifest.name.removesuffix(".json").removesuffix(".manifest")
    place = manifest.with_name(f"{name}.h5")
    if manifest_path(place) != manifest or not place.exists():
        raise BadInputError(
            f"no data set lies beside {manifest} (looked for {place.name}); name it"
        )
    return place


def _told(what: str, ids: Iterable[str]) -> str:
    names = list(ids)
    shown = ", ".join(names[:_SHOWN]) + (", ..." if len(names) > _SHOWN else "")
    return f"{len(names):,} films {what}: {shown}"
