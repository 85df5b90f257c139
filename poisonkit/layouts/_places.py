"""Finding a data set's own tables, wherever below the source they lie."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from poisonkit.errors import BadInputError
from poisonkit.layouts._table import has_columns

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from poisonkit.layouts.base import Wishes
    from poisonkit.listing import Listing

OWN = "labels.csv"
"""Our own table, at the top of the source: it goes before every other layout's."""

_ENDS = (".csv", ".csv.gz", ".txt", ".npz")


def tables(listing: Listing, pattern: str, columns: Iterable[str] = ()) -> list[str]:
    """Return the files whose names in small letters match *pattern*.

    Where several do, those with *columns* are meant.
    """
    found = [
        file
        for file in listing.files
        if (name := file.rpartition("/")[2].lower()).endswith(_ENDS)
        and fnmatchcase(name, pattern)
    ]
    if len(found) > 1 and columns:
        return [f for f in found if has_columns(listing.path(f), columns)] or found
    return found


def known(listing: Listing, patterns: Sequence[str], columns: Sequence[str]) -> bool:
    """Return whether a table by one of these names has *columns*, and none is ours."""
    return OWN not in listing.present and any(
        not columns or has_columns(listing.path(file), columns)
        for pattern in patterns
        for file in tables(listing, pattern)
    )


def optional(
    listing: Listing, patterns: Sequence[str], columns: Sequence[str] = ()
) -> Path | None:
    """Return the table by the first of these names that there is, or None."""
    for pattern in patterns:
        found = tables(listing, pattern, columns)
        if len(found) > 1:
            raise BadInputError(
                f"{listing.folder} has {len(found)} tables that could be meant: "
                f"{', '.join(found[:3])}; point at the folder of one"
            )
        if found:
            return listing.path(found[0])
    return None


def wanted(
    listing: Listing,
    wishes: Wishes,
    patterns: Sequence[str],
    columns: Sequence[str] = (),
) -> Path:
    """Return the table that was asked for, or the one by the first of these names."""
    path = wishes.table or optional(listing, patterns, columns)
    if path is None:
        raise BadInputError(
            f"{listing.folder} has no {' or '.join(patterns)}; "
            "name the table with --labels FILE"
        )
    return path


def listed(listing: Listing, *paths: Path | None) -> tuple[str, ...]:
    """Return the tables at *paths* as files of *listing*, those that lie there."""
    folder = listing.folder.resolve()
    there = [path.resolve() for path in paths if path is not None]
    names = [
        p.relative_to(folder).as_posix() for p in there if p.is_relative_to(folder)
    ]
    return tuple(name for name in names if name in listing.present)


def no_table(wishes: Wishes, layout: str) -> None:
    """Refuse a table where there can be none."""
    if wishes.table is not None:
        raise BadInputError(
            f"the layout {layout} has no table that --labels could name"
        )
