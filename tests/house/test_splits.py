"""Patients whom a source only divides into train_val and test."""

from __future__ import annotations

from collections import Counter

from poisonkit.patients import TRAIN_VAL, Disguise

PATIENTS = [f"patient {number}" for number in range(4000)]


def test_train_and_validation_share_what_is_not_tested() -> None:
    """Seven eighths train, one eighth validates, nobody is moved into the test."""
    disguise = Disguise(key=b"k", seed=1)
    found = Counter(disguise.split(patient, TRAIN_VAL) for patient in PATIENTS)

    assert {"train", "validation"} == set(found)
    assert 0.11 < found["validation"] / len(PATIENTS) < 0.14


def test_what_is_given_is_kept() -> None:
    """A source that names the split is believed."""
    disguise = Disguise(key=b"k", seed=1)

    for given in ("train", "validation", "test"):
        assert {given} == {disguise.split(p, given) for p in PATIENTS[:50]}


def test_a_patient_stays_whole() -> None:
    """The division is by patient and seed, not by film."""
    one, two = Disguise(key=b"a", seed=1), Disguise(key=b"b", seed=1)
    other = Disguise(key=b"a", seed=2)
    first = [one.split(p, TRAIN_VAL) for p in PATIENTS]

    assert first == [two.split(p, TRAIN_VAL) for p in PATIENTS]
    assert first != [other.split(p, TRAIN_VAL) for p in PATIENTS]
