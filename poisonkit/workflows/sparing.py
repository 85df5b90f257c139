"""What is never replaced by a result: what it was made from, and people's decisions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from poisonkit.errors import OutputError
from poisonkit.reviewing.store import REVIEWS

if TYPE_CHECKING:
    from pathlib import Path


def spare(out: Path, *inputs: Path | None) -> None:
    """Refuse a folder *out* that is, or holds, one of the *inputs*: it is replaced.

    So is one in which reviewers have left decisions, which no seed brings back.
    """
    place = out.resolve()
    if (place / REVIEWS).exists():
        raise OutputError(
            f"{out} holds the decisions of a review; give another folder, or move "
            f"{REVIEWS} away"
        )
    for path in inputs:
        if path and path.resolve().is_relative_to(place):
            raise OutputError(f"{path} is read and lies in {out}; give another folder")
