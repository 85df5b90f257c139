"""Patients without their numbers: keyed hashes, and splits that keep them whole."""

from __future__ import annotations

import hashlib
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from poisonkit.errors import BadInputError, OutputError

if TYPE_CHECKING:
    from collections.abc import Sequence

KEY_VARIABLE = "POISONKIT_PATIENT_KEY"
TRAIN_VAL = "train_val"
"""The split of films that are for training or validation, as the source has it."""

_KEY_BYTES = 32
_VALIDATION_FROM, _TEST_FROM = 70, 80
"""Of a hundred patients: 70 train, 10 validate, 20 test."""


def patient_key(path: Path | None = None, *, make: bool = True) -> bytes:
    """Return the secret with which patient numbers are hashed, made at first use.

    It lies in a file of the user's and in no output: patient numbers are short, so
    without a secret anyone could try them all.  Order: *path*, the file named by
    ``POISONKIT_PATIENT_KEY``, ``~/.config/poisonkit/patient.key``.
    """
    named = path or os.environ.get(KEY_VARIABLE)
    where = Path(named) if named else Path.home() / ".config/poisonkit/patient.key"
    try:
        if make and not where.exists():
            where.parent.mkdir(parents=True, exist_ok=True)
            _make_key(where)
        key = where.read_bytes()
    except OSError as error:
        raise OutputError(
            f"cannot keep the patient key in {where}: {error.strerror}; "
            f"name another file in {KEY_VARIABLE}"
        ) from error
    if not key:
        raise BadInputError(f"the patient key {where} is empty; remove it")
    return key


def _make_key(where: Path) -> None:
    try:
        handle = os.open(where, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:  # another run was quicker
        return
    with os.fdopen(handle, "wb") as file:
        file.write(secrets.token_bytes(_KEY_BYTES))


@dataclass(frozen=True, kw_only=True)
class Disguise:
    """What may be told of a patient: a keyed hash, and the split it falls into."""

    key: bytes = field(repr=False)
    seed: int

    def name(self, patient: str) -> str:
        """Return 16 hexadecimal digits that stand for *patient*."""
        return hashed(patient, self.key)

    def split(self, patient: str, given: str | None = None) -> str:
        """Return the split of a patient, as far as it is *given*."""
        if given in {None, TRAIN_VAL}:
            return assigned_split(patient, self.seed, undivided=given == TRAIN_VAL)
        return str(given)

    def fingerprint(self, *parts: str) -> str:
        """Return 32 digits that stand for *parts*, and tell nothing without the key."""
        return hashed("\0".join(parts), self.key, size=16)


def hashed(patient: str, key: bytes, size: int = 8) -> str:
    """Return the hash of *patient* under *key*: twice *size* hexadecimal digits."""
    secret, text = hashlib.blake2b(key).digest(), patient.encode(errors="replace")
    return hashlib.blake2b(text, key=secret, digest_size=size).hexdigest()


def assigned_split(patient: str, seed: int, *, undivided: bool = False) -> str:
    """Return the split of a patient whom the source assigned none.

    One who is *undivided* trains or validates: there is a list of whom to test.

    It depends on the patient and the seed alone: more films change nothing, and
    neither does another key.
    """
    drawn = hashlib.sha256(f"{seed}:{patient}".encode()).digest()
    place = int.from_bytes(drawn[:8]) % (_TEST_FROM if undivided else 100)
    if place < _VALIDATION_FROM:
        return "train"
    return "validation" if place < _TEST_FROM else "test"


def straddling(patients: Sequence[str], splits: Sequence[int]) -> int:
    """Return how many patients have films in more than one split."""
    seen: dict[str, set[int]] = {}
    for patient, split in zip(patients, splits, strict=True):
        seen.setdefault(patient, set()).add(split)
    return sum(len(parts) > 1 for parts in seen.values())
