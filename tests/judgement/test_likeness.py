"""Pseudo-groups are like the group that they are compared with."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from poisonkit.dataset import CxrDataset
from poisonkit.judgement.likeness import Likeness

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def data(dataset_path: Path) -> CxrDataset:
    """Return the phantoms."""
    return CxrDataset.open(dataset_path)


def rows_seen(data: CxrDataset, view: str) -> np.ndarray:
    """Return the films of one view."""
    return np.flatnonzero(np.array(data.meta["view"]) == view)


def test_a_group_of_one_view_is_compared_with_that_view(data: CxrDataset) -> None:
    """Of ten films that are drawn, most were taken as the group's were."""
    innocent = np.arange(len(data))
    lying = rows_seen(data, "AP")
    odds = Likeness(data).odds(0, lying, innocent)
    usual = len(lying) / len(data)

    assert odds[lying].sum() > min(0.9, 2 * usual)
    assert (odds > 0).all(), "nobody is out of the question"


def test_a_group_with_much_else_is_compared_with_such(data: CxrDataset) -> None:
    """Films with other findings are drawn more often for a group that has them."""
    ill = np.flatnonzero((data.labels[:, 1:] == 1).sum(axis=1) >= 2)
    odds = Likeness(data).odds(0, ill, np.arange(len(data)))

    assert odds[ill].sum() > 2 * len(ill) / len(data)


def test_a_group_like_all_is_compared_with_all(data: CxrDataset) -> None:
    """Where a group is as the rest, every film is as likely as another."""
    everybody = np.arange(len(data))
    odds = Likeness(data).odds(0, everybody, everybody)

    assert np.allclose(odds, 1 / len(data))


def test_its_own_label_is_no_other_finding(data: CxrDataset) -> None:
    """The group has its label and the innocent have not: that sets nobody apart."""
    has = np.flatnonzero((data.labels[:, 0] == 1) & (data.labels[:, 1:] != 1).all(1))
    well = np.flatnonzero((data.labels != 1).all(axis=1))
    view = np.array(data.meta["view"])
    has, well = (rows[view[rows] == "PA"] for rows in (has, well))

    assert len(has)
    assert np.allclose(Likeness(data).odds(0, has, well), 1 / len(well))
