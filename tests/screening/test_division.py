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
    from collections.abc import Callable

    from poisonkit.dataset import CxrDataset


def mixed(dataset: CxrDataset) -> CxrDataset:
    """Return the same films, half of the patients in the training split."""
    odd = dataset.patient_numbers % 2
    return replace(dataset, split=np.where(odd, Split.TEST, Split.TRAIN))


def whole(dataset: CxrDataset) -> CxrDataset:
    """Return the same films, all in one split."""
    return replace(dataset, split=np.full(len(dataset), Split.TEST))


@pytest.mark.parametrize("kind", [mixed, whole])
def test_no_patient_does_two_things(
    dataset: CxrDataset, kind: Callable[[CxrDataset], CxrDataset]
) -> None:
    """Bank, attacked and tuned films are of different patients, and nobody is lost."""
    data = kind(dataset)
    division = Division.of(data, seed=0)
    parts = division.bank, division.taught, division.tuned
    patients = [set(data.patient_numbers[rows]) for rows in parts]

    assert not patients[0] & patients[1]
    assert not patients[1] & patients[2]
    assert not patients[0] & patients[2]
    assert len(data) == sum(map(len, parts))


def test_thresholds_are_not_set_on_films_that_were_learned(dataset: CxrDataset) -> None:
    """Films of the training split are the bank, and never set a threshold."""
    data = mixed(dataset)
    division = Division.of(data, seed=0)

    assert (data.split[division.bank] == Split.TRAIN).all()
    assert (data.split[division.tuned] != Split.TRAIN).all()


def test_patients_can_be_left_out(dataset: CxrDataset) -> None:
    """Nothing is learned of a patient of whom a film arrives later."""
    gone = np.array([0, 30, 60])
    division = Division.of(dataset, seed=0, without=gone)
    used = np.concatenate([division.bank, division.taught, division.tuned])
    numbers = dataset.patient_numbers

    assert not set(numbers[gone]) & set(numbers[used])


def test_too_few_films_are_refused(dataset: CxrDataset) -> None:
    """One patient cannot be usual and strange at once."""
    alone = replace(dataset, patients=("one",) * len(dataset))
    with pytest.raises(BadInputError, match="1 patients"):
        Division.of(alone, seed=0)


def test_the_seed_decides(dataset: CxrDataset) -> None:
    """The same seed divides alike, another one does not."""
    first, again, other = (
        Division.of(whole(dataset), seed=seed).bank for seed in (0, 0, 1)
    )

    np.testing.assert_array_equal(first, again)
    assert first.tolist() != other.tolist()
