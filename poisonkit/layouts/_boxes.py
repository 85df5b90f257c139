"""Boxes that radiologists drew, gathered by image."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from poisonkit.layouts._cells import number
from poisonkit.layouts.base import Box

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping

    from poisonkit.layouts._table import Row

Boxes = dict[str, tuple[Box, ...]]


def box(row: Row, label: str, columns: tuple[str, str, str, str]) -> Box:
    """Return the box whose left, top, width and height stand in *columns*."""
    x, y, width, height = (number(row, column) for column in columns)
    return Box(label=label, x=x, y=y, width=width, height=height)


def corner_box(row: Row, label: str) -> Box:
    """Return the box whose corners stand in `x_min`, `y_min`, `x_max` and `y_max`."""
    left, top, right, bottom = (
        number(row, name) for name in ("x min", "y min", "x max", "y max")
    )
    return Box(label=label, x=left, y=top, width=right - left, height=bottom - top)


def gathered(pairs: Iterable[tuple[str, Box]]) -> Boxes:
    """Return all boxes of each image."""
    found: dict[str, list[Box]] = defaultdict(list)
    for image, each in pairs:
        found[image].append(each)
    return {image: tuple(boxes) for image, boxes in found.items()}


def labelled(boxes: Iterable[Box], names: Container[str]) -> tuple[Box, ...]:
    """Return the boxes of the labels *names*."""
    return tuple(box for box in boxes if box.label in names)


def stray(
    boxes: Mapping[str, Iterable[Box]], images: Container[str], names: Container[str]
) -> tuple[str, ...]:
    """Return a note on boxes of no row or of no label, if there are any."""
    count = sum(
        image not in images or box.label not in names
        for image, of_image in boxes.items()
        for box in of_image
    )
    return (f"{count} boxes are of no image or no label of the table",) if count else ()
