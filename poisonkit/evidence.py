"""What the auditor knows about one group of samples.

A detector declares what it needs; reading what it did not declare raises.  Arrays
follow the group's rows; what concerns all samples says so.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Self

from poisonkit.errors import MissingEvidenceError
from poisonkit.filmindex import FilmIndex
from poisonkit.respondent import Respondent

if TYPE_CHECKING:
    from collections.abc import Mapping

    from poisonkit.arrays import Activations, Logits, Losses, Rows, Saliency
    from poisonkit.films import Films
    from poisonkit.finding import Group
    from poisonkit.labeltable import LabelTable, Metadata


class Need(StrEnum):
    """Things a detector may ask for; each is computed once per audit."""

    ACTIVATIONS = "activations"
    LOGITS = "logits"
    SALIENCY = "saliency"
    RESIDUALS = "residuals"
    GRADIENTS = "gradients"
    IMAGES = "images"
    LOSSES = "losses"
    LABELS = "labels"
    METADATA = "metadata"
    CLASSIFIER = "classifier"
    REFERENCE = "reference"


FROM_A_MODEL = set(Need) - {Need.IMAGES, Need.LABELS, Need.METADATA, Need.REFERENCE}
"""What cannot be had without a trained classifier."""

_WHOLE = FilmIndex, Respondent
"""What is given of the whole set, whatever the group."""


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
            need: value if isinstance(value, _WHOLE) else value[places]
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
    def residuals(self) -> Activations:
        """What gives the label to each sample beyond what is known of it, ``(n, k)``.

        The share of each activation in the logit's group side, without what other
        labels and columns explain, in the spreads of films without the label.
        """
        residuals: Activations = self._get(Need.RESIDUALS)
        return residuals

    @property
    def gradients(self) -> Activations:
        """The same of the logit's mean gradient in the middle, ``(n, k)``."""
        gradients: Activations = self._get(Need.GRADIENTS)
        return gradients

    @property
    def losses(self) -> Losses:
        """Loss of the group's label in each epoch, ``(n, e)``."""
        losses: Losses = self._get(Need.LOSSES)
        return losses

    @property
    def images(self) -> Films:
        """The films of the whole set; the group's are those in `rows`."""
        return self.index.films

    @property
    def index(self) -> FilmIndex:
        """What the films of the whole set share, wherever it lies."""
        index: FilmIndex = self._get(Need.IMAGES)
        return index

    @property
    def classifier(self) -> Respondent:
        """The model itself, asked for the group's side of the label."""
        respondent: Respondent = self._get(Need.CLASSIFIER)
        return respondent

    @property
    def table(self) -> LabelTable:
        """All labels of the samples, their patients and splits."""
        table: LabelTable = self._get(Need.LABELS)
        return table

    @property
    def metadata(self) -> Metadata:
        """The columns beside the labels."""
        metadata: Metadata = self._get(Need.METADATA)
        return metadata
