"""Metadata: a column beside the labels that all but tells a label.

A network that can see the column on the film, a view or a machine's lettering, need not
look for the disease: Zech et al. (2018), PLoS Medicine 15:e1002683.  Half of the
patients say how common the label is at each value, the other half is ranked by it, and
the other way round; so a column with a value per film tells nothing.  What is usual,
and what patients shuffled among the values would show, is no finding; and none accuses
a film.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, final

import numpy as np
from scipy import stats

from poisonkit.chance import p_value_of
from poisonkit.detectors._columns import halves_auroc, levels
from poisonkit.detectors.base import Detector, Scope
from poisonkit.errors import BadParameterError
from poisonkit.evidence import Need
from poisonkit.finding import Group, Kind, Severity
from poisonkit.observation import Observation
from poisonkit.scores import Scores

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from poisonkit.arrays import Rows
    from poisonkit.evidence import Evidence

_SHUFFLES = 100
_FEWEST = 10
"""Patients with a label, and without it, below which nothing can be said of it."""

_CERTAIN = 0.9
"""AUROC from which a column is nearly the label itself."""

_PERSONAL = {"sex", "age"}
"""Columns of the person; the others are of how the film was made or whence it came."""


@final
@dataclass(frozen=True, kw_only=True)
class Metadata(Detector):
    """Rank films by columns such as view, manufacturer, sex and age."""

    code: ClassVar[str] = "PK423"
    scope: ClassVar[Scope] = Scope.SET
    needs: ClassVar[frozenset[Need]] = frozenset({Need.LABELS, Need.METADATA})

    usual: float = 0.7
    """AUROC up to which a column may tell a label innocently: the sick are older and
    lie in bed."""

    def __post_init__(self) -> None:
        """Refuse what is no AUROC of a column that tells anything."""
        if not 0.5 <= self.usual < 1:  # noqa: PLR2004 - chance
            raise BadParameterError(f"usual must lie from 0.5 to 1: {self.usual}")

    def score(self, evidence: Evidence) -> Scores:
        """Test every column on all labels together."""
        table, columns = evidence.table, evidence.metadata.columns
        one = _of_each_patient(table.patients)
        known = table.labels[one]
        enough = np.minimum((known == 1).sum(0), (known == 0).sum(0)) >= _FEWEST
        chosen = np.flatnonzero(enough)
        rare = f"fewer than {_FEWEST} patients with the label or without it"
        left_out = [(table.names[k], rare) for k in np.flatnonzero(~enough)]
        observations = []
        for name, texts in sorted(columns.items()):
            values = levels(texts[one])
            if values.max(initial=0) == 0:
                left_out.append((name, "one value on all films"))
            elif len(chosen):
                names = [table.names[k] for k in chosen]
                observations.append(self._test(name, values, known[:, chosen], names))
        return Scores(
            suspicion=np.zeros(len(evidence)),
            separation=max((one.separation for one in observations), default=0.0),
            observations=tuple(observations),
            left_out=tuple(left_out),
        )

    def _test(
        self, name: str, values: Rows, labels: NDArray[np.int8], names: list[str]
    ) -> Observation:
        """Return how far a column ``(m,)`` tells the label it tells best."""
        rng = np.random.default_rng(0)
        half = rng.permutation(len(values)) % 2
        own = halves_auroc(values, labels, half)
        null = np.array(
            [
                halves_auroc(rng.permutation(values), labels, half).max()
                for _ in range(_SHUFFLES)
            ]
        )
        best = int(np.argmax(own))
        spread = max(float(null.std(ddof=1)), 1e-3)
        floor = max(self.usual, float(null.mean()))
        order = np.argsort(-own, kind="stable")
        told = [f"{names[k]} ({own[k]:.2f})" for k in order if own[k] > self.usual]
        shown = ", ".join(told[:5]) or f"{names[best]} ({own[best]:.2f})"
        return Observation(
            kind=Kind.METADATA if name in _PERSONAL else Kind.SHORTCUT,
            group=Group(names[best], present=True),
            rows=np.empty(0, np.int64),
            suspicion=np.empty(0),
            separation=max(float(own[best]) - 0.5, 0.0),
            p_value=p_value_of(stats.norm.logsf((own[best] - floor) / spread)),
            gravest=Severity.MEDIUM if own[best] >= _CERTAIN else Severity.LOW,
            subject=name,
            why=(
                f"the column {name} alone ranks the films of patients that it was not "
                f"fitted to with an AUROC of more than {self.usual:g}: {shown}; a "
                "network may learn it instead of the disease"
            ),
        )


def _of_each_patient(patients: NDArray[np.int64]) -> Rows:
    """Return a row of every patient, drawn by chance: their films are no trials."""
    order = np.random.default_rng(0).permutation(len(patients))
    first = np.unique(patients[order], return_index=True)[1]
    return np.sort(order[first])
