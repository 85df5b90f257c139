"""A data set, its shards and its list of refusals, put in place together."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING

from poisonkit.datasetfile import write_dataset
from poisonkit.errors import BadInputError
from poisonkit.files import check_free, writing
from poisonkit.intake.quarantine import (
    QUARANTINE,
    check_list_free,
    quarantine_of,
    write_list,
)
from poisonkit.lineage import digest_text
from poisonkit.shards import Place, shard_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from poisonkit.arrays import Pixels
    from poisonkit.datasetfile import Columns
    from poisonkit.listing import Quarantined

_DIGITS = 12


@dataclass(frozen=True, kw_only=True)
class Publishing:
    """Where the outcome of an ingest goes."""

    destination: Path
    shard: int | None
    """Rows of a file, if the pixels are to lie in several."""

    force: bool

    def check(self, *, resume: bool) -> None:
        """Refuse before the work what would be refused after it."""
        check_free(self.destination, force=self.force or resume)
        check_list_free(self.destination, force=self.force or resume)

    def owns(self, path: Path) -> bool:
        """Return whether *path* can be of this data set's making."""
        name = self.destination.name
        ours = f".{name}.", f"{name}.shard-", f".{QUARANTINE}."
        called = path.name in {name, QUARANTINE} or path.name.startswith(ours)
        return called and path.parent.resolve() == self.destination.parent.resolve()

    def write(
        self,
        blocks: Iterable[Pixels],
        columns: Columns,
        refused: Sequence[Quarantined],
    ) -> None:
        """Write all files, and rename them when all are whole, the data set last.

        Shards are named by what is in them, so those of an older set are not touched
        until the new set stands in its place.
        """
        older = _shards_of(self.destination)
        shares = self._shares(columns.digests)
        with ExitStack() as stack:
            part = stack.enter_context(writing(self.destination, force=True))
            if refused:
                place = quarantine_of(self.destination)
                write_list(stack.enter_context(writing(place, force=True)), refused)
            places = [
                Place(
                    part=stack.enter_context(
                        writing(self.destination.with_name(name), force=True)
                    ),
                    name=name,
                    rows=rows,
                )
                for name, rows in shares.items()
            ]
            write_dataset(part, blocks, columns, places)
        if not refused:
            quarantine_of(self.destination).unlink(missing_ok=True)
        for name in set(older).difference(shares):
            self.destination.with_name(name).unlink(missing_ok=True)

    def _shares(self, digests: Sequence[str]) -> dict[str, int]:
        """Return the name of each shard, and its rows."""
        rows = self.shard or len(digests)
        starts = range(0, len(digests) if self.shard else 0, rows)
        shares = [digests[start : start + rows] for start in starts]
        stem = f"{self.destination.name}.shard"
        return {
            f"{stem}-{number:04d}-{digest_text(mine)[:_DIGITS]}.h5": len(mine)
            for number, mine in enumerate(shares)
        }


def _shards_of(path: Path) -> tuple[str, ...]:
    """Return the shards of the data set at *path*, if there is one."""
    try:
        return shard_names(path)
    except (BadInputError, OSError, KeyError, ValueError):
        return ()
