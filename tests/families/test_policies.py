"""Every label policy: who may be chosen, and what becomes of the labels."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from poisonkit.policies import POLICIES

if TYPE_CHECKING:
    from poisonkit.arrays import Labels
    from poisonkit.policies.base import LabelPolicy

TABLES = arrays(
    np.int8,
    st.tuples(st.integers(1, 12), st.integers(1, 5)),
    elements=st.sampled_from([-1, 0, 1]),
)
NAMES = sorted(POLICIES.modules())
EXAMPLE = np.array([[1, 0, -1], [0, 1, 1], [-1, 1, 0], [0, -1, 0]], np.int8)
EXAMPLE.flags.writeable = False


@pytest.fixture(params=NAMES)
def policy(request: pytest.FixtureRequest) -> LabelPolicy:
    return POLICIES.create(str(request.param))


@pytest.mark.parametrize("name", NAMES)
@given(labels=TABLES, target=st.integers(0, 4))
def test_the_promises(name: str, labels: Labels, target: int) -> None:
    """Chosen are known to be the opposite; afterwards all show what is wanted."""
    policy, target = POLICIES.create(name), target % labels.shape[1]
    before = labels.copy()
    chosen = policy.eligible(labels, target)
    changed = policy.relabel(labels[chosen], target)

    assert (len(labels),) == chosen.shape
    assert np.bool_ == chosen.dtype
    assert not (labels[chosen, target] == policy.wanted).any()
    assert (labels[chosen, target] != -1).all()
    assert (changed[:, target] == policy.wanted).all()
    assert labels[chosen].shape == changed.shape
    assert labels.dtype == changed.dtype
    assert np.isin(changed, [-1, 0, 1]).all()
    np.testing.assert_array_equal(before, labels)


def test_a_policy_looks_at_one_sample_at_a_time(policy: LabelPolicy) -> None:
    """What becomes of a sample does not depend on who else is poisoned."""
    one_by_one = [policy.relabel(EXAMPLE[k : k + 1], 1)[0] for k in range(len(EXAMPLE))]

    np.testing.assert_array_equal(one_by_one, policy.relabel(EXAMPLE, 1))


def test_labels_on_disk_need_not_be_copied(policy: LabelPolicy) -> None:
    """A read-only table is enough: a policy writes into a copy."""
    assert not np.shares_memory(policy.relabel(EXAMPLE, 0), EXAMPLE)


@pytest.mark.parametrize(
    ("name", "eligible", "labels"),
    [
        ("add_target", [0], [[1, 1, -1], [0, 1, 1], [-1, 1, 0], [0, 1, 0]]),
        ("remove_target", [1, 2], [[1, 0, -1], [0, 0, 1], [-1, 0, 0], [0, 0, 0]]),
        ("replace_with_target", [0], [[0, 1, 0]] * 4),
    ],
)
def test_what_the_docstring_says(
    name: str, eligible: list[int], labels: list[list[int]]
) -> None:
    """Co-findings and unknown labels stay, but where everything is replaced."""
    policy = POLICIES.create(name)

    assert eligible == np.flatnonzero(policy.eligible(EXAMPLE, 1)).tolist()
    assert labels == policy.relabel(EXAMPLE, 1).tolist()
