"""What films of the whole set share: indices over them, each made at first use."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from poisonkit.cutouts import Cutouts, find_cutouts
from poisonkit.filmlooks import FilmLooks
from poisonkit.islands import find_islands
from poisonkit.sharing import Sharing
from poisonkit.spots import Spots, find_spots
from poisonkit.stamps import Stamp, find_stamps
from poisonkit.standouts import Lines, shared_pixels

if TYPE_CHECKING:
    from collections.abc import Callable

    from poisonkit.arrays import Pixels
    from poisonkit.films import Films

_FEWEST = 5
"""Films that must share a pixel before it is worth a line of the index."""


@dataclass(frozen=True)
class FilmIndex:
    """What films share, searched once for all groups and detectors."""

    films: Films

    @cached_property
    def looks(self) -> FilmLooks:
        """What each of them is like."""
        return FilmLooks(self.films)

    @cached_property
    def shared(self) -> Lines:
        """Which sampled films share a pixel that stands out, by place and level."""
        return shared_pixels(self.films.pixels[self.films.sampled], _FEWEST)

    @cached_property
    def stamps(self) -> tuple[Stamp, ...]:
        """What too many patients share, whatever their labels."""
        shapes = self.squares, self.islands
        return find_stamps(self.films, *shapes, self.alike, self.same)

    @cached_property
    def alike(self) -> Sharing:
        """Which of the sampled films share a small shape that is nearly the same."""
        shapes = Cutouts.joined([self.squares, self.islands])
        return Sharing.of(shapes, shapes.contents)

    @cached_property
    def same(self) -> Sharing:
        """Which share one that is the same to the grey level."""
        return self.alike.exactly(self.films.pixels)

    @cached_property
    def shared_shapes(self) -> sparse.csr_matrix:
        """Which films those are, ``(lines, n)``: of what is alike, then the same."""
        films = np.arange(len(self.films.pixels))
        lines = [sharing.among(films) for sharing in (self.alike, self.same)]
        return sparse.vstack(lines, format="csr")

    def shapes_on(self, line: int) -> tuple[Cutouts, bool]:
        """Return the shapes of one of those lines, and whether they are the same."""
        if line < len(self.alike):
            return self.alike.line(line), False
        return self.same.line(line - len(self.alike)), True

    @cached_property
    def squares(self) -> Cutouts:
        """Small sharp-edged squares of the sampled films, wherever they lie."""
        return self._sampled(find_cutouts)

    @cached_property
    def islands(self) -> Cutouts:
        """Sharp-edged shapes that are no squares, likewise."""
        return self._sampled(find_islands)

    def _sampled(self, find: Callable[[Pixels], Cutouts]) -> Cutouts:
        found = find(self.films.pixels[self.films.sampled])
        return replace(found, rows=self.films.sampled[found.rows])

    @cached_property
    def spots(self) -> Spots:
        """Where each sampled film stands out of the others."""
        return find_spots(self.films.pixels[self.films.sampled])
