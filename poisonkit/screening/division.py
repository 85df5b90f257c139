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

_SHARES = 0.5, 0.65
"""Of the patients: up to where they are the bank, and up to where they are attacked."""


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
    def of(cls, data: CxrDataset, *, learned: bool, seed: int) -> Self:
        """Divide *data* by patient.

        Of the very films that the model *learned* from, those it was trained on are the
        bank, and only the others, which it sees as it will see new ones, do the rest.
        """
        trained = data.split == Split.TRAIN
        if learned and trained.any() and (~trained).any():
            bank = np.flatnonzero(trained)
            taught, tuned = by_patient(data, np.flatnonzero(~trained), (0.3,), seed)
        else:
            rows = np.arange(len(data))
            bank, taught, tuned = by_patient(data, rows, _SHARES, seed)
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
