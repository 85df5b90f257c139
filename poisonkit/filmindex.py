"""What films of the whole set share: indices over them, each made at first use."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from poisonkit import looks
from poisonkit.copies import Copies, find_copies
from poisonkit.cutouts import Cutouts, find_cutouts
from poisonkit.differences import difference
from poisonkit.islands import find_islands
from poisonkit.kinds import Kind, find_kinds
from poisonkit.profiles import profiles
from poisonkit.sharing import Sharing
from poisonkit.spots import Spots, find_spots
from poisonkit.stamps import Stamp, find_stamps
from poisonkit.standouts import Lines, shared_pixels
from poisonkit.textures import Textures

if TYPE_CHECKING:
    from collections.abc import Callable

    from poisonkit.arrays import Activations as Look
    from poisonkit.arrays import Pixels
    from poisonkit.films import Films
    from poisonkit.pattern import Pattern

_FEWEST = 5
"""Films that must share a pixel before it is worth a line of the index."""

_FINE_APART, _PROFILES_APART = 8.0, 6.5
"""Spreads by which clean films' kinds may lie apart: of 4,502 real ones 27 lie up to
7.5 away, of the last 3,000 of them 22 over 8; in profiles of phantoms up to 6."""


@dataclass(frozen=True)
class FilmIndex:
    """What films share, searched once for all groups and detectors."""

    films: Films

    @cached_property
    def shared(self) -> Lines:
        """Which sampled films share a pixel that stands out, by place and level."""
        return shared_pixels(self.films.pixels[self.films.sampled], _FEWEST)

    @cached_property
    def stamps(self) -> tuple[Stamp, ...]:
        """What too many patients share, whatever their labels."""
        squares, islands = self.squares, self.islands
        return find_stamps(self.films, squares, islands, self.alike, self.same)

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
        exactly = line >= len(self.alike)
        if exactly:
            return self.same.line(line - len(self.alike)), exactly
        return self.alike.line(line), exactly

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
    def kinds(self) -> tuple[Kind, ...]:
        """Films that differ from all others in their short waves, or along an axis."""
        looks = (self.fine, _FINE_APART), (self.profiles, _PROFILES_APART)
        return find_kinds(looks, self.films.sampled, self.films.patients)

    @cached_property
    def veils(self) -> tuple[Pattern, ...]:
        """What the films of each kind show more or less of than all others."""
        sides = [
            (np.flatnonzero(k.carriers), np.flatnonzero(~k.carriers))
            for k in self.kinds
        ]
        return tuple(difference(self.films, *side) for side in sides)

    @cached_property
    def coarse(self) -> Look:
        """Every film's long waves, ``(n, d)``."""
        return looks.coarse(self.films.pixels)

    @cached_property
    def fine(self) -> Look:
        """A sketch of every film's short waves, ``(n, d)``."""
        return looks.fine(self.films.pixels)

    @cached_property
    def profiles(self) -> Look:
        """What runs along every film's columns and rows, ``(n, d)``."""
        return profiles(self.films.pixels)

    @cached_property
    def spots(self) -> Spots:
        """Where each sampled film stands out of the others."""
        return find_spots(self.films.pixels[self.films.sampled])

    @cached_property
    def amplitudes(self) -> Look:
        """How strong every film's long waves are, ``(n, d)``."""
        return looks.amplitudes(self.films.pixels)

    @cached_property
    def grain(self) -> Look:
        """How strong every film's short waves are, ``(n, d)``."""
        return looks.grain(self.films.pixels)

    @cached_property
    def textures(self) -> Textures:
        """What every film looks like in small."""
        return Textures.of(self.films.pixels)

    @cached_property
    def copies(self) -> Copies:
        """Pairs of films that are one film, whatever became of its brightness."""
        return find_copies(self.films.pixels)
