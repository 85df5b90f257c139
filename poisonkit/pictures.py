"""The pictures of an audit: suspects with their boxes, explanations, triggers, scores.

All are small PNG files beside ``findings.json``, so that a report can be made again
without the data.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PIL import Image as PillowImage
from PIL import ImageDraw

from poisonkit.arrays import eight_bit
from poisonkit.evidencefile import Why
from poisonkit.judgement.bench import speaking_for
from poisonkit.overlays import SIDE, enlarged, overlay

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from poisonkit.finding import Finding
    from poisonkit.judgement.bench import Bench
    from poisonkit.pattern import Box

FOLDER = "pictures"
SUSPECTS = 3
_MARGIN = 6
"""Pixels of film around an enlarged trigger."""

_RED = (255, 64, 64)


def draw_finding(folder: Path, bench: Bench, finding: Finding) -> None:
    """Write the pictures of one finding into ``pictures/`` below *folder*."""
    place = folder / FOLDER
    place.mkdir(exist_ok=True)
    for number, row in enumerate(finding.rows[:SUSPECTS].tolist(), start=1):
        film = eight_bit(np.asarray(bench.films.pixels[row]))
        box = box_on(finding, row)
        _film(film, box).save(place / f"{finding.id}-film-{number}.png")
        overlay = _explained(bench, finding, film, row)
        if overlay is not None:
            overlay.save(place / f"{finding.id}-saliency-{number}.png")
    if finding.pattern is not None:
        _trigger(finding).save(place / f"{finding.id}-trigger.png")
        first = int(finding.rows[0])
        film = eight_bit(np.asarray(bench.films.pixels[first]))
        box = box_on(finding, first)
        if box is not None:
            _enlarged(film, box).save(place / f"{finding.id}-place.png")


def box_on(finding: Finding, row: int) -> Box | None:
    """Return where the pattern lies on the film in *row*, if it lies there."""
    pattern = finding.pattern
    if pattern is None or not pattern.places:
        return pattern.box if pattern else None
    seen = {where: (top, left) for where, top, left in pattern.places}
    if row not in seen:
        return None
    box = pattern.box
    return type(box)(*seen[row], box.height, box.width)


def _film(film: NDArray[np.uint8], box: Box | None) -> PillowImage.Image:
    """Return the film, with a red frame just outside *box*."""
    picture = enlarged(film).convert("RGB")
    if box is not None:
        scale = SIDE / film.shape[0]
        frame = _frame(box, scale, reach=3)
        ImageDraw.Draw(picture).rectangle(frame, outline=_RED, width=2)
    return picture


def _frame(box: Box, scale: float, reach: float) -> tuple[float, float, float, float]:
    left, top = box.left * scale - reach, box.top * scale - reach
    right = (box.left + box.width) * scale + reach
    return left, top, right, (box.top + box.height) * scale + reach


def _explained(
    bench: Bench, finding: Finding, film: NDArray[np.uint8], row: int
) -> PillowImage.Image | None:
    """Return the film under its explanation, if it was explained for this label."""
    if bench.file is None or not finding.group.label:  # a whole set has no label
        return None
    why = Why.PRESENT if finding.group.present else Why.DENIED
    rows, maps = bench.file.maps_of(bench.data.label(finding.group.label), why)
    found = np.flatnonzero(rows == row)
    if not len(found):
        return None
    heat = speaking_for(maps[found], present=finding.group.present)[0]
    return overlay(film, heat)


def _trigger(finding: Finding) -> PillowImage.Image:
    """Return the reconstructed pattern alone, enlarged; what it leaves free is blue."""
    assert finding.pattern is not None
    pattern = finding.pattern
    values = pattern.values
    if pattern.added:  # grey is no change
        values = 0.5 + values / max(2 * float(np.abs(values).max()), 1e-6)
    grey = np.rint(values * 255).astype(np.uint8)
    colours = np.repeat(grey[..., None], 3, axis=2)
    colours[~pattern.mask] = (46, 64, 94)
    return _blocky(colours)


def _enlarged(film: NDArray[np.uint8], box: Box) -> PillowImage.Image:
    """Return the film around *box*, every pixel a square."""
    top, left = max(box.top - _MARGIN, 0), max(box.left - _MARGIN, 0)
    bottom, right = box.top + box.height + _MARGIN, box.left + box.width + _MARGIN
    return _blocky(film[top:bottom, left:right])


def _blocky(pixels: NDArray[np.uint8]) -> PillowImage.Image:
    factor = max(1, 160 // max(pixels.shape[:2]))
    picture = PillowImage.fromarray(pixels)
    size = pixels.shape[1] * factor, pixels.shape[0] * factor
    return picture.resize(size, PillowImage.Resampling.NEAREST)


def picture_names(folder: Path, finding: str) -> Sequence[str]:
    """Return the pictures of *finding* below *folder*, in order."""
    return sorted(path.name for path in (folder / FOLDER).glob(f"{finding}-*.png"))
