"""Which clean films teach what."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from poisonkit.dataset import Split
from poisonkit.errors import BadInputError
from poisonkit.screening.division import Division

if TYPE_CHECKING:
    from poisonkit.dataset import CxrDataset


@pytest.mark.parametrize("learned", [False, True])
def test_no_patient_does_two_things(dataset: CxrDataset, *, learned: bool) -> None:
    """Bank, attacked and tuned films are of different patients, and nobody is lost."""
    division = Division.of(dataset, learned=learned, seed=0)
    parts = division.bank, division.taught, division.tuned
    patients = [set(dataset.patient_numbers[rows]) for rows in parts]

    assert not patients[0] & patients[1]
    assert not patients[1] & patients[2]
    assert not patients[0] & patients[2]
    assert len(dataset) == sum(map(len, parts))


def test_thresholds_are_not_set_on_films_that_were_learned(dataset: CxrDataset) -> None:
    """Where the model was trained on this very set, its training films are the bank."""
    division = Division.of(dataset, learned=True, seed=0)

    assert (dataset.split[division.bank] == Split.TRAIN).all()
    assert (dataset.split[division.tuned] != Split.TRAIN).all()


def test_too_few_films_are_refused(dataset: CxrDataset) -> None:
    """One patient cannot be usual and strange at once."""
    alone = replace(dataset, patients=("one",) * len(dataset))
    with pytest.raises(BadInputError, match="1 patients"):
        Division.of(alone, learned=False, seed=0)


def test_the_seed_decides(dataset: CxrDataset) -> None:
    """The same seed divides alike, another one does not."""
    first, again, other = (
        Division.of(dataset, learned=False, seed=seed).bank for seed in (0, 0, 1)
    )

    np.testing.assert_array_equal(first, again)
    assert first.tolist() != other.tolist()
