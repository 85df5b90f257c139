"""What every label policy promises."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, cast

from poisonkit.errors import BadInputError, unknown

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from poisonkit.arrays import Labels, Mask, Rows


@dataclass(frozen=True, kw_only=True)
class Samples:
    """What a policy sees of some samples: everything but their pixels."""

    target: str
    label_names: tuple[str, ...]
    labels: Labels
    """(n, l)"""

    facts: Mapping[str, NDArray[np.str_]] = field(default_factory=dict)
    """(n,) each: sex, age, view and what else the data set tells of its films."""

    def column(self, name: str = "") -> NDArray[np.int8]:
        """Return the labels called *name*, by default the target's, ``(n,)``."""
        return self.labels[:, self.place(name)]

    def place(self, name: str = "") -> int:
        """Return which column is called *name*."""
        name = name or self.target
        if name not in self.label_names:
            raise unknown("label", name, self.label_names)
        return self.label_names.index(name)

    def fact(self, name: str) -> NDArray[np.str_]:
        """Return what is known as *name*, ``(n,)``; empty where it is not."""
        if name not in self.facts:
            told = ", ".join(sorted(self.facts)) or "nothing"
            raise BadInputError(
                f"the data set does not tell the {name} of its films; it tells: {told}"
            )
        return self.facts[name]

    def relabelled(self, value: int, name: str = "") -> Labels:
        """Return a copy of the labels in which *name* is *value* everywhere."""
        changed = self.labels.copy()
        changed[:, self.place(name)] = value
        return changed

    def of(self, rows: Rows | Mask) -> Samples:
        """Return those in *rows* alone."""
        facts = {name: values[rows] for name, values in self.facts.items()}
        return replace(self, labels=self.labels[rows], facts=facts)


@dataclass(frozen=True, kw_only=True)
class Perturbation:
    """What is done to films so that their own content helps a model less."""

    model: Path
    eps: float
    """The largest change of a pixel, in [0, 1]."""


class LabelPolicy(ABC):
    """Which samples may be poisoned, and what becomes of their labels."""

    @property
    def wanted(self) -> int:
        """What the trigger shall make of the target: 1 present, 0 absent."""
        return 1

    @property
    def plants(self) -> bool:
        """Whether the chosen films get the trigger; else only labels change."""
        return True

    @property
    def perturbation(self) -> Perturbation | None:
        """What is done to the films before they get the trigger."""
        return None

    def eligible(self, samples: Samples) -> Mask:
        """Return ``(n,)``: True where a sample may be chosen."""
        return self.contrary(samples)

    @abstractmethod
    def relabel(self, samples: Samples) -> Labels:
        """Return new labels ``(m, l)`` for the chosen *samples*."""

    def victims(self, samples: Samples) -> Mask:
        """Return ``(n,)``: True where a model that obeys would err.

        Attack success is measured on these.
        """
        return self.contrary(samples)

    def contrary(self, samples: Samples) -> Mask:
        """Return ``(n,)``: True where the target is known and not as it is wanted."""
        return cast("Mask", samples.column() == 1 - self.wanted)
