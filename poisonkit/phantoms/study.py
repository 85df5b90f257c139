"""Who lies on the table, and what was planned for the film."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias, final
from zlib import crc32

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

View: TypeAlias = Literal["PA", "AP"]
Sex: TypeAlias = Literal["F", "M"]
Split: TypeAlias = Literal["train", "val", "test"]


@final
@dataclass(frozen=True, kw_only=True)
class Patient:
    """An invented patient; the same seed and number are the same body for ever."""

    seed: int
    number: int
    sex: Sex
    build: float
    """From -1 (slight) to 1 (heavy)."""
    split: Split

    @property
    def name(self) -> str:
        """Return a DICOM name that nobody can take for a person's."""
        return f"PHANTOM^{self.number:04d}"

    @property
    def code(self) -> str:
        """Return the identifier that tables and files carry."""
        return f"P{self.number:04d}"

    def stream(self, topic: str) -> np.random.Generator:
        """Return the patient's own randomness for *topic*, fresh at every call."""
        return np.random.default_rng([self.seed, self.number, crc32(topic.encode()), 1])


@final
@dataclass(frozen=True, kw_only=True)
class Study:
    """One film to be: of whom, from which side, and with what on it."""

    patient: Patient
    number: int
    """Place in the cohort, from 0."""
    follow_up: int
    """Place among the patient's studies, from 0."""
    day: int
    """Days since the patient's first study."""
    view: View
    age: int
    severity: Mapping[str, float]
    """Finding (by file name) to a severity in (0, 1]; what is absent is not there."""
    nuisances: tuple[str, ...] = ()

    def stream(self, topic: str) -> np.random.Generator:
        """Return the study's own randomness for *topic*, fresh at every call."""
        # A stream per topic: one finding more or less leaves the others as they were.
        keys = [self.patient.seed, self.number, crc32(topic.encode()), 2]
        return np.random.default_rng(keys)
