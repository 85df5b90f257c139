"""An injection from beginning to end: into a data set, or into a copy of a folder."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from poisonkit.errors import BadInputError
from poisonkit.intake.sources import read_table
from poisonkit.listing import Listing
from poisonkit.planning import draw_plan
from poisonkit.poisoning.guarding import check_places
from poisonkit.poisoning.tree import Copying, Origin
from poisonkit.pool import sensible_workers
from poisonkit.stages.inject import inject
from poisonkit.stages.inject_native import inject_native

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from poisonkit.attempts import Attempt, Scope
    from poisonkit.dataset import CxrDataset
    from poisonkit.manifest import Manifest
    from poisonkit.workflows.opening import Source

_HEAVY = 10
"""How many films it takes as long to read as to poison one in its own format."""


@dataclass(frozen=True, kw_only=True)
class Injector:
    """Injects into copies of one source."""

    source: Source
    link: bool = False
    """Into a folder: give clean files a second name instead of a copy."""

    reencode_all: bool = False
    """Into a folder: write clean films anew, too."""

    force: bool = False

    @contextmanager
    def opened(self, out: Path) -> Iterator[CxrDataset]:
        """Open the source for injections into *out*.

        What a folder becomes stays beside an .h5, to compare with; else it goes again.
        """
        self._check(out)
        if _is_native(out):
            with self.source.for_now() as data:
                yield data
            return
        with self.source.beside(out, force=self.force) as data:
            yield data

    def run(
        self, data: CxrDataset, out: Path, attempts: Sequence[Attempt], scope: Scope
    ) -> Manifest:
        """Plant *attempts* in a copy of *data*, which was opened from the source."""
        plan, progress = draw_plan(data, attempts, scope), self.source.progress
        if not _is_native(out):
            return inject(data, out, plan, force=self.force, progress=progress)
        origin = Origin(
            folder=self.source.path, data=data, copying=self._copying(len(plan.rows))
        )
        return inject_native(origin, out, plan, force=self.force, progress=progress)

    def _copying(self, films: int) -> Copying:
        order = self.source.order
        listing = Listing.of(self.source.path, links=order.follow_links)
        return Copying(
            listing=listing,
            tables=read_table(listing, order).tables,
            link=self.link,
            reencode_all=self.reencode_all,
            workers=order.work.workers or sensible_workers(_HEAVY * films),
        )

    def _check(self, out: Path) -> None:
        """Refuse what cannot be before anything is read."""
        path = self.source.path
        if _is_native(out) and path.is_file():
            raise BadInputError(
                f"{path} is a data set, whose films have no format of their own: give "
                "an OUT that ends in .h5, or as SRC the folder it was made from"
            )
        if path.is_dir():
            check_places(path, out)


def _is_native(out: Path) -> bool:
    """Return whether *out* is to be a folder, in the source's own formats."""
    return out.suffix != ".h5"
