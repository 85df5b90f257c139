"""Which clean films teach what: no film, and no patient, does two things."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np

from poisonkit.dataset import Split
from poisonkit.errors import BadInputError

if TYPE_CHECKING:
    from poisonkit.arrays import Rows
    from poisonkit.dataset import CxrDataset

FEWEST = 40
"""Clean films that a screening cannot do without."""

_TAUGHT = (0.3,)
"""The share of the other patients whose films are attacked."""

_ALL = 0.5, 0.65
"""Where all are others: up to where they are the bank, and up to where attacked."""


@dataclass(frozen=True, kw_only=True)
class Division:
    """Rows of clean films."""

    bank: Rows
    """What is usual is learned from these."""

    taught: Rows
    """Copies of these are attacked, for what is taught by examples."""

    tuned: Rows
    """On these is found how often clean films raise an alarm."""

    @classmethod
    def of(cls, data: CxrDataset, *, seed: int, without: Rows | None = None) -> Self:
        """Divide *data* by patient; who has a film in the rows *without* is left out.

        Films of the training split are the bank where there are enough others: a model
        may have been trained on them, and would see new ones with other eyes.
        """
        away = np.isin(
            data.patient_numbers,
            data.patient_numbers[[] if without is None else without],
        )
        trained = data.split == Split.TRAIN
        bank, others = (np.flatnonzero(side & ~away) for side in (trained, ~trained))
        if min(len(bank), len(others)) >= FEWEST:
            taught, tuned = by_patient(data, others, _TAUGHT, seed)
        else:
            bank, taught, tuned = by_patient(data, np.flatnonzero(~away), _ALL, seed)
        if min(len(bank), len(taught), len(tuned)) < 1 or len(data) < FEWEST:
            raise BadInputError(
                f"the reference has {len(data)} films of "
                f"{len(set(data.patients))} patients; {FEWEST} films of a few patients "
                f"are needed, and 200 films for a false-alarm rate of 1 %"
            )
        return cls(bank=bank, taught=taught, tuned=tuned)


def by_patient(
    data: CxrDataset, rows: Rows, shares: tuple[float, ...], seed: int
) -> list[Rows]:
    """Return *rows* in parts; all films of a patient are in one part."""
    own = data.patient_numbers[rows]
    patients = np.random.default_rng(seed).permutation(np.unique(own))
    cuts = [round(share * len(patients)) for share in shares]
    parts = np.split(patients, cuts)
    return [rows[np.isin(own, part)] for part in parts]
