"""An input is never changed, nor replaced by the result that was made from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from poisonkit.errors import OutputError

if TYPE_CHECKING:
    from pathlib import Path


def spare(out: Path, *inputs: Path | None) -> None:
    """Refuse a folder *out* that is, or holds, one of the *inputs*: it is replaced."""
    place = out.resolve()
    for path in inputs:
        if path and path.resolve().is_relative_to(place):
            raise OutputError(f"{path} is read and lies in {out}; give another folder")
