"""Label errors: films that look like the other side of their label.

Confident learning, Northcutt, Jiang and Chuang (2021), JAIR 70:1373, judges a label by
what a model fitted to other films says of it.  A network of the audit will not do: it
learned the suspected labels, wrong ones too, and no later fold makes it forget them.
So here the films are told apart without one.

Hard films look like errors.  But they are as frequent in every split, and whoever
poisons poisons what is trained on: a label is accused if the training films fit it
worse than the others do.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, final

import numpy as np

from poisonkit.detectors._strays import Gap, gap, worse_side
from poisonkit.detectors.base import Detector, Scope
from poisonkit.errors import BadParameterError
from poisonkit.evidence import Need
from poisonkit.finding import Group, Kind, Severity
from poisonkit.observation import Observation
from poisonkit.parts import Part
from poisonkit.scores import Scores
from poisonkit.textures import RIDGES, out_of_fold

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from poisonkit.arrays import Rows
    from poisonkit.evidence import Evidence
    from poisonkit.labeltable import LabelTable

_TRAIN = 0
_PENALTY = (RIDGES[0],)
"""One for all: where it is chosen by how well a label is told, a label is chosen for
being told well outside the training split by luck."""

_FEWEST = 10
"""Patients on each side of a label, in the training split and outside it."""

_SURE = 1e-3
"""Chance below which a label's training films are accused, and not only listed."""


@final
@dataclass(frozen=True, kw_only=True)
class LabelErrors(Detector):
    """Rank films by how little their labels fit their pixels."""

    code: ClassVar[str] = "PK424"
    scope: ClassVar[Scope] = Scope.SET
    needs: ClassVar[frozenset[Need]] = frozenset({Need.LABELS, Need.IMAGES})

    least: float = 0.7
    """AUROC outside the training split below which a label is too hard to tell."""

    def __post_init__(self) -> None:
        """Refuse what is no AUROC."""
        if not 0 <= self.least <= 1:
            raise BadParameterError(f"least must lie between 0 and 1: {self.least}")

    def score(self, evidence: Evidence) -> Scores:
        """Tell every label from films of other patients, and compare the splits."""
        table = evidence.table
        seen = evidence.index.looks.textures.vectors[evidence.rows]
        told = out_of_fold(seen, table.labels, table.patients, _PENALTY)
        outcomes = [
            self._label(table, k, told[:, k], evidence.rows)
            for k in range(len(table.names))
        ]
        tested = tuple(one for one in outcomes if isinstance(one, Observation))
        unlike = np.where(table.labels >= 0, np.abs(table.labels - told), 0.0)
        weighed = np.clip(unlike, 0, 1) * [_weight(one) for one in outcomes]
        return Scores(
            suspicion=weighed.max(axis=1, initial=0),
            separation=max((one.separation for one in tested), default=0.0),
            observations=tested,
            left_out=tuple(one for one in outcomes if isinstance(one, tuple)),
        )

    def _label(
        self, table: LabelTable, k: int, told: NDArray[np.float64], rows: Rows
    ) -> Observation | tuple[str, str]:
        """Return what there is to say of one label, or why there is nothing."""
        column, name = table.labels[:, k], table.names[k]
        whole = Part(told=told, has=column == 1, patients=table.patients)
        train = (column >= 0) & (table.split == _TRAIN)
        others = (column >= 0) & (table.split != _TRAIN)
        here, elsewhere = whole.take(train), whole.take(others)
        if min(_patients(here), _patients(elsewhere)) < _FEWEST:
            return name, (
                f"{_FEWEST} patients with the label and without it are needed, both in "
                "the training split and outside it"
            )
        found = gap(here, elsewhere)
        if found.elsewhere < self.least:
            hard = f"too hard to tell without a network: AUROC below {self.least:g}"
            return name, hard
        present = worse_side(here, elsewhere)
        strange = here.strays(elsewhere, present=present)
        fit = here.told[strange] * (1 if present else -1)
        order = np.argsort(fit, kind="stable")
        chosen = np.flatnonzero(train)[strange][order]
        suspicion = np.clip(np.abs(column[chosen] - told[chosen]), 0, 1)
        return _observe(Group(name, present), rows[chosen], suspicion, found)


def _weight(outcome: Observation | tuple[str, str]) -> float:
    """Return how far a label is suspicious itself; one half where nothing is known."""
    return 1 - outcome.p_value if isinstance(outcome, Observation) else 0.5


def _patients(part: Part) -> int:
    """Return the number of patients on the side of the label that has fewer."""
    return min(
        len(np.unique(part.patients[part.has == side])) for side in (True, False)
    )


def _observe(
    group: Group, rows: Rows, suspicion: NDArray[np.float64], found: Gap
) -> Observation:
    return Observation(
        kind=Kind.LABEL,
        group=group,
        rows=rows,
        suspicion=suspicion,
        separation=max(found.sigmas, 0.0),
        p_value=found.p_value,
        gravest=Severity.MEDIUM if found.p_value < _SURE else Severity.LOW,
        why=(
            f"{group.label} fits the training films worse than the others (AUROC "
            f"{found.here:.2f} against {found.elsewhere:.2f}, told without a network "
            "and from other patients); listed are training films that look like the "
            "other side"
        ),
    )
