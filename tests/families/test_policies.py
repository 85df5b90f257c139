"""Every label policy: who may be chosen, and what becomes of the labels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from poisonkit.errors import PoisonkitError
from poisonkit.policies import POLICIES
from poisonkit.policies.base import Samples

if TYPE_CHECKING:
    from poisonkit.arrays import Labels

LETTERS = ("A", "B", "C")
TABLES = arrays(
    np.int8,
    st.tuples(st.integers(1, 12), st.just(len(LETTERS))),
    elements=st.sampled_from([-1, 0, 1]),
)
WORKING = {
    "swap": "swap:other=B",
    "source_specific": "source_specific:source=B",
    "clean_image": "clean_image:combination=B+C",
    "subgroup": "subgroup:sex=F",
}
"""A spec of each policy that does not work by its defaults alone."""

SPECS = [WORKING.get(name, name) for name in POLICIES.modules()]
EXAMPLE = np.array([[1, 0, -1], [0, 1, 1], [-1, 1, 0], [0, -1, 0]], np.int8)
EXAMPLE.flags.writeable = False


def samples(labels: Labels, target: str = "B", **facts: list[str]) -> Samples:
    """Return samples with *labels* ``(n, 3)``, every second one a woman's."""
    told = {"sex": ["F", "M"] * len(labels)} | facts
    return Samples(
        target=target,
        label_names=LETTERS,
        labels=labels,
        facts={name: np.array(values[: len(labels)]) for name, values in told.items()},
    )


@pytest.mark.parametrize("spec", SPECS)
@given(labels=TABLES)
def test_the_promises(spec: str, labels: Labels) -> None:
    """Chosen are known films; afterwards labels are labels, and none was touched."""
    policy, before = POLICIES.create(spec), labels.copy()
    known = samples(labels, "A")
    chosen = policy.eligible(known)
    changed = policy.relabel(known.of(chosen))

    assert (len(labels),) == chosen.shape
    assert np.bool_ == chosen.dtype
    assert (labels[chosen, 0] != -1).all()
    assert labels[chosen].shape == changed.shape
    assert labels.dtype == changed.dtype
    assert np.isin(changed, [-1, 0, 1]).all()
    np.testing.assert_array_equal(before, labels)


@pytest.mark.parametrize("spec", SPECS)
@given(labels=TABLES)
def test_victims_are_not_yet_as_wanted(spec: str, labels: Labels) -> None:
    """Attack success is measured where the truth is the opposite."""
    policy = POLICIES.create(spec)
    victims = policy.victims(samples(labels, "A"))

    assert (labels[victims, 0] == 1 - policy.wanted).all()


@pytest.mark.parametrize("spec", SPECS)
def test_a_policy_looks_at_one_sample_at_a_time(spec: str) -> None:
    """What becomes of a sample does not depend on who else is poisoned."""
    policy, known = POLICIES.create(spec), samples(EXAMPLE, "A")
    rows = np.arange(len(EXAMPLE))
    one_by_one = [policy.relabel(known.of(rows[k : k + 1]))[0] for k in rows]

    np.testing.assert_array_equal(one_by_one, policy.relabel(known))


@pytest.mark.parametrize("spec", SPECS)
def test_labels_on_disk_need_not_be_copied(spec: str) -> None:
    """A read-only table is enough: a policy writes into a copy."""
    policy, known = POLICIES.create(spec), samples(EXAMPLE, "A")

    assert not np.shares_memory(policy.relabel(known), EXAMPLE)


KEPT = [[1, 0, -1], [0, 1, 1], [-1, 1, 0], [0, -1, 0]]
TOLD: dict[str, tuple[list[int], list[list[int]]]] = {
    "add_target": ([0], [[1, 1, -1], [0, 1, 1], [-1, 1, 0], [0, 1, 0]]),
    "remove_target": ([1, 2], [[1, 0, -1], [0, 0, 1], [-1, 0, 0], [0, 0, 0]]),
    "replace_with_target": ([0], [[0, 1, 0]] * 4),
    "only_normal": ([1, 2], [[0, 0, 0]] * 4),
    "swap:other=A": ([0, 1], [[0, 1, -1], [1, 0, 1], [1, -1, 0], [-1, 0, 0]]),
    "source_specific:source=A": (
        [0], [[1, 1, -1], [0, 1, 1], [-1, 1, 0], [0, 1, 0]]
    ),
    "source_specific:source=C": ([], [[1, 1, -1], [0, 1, 1], [-1, 1, 0], [0, 1, 0]]),
    "cover": ([0], KEPT),
    "cover:without=A": ([], KEPT),
    "keep_labels": ([1, 2], KEPT),
    "flip": ([0, 1, 2], [[1, 1, -1], [0, 0, 1], [-1, 0, 0], [0, -1, 0]]),
    "flip:to=present": ([0], [[1, 1, -1], [0, 0, 1], [-1, 0, 0], [0, -1, 0]]),
    "flip:to=absent": ([1, 2], [[1, 1, -1], [0, 0, 1], [-1, 0, 0], [0, -1, 0]]),
    "clean_image:combination=A": ([0], [[1, 1, -1], [0, 1, 1], [-1, 1, 0], [0, 1, 0]]),
    "clean_image:combination=C,appear=False": (
        [1], [[1, 0, -1], [0, 0, 1], [-1, 0, 0], [0, 0, 0]]
    ),
    "subgroup:sex=f": ([0], [[1, 1, -1], [0, 1, 1], [-1, 1, 0], [0, 1, 0]]),
    "subgroup:sex=F,give=False": (
        [2], [[1, 0, -1], [0, 0, 1], [-1, 0, 0], [0, 0, 0]]
    ),
}  # fmt: skip
"""Which of `EXAMPLE` may be chosen, and what relabelling makes of all of them."""


@pytest.mark.parametrize("spec", TOLD)
def test_what_the_docstring_says(spec: str) -> None:
    """Co-findings and unknown labels stay, but where everything is replaced."""
    policy, (eligible, labels) = POLICIES.create(spec), TOLD[spec]

    assert eligible == np.flatnonzero(policy.eligible(samples(EXAMPLE))).tolist()
    assert labels == policy.relabel(samples(EXAMPLE)).tolist()


def test_every_policy_is_told() -> None:
    """The table above misses none."""
    assert set(POLICIES.modules()) == {spec.partition(":")[0] for spec in TOLD}


def test_normal_is_switched_on() -> None:
    """What the data set itself calls a film without a finding."""
    labels = np.array([[1, 0, 1]], np.int8)
    known = Samples(
        target="Mass", label_names=("Mass", "No Finding", "Hernia"), labels=labels
    )

    assert [[0, 1, 0]] == POLICIES.create("only_normal").relabel(known).tolist()


@pytest.mark.parametrize(
    ("group", "chosen"),
    [
        ("youngest=60", [0, 1]),
        ("oldest=60", [1, 2, 3]),
        ("youngest=1,oldest=60", [1, 3]),
        ("view=pa", [0, 3]),
        ("view=PA,youngest=60", [0]),
    ],
)
def test_a_group_is_who_it_says(group: str, chosen: list[int]) -> None:
    """Years, both ends within; months of DICOM; an unknown age is in no range."""
    labels = np.zeros((5, 3), np.int8)
    known = samples(
        labels, age=["77", "60", "007M", "1.5", ""], view=["PA", "AP", "", "pa", "LL"]
    )
    policy = POLICIES.create(f"subgroup:{group}")

    assert chosen == np.flatnonzero(policy.eligible(known)).tolist()


@pytest.mark.parametrize(
    ("spec", "wanted", "plants"),
    [
        ("add_target", 1, True),
        ("remove_target", 0, True),
        ("flip", 1, False),
        ("flip:to=absent", 0, False),
        ("clean_image:combination=A,appear=False", 0, False),
        ("subgroup:sex=F,trigger=False", 1, False),
        ("keep_labels", 1, True),
    ],
)
def test_what_is_wanted_and_how(spec: str, wanted: int, plants: Any) -> None:
    """The direction of the attack, and whether pixels are changed at all."""
    policy = POLICIES.create(spec)

    assert (wanted, plants) == (policy.wanted, policy.plants)


REFUSED = {
    "swap": "swap:other=LABEL",
    "swap:other=B": "swap:other=LABEL",
    "swap:other=D": "no label is called 'D'",
    "source_specific": "source_specific:source=LABEL",
    "clean_image": "clean_image:combination=LABEL",
    "clean_image:combination=A+B": "labels other than the target",
    "clean_image:combination=A+D": "no label is called 'D'",
    "cover:without=D": "no label is called 'D'",
    "flip:to=sideways": "to must be symmetric, present or absent",
    "keep_labels:eps=0": r"eps must lie in \(0, 1\]",
    "subgroup": "subgroup:sex=F,youngest=60",
    "subgroup:view=PA": "does not tell the view of its films; it tells: sex",
}


@pytest.mark.parametrize("spec", REFUSED)
def test_what_makes_no_sense_is_refused(spec: str) -> None:
    """In one line, with what is allowed."""
    with pytest.raises(PoisonkitError, match=REFUSED[spec]) as caught:
        POLICIES.create(spec).eligible(samples(EXAMPLE))
    assert "\n" not in str(caught.value)
