"""Where a trigger stands: in a corner, the centre, anywhere, or at x, y."""

from __future__ import annotations

from typing import TYPE_CHECKING

from poisonkit.errors import BadParameterError

if TYPE_CHECKING:
    import numpy as np

PLACES = ("top_left", "top_right", "bottom_left", "bottom_right", "centre", "random")


def check_place(place: str, x: int | None, y: int | None) -> None:
    """Refuse a place that there is not."""
    if place not in PLACES:
        raise BadParameterError(
            f"no place {place!r}; there are: {', '.join(PLACES)}, or x and y"
        )
    if (x is None) != (y is None):
        raise BadParameterError("give both x and y, or neither")


def site(place: str, x: int | None, y: int | None) -> str | tuple[int, int]:
    """Return what `corner` wants: *x* and *y* where they are given, else *place*."""
    return place if x is None or y is None else (x, y)


def corner(
    place: str | tuple[int, int],
    size: tuple[int, int],
    shape: tuple[int, int],
    margin: int,
    rng: np.random.Generator,
) -> tuple[int, int]:
    """Return the top and left pixel of something of *size* on a film of *shape*.

    *place* is one of `PLACES`, or x and y.
    """
    if not isinstance(place, str):
        return place[1], place[0]
    room = shape[0] - size[0], shape[1] - size[1]
    if place == "centre":
        return room[0] // 2, room[1] // 2
    if place == "random" and min(room) >= 0:
        return int(rng.integers(room[0] + 1)), int(rng.integers(room[1] + 1))
    top = margin if "top" in place else room[0] - margin
    left = margin if "left" in place else room[1] - margin
    return top, left
