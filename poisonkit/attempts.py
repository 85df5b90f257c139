"""What an experimenter wants to plant, and among which samples."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from poisonkit.dataset import Split
from poisonkit.errors import BadParameterError, unknown
from poisonkit.policies import POLICIES
from poisonkit.triggers import TRIGGERS

if TYPE_CHECKING:
    from poisonkit.policies.base import LabelPolicy
    from poisonkit.triggers.base import Trigger


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """What an experimenter wants to plant."""

    trigger: str
    """A spec, such as ``patch:size=3``; empty if the policy plants nothing."""

    target: str
    rate: float
    """Poisoned samples over all samples of the split."""

    policy: str = "add_target"

    def __post_init__(self) -> None:
        """Refuse what no data set could satisfy."""
        if not 0 < self.rate <= 1:
            raise BadParameterError(
                f"rate must be above 0 and at most 1, got {self.rate:g}"
            )
        if self.trigger and not self.make_policy().plants:
            raise BadParameterError(
                f"{self.policy} changes labels alone: leave out the trigger"
            )
        if not self.trigger and self.make_policy().plants:
            raise BadParameterError(f"{self.policy} needs a trigger")

    def make_trigger(self) -> Trigger | None:
        """Return the configured trigger, if there is one."""
        return TRIGGERS.create(self.trigger) if self.trigger else None

    def make_policy(self) -> LabelPolicy:
        """Return the configured label policy."""
        return POLICIES.create(self.policy)


@dataclass(frozen=True, kw_only=True)
class Scope:
    """Among which samples an injection chooses, and how."""

    split: str = "train"
    seed: int = 0
    benign: bool = False
    """Choose without regard to labels, and leave them true: a twin without poison."""

    per_patient: bool = False
    """Poison all eligible films of a patient, or none."""

    stratify: str = ""
    """What the data set tells of its films, such as ``view``: each gets its share."""

    def __post_init__(self) -> None:
        """Refuse a split that there is not."""
        if self.split.upper() not in Split.__members__:
            raise unknown("split", self.split, [part.name.lower() for part in Split])

    @property
    def part(self) -> Split:
        """The split's number."""
        return Split[self.split.upper()]
