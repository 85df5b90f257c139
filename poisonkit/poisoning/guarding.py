"""Where a poisoned folder may be written: never into its source, nor over it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from poisonkit.errors import BadInputError

if TYPE_CHECKING:
    from pathlib import Path


def check_places(source: Path, destination: Path) -> None:
    """Refuse a *destination* that is, holds or lies in the folder *source*."""
    old, new = source.resolve(), destination.resolve()
    if new == old:
        raise BadInputError(f"{destination} is the source; a source is never changed")
    if new.is_relative_to(old):
        raise BadInputError(
            f"{destination} lies inside the source; a source is never changed"
        )
    if old.is_relative_to(new):
        raise BadInputError(f"{destination} holds the source; give another place")
