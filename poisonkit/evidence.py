"""What the auditor knows about one group of samples.

A detector declares what it needs; reading what it did not declare raises.  Arrays
follow the group's rows; what concerns all samples says so.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self

from poisonkit.cutouts import Cutouts, find_cutouts
from poisonkit.errors import MissingEvidenceError
from poisonkit.stamps import Stamp, best_stamp
from poisonkit.standouts import Lines, shared_pixels

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from numpy.typing import NDArray

    from poisonkit.arrays import (
        Activations,
        Logits,
        Losses,
        Pixels,
        Rows,
        Saliency,
    )
    from poisonkit.finding import Group


class Need(StrEnum):
    """Things a detector may ask for; each is computed once per audit."""

    ACTIVATIONS = "activations"
    LOGITS = "logits"
    SALIENCY = "saliency"
    IMAGES = "images"
    LOSSES = "losses"
    METADATA = "metadata"
    CLASSIFIER = "classifier"
    REFERENCE = "reference"


FROM_A_MODEL = {
    Need.ACTIVATIONS,
    Need.LOGITS,
    Need.SALIENCY,
    Need.LOSSES,
    Need.CLASSIFIER,
}
"""What cannot be had without a trained classifier."""

_LARGEST_INDEX = 400_000_000
"""Pixels to index; of a larger set, films at even steps."""

_FEWEST = 5
"""Films that must share a pixel before it is worth a line of the index."""


@dataclass(frozen=True)
class Films:
    """The films of the whole set, and two indices over them, each made at first use."""

    pixels: Pixels
    """(n, h, w), mapped."""

    patients: NDArray[np.int64]
    """(n,), a number per patient."""

    @cached_property
    def sampled(self) -> Rows:
        """The rows the indices cover: all, or every k-th of a large set."""
        import numpy as np  # noqa: PLC0415 - names only above

        step = -(-self.pixels.size // _LARGEST_INDEX)
        return np.arange(0, len(self.pixels), step)

    @cached_property
    def shared(self) -> Lines:
        """Which sampled films share a pixel that stands out, by place and level."""
        return shared_pixels(self.pixels[self.sampled], _FEWEST)

    @cached_property
    def stamp(self) -> Stamp | None:
        """The square at one place that too many patients share, if there is one."""
        return best_stamp(self)

    @cached_property
    def cutouts(self) -> Cutouts:
        """Small sharp-edged squares of the sampled films, wherever they lie."""
        found = find_cutouts(self.pixels[self.sampled])
        return replace(found, rows=self.sampled[found.rows])


@dataclass(frozen=True)
class Evidence:
    """The samples of one group: *n* rows in every array."""

    group: Group
    rows: Rows
    """(n,): the samples of the group."""

    others: Rows
    """The samples known to be on the other side of the label."""

    given: Mapping[Need, Any]

    def __len__(self) -> int:
        return len(self.rows)

    def take(self, places: Rows) -> Self:
        """Return the evidence of some of the samples, by their place in the group."""
        given = {
            need: value if isinstance(value, Films) else value[places]
            for need, value in self.given.items()
        }
        return replace(self, rows=self.rows[places], given=given)

    def _get(self, need: Need) -> Any:
        if need not in self.given:
            raise MissingEvidenceError(
                f"{need} were not given for {self.group}; a detector must declare "
                f"them in its `needs`"
            )
        return self.given[need]

    @property
    def activations(self) -> Activations:
        """Penultimate-layer activations, ``(n, d)``."""
        activations: Activations = self._get(Need.ACTIVATIONS)
        return activations

    @property
    def logits(self) -> Logits:
        """Logits of the group's label, ``(n,)``."""
        logits: Logits = self._get(Need.LOGITS)
        return logits

    @property
    def saliency(self) -> Saliency:
        """What speaks for the group's side of the label, ``(n, g, g)``, sum 1 or 0."""
        saliency: Saliency = self._get(Need.SALIENCY)
        return saliency

    @property
    def losses(self) -> Losses:
        """Loss of the group's label in each epoch, ``(n, e)``."""
        losses: Losses = self._get(Need.LOSSES)
        return losses

    @property
    def images(self) -> Films:
        """The films of the whole set; the group's are those in `rows`."""
        films: Films = self._get(Need.IMAGES)
        return films
