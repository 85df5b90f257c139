"""Patients: hashed with a key, split as a whole."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poisonkit.errors import BadInputError, OutputError
from poisonkit.patients import assigned_split, hashed, patient_key, straddling

if TYPE_CHECKING:
    from pathlib import Path

KEY = b"k" * 32
SPLITS = {"train": 0.7, "validation": 0.1, "test": 0.2}


def test_a_hash_needs_the_key() -> None:
    """The same number is the same hash, and under another key another one."""
    assert hashed("4711", KEY) == hashed("4711", KEY)
    assert hashed("4711", KEY) != hashed("4711", b"another key")
    assert hashed("4711", KEY) != hashed("4712", KEY)


@pytest.mark.parametrize("key", [b"k", KEY, b"k" * 500])
def test_a_hash_tells_nothing(key: bytes) -> None:
    """16 hexadecimal digits, whatever the number and however long the key."""
    for patient in ("4711", "Ödön", ""):
        assert 16 == len(hashed(patient, key))
        int(hashed(patient, key), 16)
    assert "4711" not in hashed("4711", key)


@given(st.text(), st.integers(0, 2**31))
def test_a_split_depends_on_patient_and_seed_alone(patient: str, seed: int) -> None:
    """Asked again, at any time, the answer is the same and one of three."""
    assert assigned_split(patient, seed) == assigned_split(patient, seed)
    assert assigned_split(patient, seed) in SPLITS


def test_splits_have_the_promised_shares() -> None:
    """70, 10 and 20 of a hundred, also where numbers are consecutive."""
    drawn = [assigned_split(str(number), seed=1) for number in range(20_000)]

    for split, share in SPLITS.items():
        assert share == pytest.approx(drawn.count(split) / 20_000, abs=0.01)


def test_another_seed_is_another_split() -> None:
    """The seed decides; patients keep no place from one to the next."""
    moved = [assigned_split(str(n), 1) != assigned_split(str(n), 2) for n in range(999)]

    assert 0.46 == pytest.approx(sum(moved) / 999, abs=0.06)


def test_straddling_patients_are_counted() -> None:
    """Only who has films in more than one split counts, and once."""
    patients = ["a", "b", "a", "c", "c", "b"]

    assert 0 == straddling(patients, [0, 1, 0, 2, 2, 1])
    assert 2 == straddling(patients, [0, 1, 1, 2, 2, 0])


def test_a_key_is_made_once_and_kept_secret(tmp_path: Path) -> None:
    """At first use a random key appears, readable by its owner alone; then it stays."""
    path = tmp_path / "deep" / "patient.key"
    key = patient_key(path)

    assert 32 == len(key)
    assert key == patient_key(path)
    assert key != patient_key(tmp_path / "other.key")
    assert 0o600 == stat.S_IMODE(path.stat().st_mode)


def test_the_environment_names_the_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A department can share a key; without one named it lies in the user's home."""
    (tmp_path / "ours").write_bytes(b"ours")
    monkeypatch.setenv("POISONKIT_PATIENT_KEY", str(tmp_path / "ours"))
    assert b"ours" == patient_key()

    monkeypatch.delenv("POISONKIT_PATIENT_KEY")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    key = patient_key()
    assert key == (tmp_path / "home/.config/poisonkit/patient.key").read_bytes()


def test_a_key_that_cannot_be_is_refused(tmp_path: Path) -> None:
    """An empty key hides nothing, and a place that cannot be written is named."""
    (tmp_path / "empty").touch()
    with pytest.raises(BadInputError, match="is empty; remove it"):
        patient_key(tmp_path / "empty")
    with pytest.raises(OutputError, match="name another file in POISONKIT_PATIENT_KEY"):
        patient_key(tmp_path / "empty" / "key")
