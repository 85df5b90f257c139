"""The pictures of an audit: suspects, explanations, triggers.

All are small files beside ``findings.json``, so that a report can be made again without
the data.  Frames are not drawn into them: whoever shows a film knows the box, and may
take the frame off.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PIL import Image as PillowImage

from poisonkit.arrays import eight_bit
from poisonkit.evidencefile import Why
from poisonkit.overlays import heat_alone
from poisonkit.speaking import speaking_for

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from poisonkit.finding import Finding
    from poisonkit.judgement.bench import Bench
    from poisonkit.pattern import Box

FOLDER = "pictures"
SUSPECTS = 12
_SIDE = 256
"""Pixels of the longer side of a film, at most."""

_QUALITY = 90
"""Of WebP; grain is kept, at a fifth of the bytes of PNG."""

_MARGIN = 8
"""Pixels of film around an enlarged trigger."""


def draw_finding(folder: Path, bench: Bench, finding: Finding) -> None:
    """Write the pictures of one finding into ``pictures/`` below *folder*."""
    place = folder / FOLDER
    place.mkdir(exist_ok=True)
    rows = finding.rows[:SUSPECTS].tolist()
    for number, row in enumerate(rows, start=1):
        film = _small(_film(bench, row))
        film.save(place / f"{finding.id}-film-{number}.webp", quality=_QUALITY)
    for number, heat in _explained(bench, finding, rows).items():
        heat_alone(heat).save(place / f"{finding.id}-saliency-{number}.png")
    if finding.pattern is not None:
        _trigger(finding).save(place / f"{finding.id}-trigger.png")
        _draw_place(place, bench, finding)


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


def _film(bench: Bench, row: int) -> NDArray[np.uint8]:
    return eight_bit(np.asarray(bench.films.pixels[row]))


def _small(film: NDArray[np.uint8]) -> PillowImage.Image:
    picture = PillowImage.fromarray(film)
    picture.thumbnail((_SIDE, _SIDE), PillowImage.Resampling.LANCZOS)
    return picture


def _explained(
    bench: Bench, finding: Finding, rows: list[int]
) -> dict[int, NDArray[np.float32]]:
    """Return what speaks for the label on those of *rows* that were explained for it.

    By their place among *rows*, counted from one.
    """
    if bench.file is None or not finding.group.label:  # a whole set has no label
        return {}
    present = finding.group.present
    why = Why.PRESENT if present else Why.DENIED
    seen, maps = bench.file.maps_of(bench.data.label(finding.group.label), why)
    place = {row: number for number, row in enumerate(seen.tolist())}
    return {
        number: speaking_for(maps[[place[row]]], present=present)[0]
        for number, row in enumerate(rows, start=1)
        if row in place
    }


def _draw_place(place: Path, bench: Bench, finding: Finding) -> None:
    """Write the pattern's surroundings on the first suspect, and on another film."""
    first = int(finding.rows[0])
    box = box_on(finding, first)
    if box is None:
        return
    for name, row in (("place", first), ("without", _innocent(bench, finding))):
        if row is not None:
            around = _around(_film(bench, row), box)
            _blocky(around).save(place / f"{finding.id}-{name}.png")


def _innocent(bench: Bench, finding: Finding) -> int | None:
    """Return the first film that is not suspected, if there is one."""
    others = np.setdiff1d(np.arange(len(finding.rows) + 1), finding.rows)
    return int(others[0]) if others[0] < len(bench.data) else None


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


def _around(film: NDArray[np.uint8], box: Box) -> NDArray[np.uint8]:
    top, left = max(box.top - _MARGIN, 0), max(box.left - _MARGIN, 0)
    bottom, right = box.top + box.height + _MARGIN, box.left + box.width + _MARGIN
    return film[top:bottom, left:right]


def _blocky(pixels: NDArray[np.uint8]) -> PillowImage.Image:
    """Return *pixels*, every one a square."""
    factor = max(1, 160 // max(pixels.shape[:2]))
    picture = PillowImage.fromarray(pixels)
    size = pixels.shape[1] * factor, pixels.shape[0] * factor
    return picture.resize(size, PillowImage.Resampling.NEAREST)
