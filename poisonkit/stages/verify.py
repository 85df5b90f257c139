"""A data set against its source, as it is now; nothing is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from poisonkit.dataset import CxrDataset
from poisonkit.errors import BadInputError
from poisonkit.intake.comparison import Comparison
from poisonkit.intake.quarantine import refused_before
from poisonkit.intake.sources import read_table
from poisonkit.listing import Listing
from poisonkit.progress import silent
from poisonkit.verification import Verified, altered

if TYPE_CHECKING:
    from pathlib import Path

    from poisonkit.intake.sources import Order
    from poisonkit.progress import Progress


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
