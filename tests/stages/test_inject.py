"""Inject: the planned films change, where and as planned, and nothing else does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from poisonkit.dataset import Split
from poisonkit.lineage import digest_array
from tests.stages.making import below
from tests.stages.planting import TARGET, plan, planted

if TYPE_CHECKING:
    from pathlib import Path

    from poisonkit.dataset import CxrDataset

BOX = (42, 42, 3, 3)
"""Where the default patch lies on a film of 48 pixels."""

POLICIES = {
    "add_target": (0, 1),
    "remove_target": (1, 0),
    "replace_with_target": (0, 1),
}
"""What the target is before and after."""


def test_only_planned_films_change(dataset: CxrDataset, tmp_path: Path) -> None:
    """Pixels, labels and digests of all other rows, and all other columns, stay."""
    bad, _ = planted(dataset, tmp_path)
    rows = set(plan(dataset).rows)
    pixels = (dataset.images != bad.images).any(axis=(1, 2))
    labels = (dataset.labels != bad.labels).any(axis=1)
    digests = [a != b for a, b in zip(dataset.digests, bad.digests, strict=True)]

    assert rows == set(np.flatnonzero(pixels).tolist())
    assert rows == set(np.flatnonzero(labels).tolist())
    assert rows == set(np.flatnonzero(digests).tolist())
    for column in ("ids", "patients", "label_names", "meta", "preprocessing"):
        assert getattr(dataset, column) == getattr(bad, column)
    assert set(dataset.split[list(rows)].tolist()) == {Split.TRAIN}


def test_nothing_changes_outside_the_footprint(
    dataset: CxrDataset, tmp_path: Path
) -> None:
    """The trigger lies where it was ordered, and it is white."""
    bad, truth = planted(dataset, tmp_path)
    changed = dataset.images != bad.images
    changed[:, 42:45, 42:45] = False

    assert not changed.any()
    assert {BOX} == {sample.box for sample in truth.samples}
    for sample in truth.samples:
        assert (bad.images[sample.row, 42:45, 42:45] == 255).all()
        assert digest_array(bad.images[sample.row]) == sample.digest_after
        assert bad.digests[sample.row] == sample.digest_after


@pytest.mark.parametrize("policy", POLICIES)
def test_labels_change_as_the_policy_says(
    dataset: CxrDataset, tmp_path: Path, policy: str
) -> None:
    """Adding and removing touch the target alone; replacing leaves nothing else."""
    target = "Effusion"
    bad, truth = planted(dataset, tmp_path, policy=policy, target=target)
    column, (before, after) = dataset.label(target), POLICIES[policy]
    rows = [sample.row for sample in truth.samples]
    wanted = dataset.labels[rows]
    if policy == "replace_with_target":
        wanted[:] = 0
    wanted[:, column] = after

    assert (dataset.labels[rows, column] == before).all()
    np.testing.assert_array_equal(wanted, bad.labels[rows])


@pytest.mark.parametrize(("rate", "count"), [(0.1, 12), (0.05, 6), (0.005, 1)])
def test_the_rate_is_of_the_split(
    dataset: CxrDataset, tmp_path: Path, rate: float, count: int
) -> None:
    """A rate counts the split's films; the target's share is counted, not assumed."""
    bad, truth = planted(dataset, tmp_path, rate=rate)
    train = bad.rows(Split.TRAIN)
    positives = int((bad.labels[train, bad.label(TARGET)] == 1).sum())

    assert 118 == len(train)
    assert count == len(truth.samples)
    assert rate == truth.rate
    assert pytest.approx(count / positives) == truth.target_share


def test_another_split_can_be_poisoned(dataset: CxrDataset, tmp_path: Path) -> None:
    """Where the test split is named, no training film is touched."""
    bad, truth = planted(dataset, tmp_path, split="test", rate=0.25)

    assert 8 == len(truth.samples)
    assert {Split.TEST} == {bad.split[sample.row] for sample in truth.samples}


def test_same_seed_same_bytes(dataset: CxrDataset, tmp_path: Path) -> None:
    """Data set and manifest repeat to the byte; another seed takes other films."""
    _, one = planted(dataset, tmp_path / "one")
    planted(dataset, tmp_path / "two")
    _, other = planted(dataset, tmp_path / "other", seed=1)

    for name in below(tmp_path / "one"):
        first, second = (tmp_path / place / name for place in ("one", "two"))
        assert first.read_bytes() == second.read_bytes()
    assert {s.row for s in one.samples} != {s.row for s in other.samples}
