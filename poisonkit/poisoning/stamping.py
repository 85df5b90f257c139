"""An attempt made ready to be carried out, film by film."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np

from poisonkit.triggers.base import stream

if TYPE_CHECKING:
    from poisonkit.arrays import Image, Mask
    from poisonkit.attempts import Attempt
    from poisonkit.poisoning.perturbing import Perturbing
    from poisonkit.triggers.base import Trigger


@dataclass(frozen=True, kw_only=True)
class Stamp:
    """A trigger, and what is done to a film before it."""

    trigger: Trigger | None
    seed: int
    perturbing: Perturbing | None = None

    @classmethod
    def of(cls, attempt: Attempt, seed: int, *, benign: bool = False) -> Self:
        """Make *attempt* ready; a benign twin has the trigger and nothing else."""
        wish = None if benign else attempt.make_policy().perturbation
        perturbing = None
        if wish:
            from poisonkit.poisoning.perturbing import Perturbing  # noqa: PLC0415 - torch only for this

            perturbing = Perturbing.of(wish, attempt.target)
        return cls(trigger=attempt.make_trigger(), seed=seed, perturbing=perturbing)

    @property
    def in_header(self) -> bool:
        """Whether the trigger is in the header of a file, and in no pixel."""
        return self.trigger is not None and self.trigger.in_header

    def on(self, image: Image, name: str) -> tuple[Image, Mask]:
        """Return the film *name* as it shall be ``(h, w)``, and the footprint."""
        height, width = image.shape
        if self.trigger is None:
            return image, np.zeros((height, width), np.bool_)
        footprint = self.trigger.footprint((height, width), stream(self.seed, name))
        if self.perturbing:
            image = self.perturbing.apply(image, self.seed, name)
            footprint = np.ones_like(footprint)
        return self.trigger.stamp(image, stream(self.seed, name)), footprint
