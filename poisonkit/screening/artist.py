"""Pictures of suspects: the film, and beside it what the model looks at."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from poisonkit.overlays import marked, overlay, side_by_side
from poisonkit.saliency import SALIENCY
from poisonkit.seer import Seer

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from poisonkit.arrays import Pixels
    from poisonkit.witness import Witness

PICTURES = "pictures"
_MOST = 200
"""Suspects of which a picture is drawn."""

_METHOD = "hires_cam"


@dataclass(kw_only=True)
class Artist:
    """Draws suspects, and counts them."""

    witness: Witness
    label_names: Sequence[str]
    folder: Path
    drawn: int = field(default=0, init=False)

    def draw(self, film: Pixels, label: int, place: tuple[int, int] | None) -> str:
        """Write the picture of *film*; return the file's name, or nothing.

        *label* is the one that stands out, *place* x and y where it comes from.
        """
        if self.drawn >= _MOST:
            return ""
        self.drawn += 1
        name = f"{PICTURES}/{self.drawn:03d}.png"
        (self.folder / PICTURES).mkdir(exist_ok=True)
        _, _, heat = next(self._seer.looks(film, [self.label_names[label]]))
        both = side_by_side(film, overlay(film, heat))
        marked(both, place, film.shape[0]).save(self.folder / name)
        return name

    @cached_property
    def _seer(self) -> Seer:
        return Seer(
            names=tuple(self.label_names),
            model=self.witness.model,
            member=SALIENCY.create(_METHOD),
            compute=self.witness.compute,
        )
