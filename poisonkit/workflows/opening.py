"""A data set, or a folder that is ingested first."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from poisonkit.dataset import CxrDataset
from poisonkit.errors import BadInputError
from poisonkit.intake.quarantine import QUARANTINE
from poisonkit.intake.sources import Order
from poisonkit.progress import silent
from poisonkit.stages.ingest import Ingested, ingest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from poisonkit.progress import Progress


def _ignore(told: Ingested) -> None:
    del told


@dataclass(frozen=True, kw_only=True)
class Source:
    """Where films come from, and how to read them if they are not a data set yet."""

    path: Path
    order: Order = field(default_factory=Order)
    told: Callable[[Ingested], None] = _ignore
    """Hears what an ingest did, as soon as it is done."""

    progress: Progress = silent

    def open(self, place: Path, *, force: bool = False) -> CxrDataset:
        """Return the data set; a folder becomes one, in the file *place*."""
        if not self.path.exists():
            raise BadInputError(
                f"{self.path} does not exist; give a data set (.h5) or a folder of "
                f"radiographs"
            )
        if not self.path.is_dir():
            return CxrDataset.open(self.path)
        self.told(
            ingest(self.path, place, self.order, force=force, progress=self.progress)
        )
        return CxrDataset.open(place)

    def after(self, old: Path | None) -> Source:
        """Return the same films, of which those that *old* holds are not decoded."""
        if old is None or not old.exists() or self.order.work.since:
            return self
        work = replace(self.order.work, since=old)
        return replace(self, order=replace(self.order, work=work))

    @contextmanager
    def beside(self, destination: Path, *, force: bool = False) -> Iterator[CxrDataset]:
        """Open the data set; a folder becomes ``NAME.source.h5`` beside *destination*.

        If what follows fails, the new file goes again.
        """
        place = destination.with_suffix(".source.h5")
        files = (place, place.with_name(QUARANTINE)) if self.path.is_dir() else ()
        made = [file for file in files if not file.exists()]
        data = self.open(place, force=force)
        try:
            yield data
        except BaseException:
            for file in made:
                file.unlink(missing_ok=True)
            raise

    @contextmanager
    def like(self, data: CxrDataset, path: Path | None) -> Iterator[CxrDataset | None]:
        """Open *path*, read as *data* was, where there is one; as `for_now`."""
        if path is None:
            yield None
            return
        made = data.preprocessing
        order = replace(
            self.order,
            labels=None,
            size=max(data.images.shape[1:]),
            bits=made.get("bits", 8),
            crop=made.get("crop", 1.0),
            resize=made.get("resize", "mean"),
            fast_decode=made.get("decode") == "reduced",
        )
        with replace(self, path=path, order=order).for_now() as other:
            yield other

    @contextmanager
    def for_now(self) -> Iterator[CxrDataset]:
        """Open the data set; what a folder becomes is gone afterwards."""
        with TemporaryDirectory(prefix="poisonkit-") as folder:
            yield self.open(type(self.path)(folder) / "data.h5")
