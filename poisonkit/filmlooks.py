"""What every film of a set is like, as few numbers; each look is taken at first use."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph

from poisonkit import looks
from poisonkit.copies import Copies, find_copies
from poisonkit.differences import difference
from poisonkit.kinds import Kind, find_kinds
from poisonkit.noiseprints import noiseprints
from poisonkit.profiles import profiles
from poisonkit.textures import Textures

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from poisonkit.arrays import Activations as Look
    from poisonkit.films import Films
    from poisonkit.pattern import Pattern

_APART = 10.0, 7.5, 10.0
"""Spreads by which kinds may lie apart that nature makes, in three looks: clean real
films, 4,502 and parts of these, leave a little over 8, 7 and 8; phantoms up to 6."""


@dataclass(frozen=True)
class FilmLooks:
    """What each film is like, which are one, and which are of a kind of their own."""

    films: Films

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
    def noiseprints(self) -> Look:
        """How far each goes along what many share pixel by pixel, ``(n, d)``."""
        return noiseprints(self.films.pixels, self.families)

    @cached_property
    def families(self) -> NDArray[np.int64]:
        """A number for each patient's films and copies of these, ``(n,)``."""
        people = np.unique(self.films.patients, return_inverse=True)[1]
        count, copies = len(np.unique(people)), self.copies
        pairs = people[copies.first], people[copies.second]
        known = sparse.coo_array((np.ones(len(copies)), pairs), shape=(count, count))
        found: NDArray[np.int64] = csgraph.connected_components(known)[1][people]
        return found

    @cached_property
    def copies(self) -> Copies:
        """Pairs of films that are one film, whatever became of its brightness."""
        return find_copies(self.films.pixels)

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
    def kinds(self) -> tuple[Kind, ...]:
        """Films that differ from all others in what is fine, or along an axis."""
        seen = self.fine, self.profiles, self.noiseprints
        apart = zip(seen, _APART, strict=True)
        return find_kinds(tuple(apart), self.films.sampled, self.films.patients)

    @cached_property
    def veils(self) -> tuple[Pattern, ...]:
        """What the films of each kind show more or less of than all others."""
        sides = [
            (np.flatnonzero(k.carriers), np.flatnonzero(~k.carriers))
            for k in self.kinds
        ]
        return tuple(difference(self.films, *side) for side in sides)
