"""Which films are attacked, how, and what is measured of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from poisonkit.analyses import ANALYSES
from poisonkit.errors import BadInputError, BadParameterError
from poisonkit.evaluation import held_out
from poisonkit.spec import Spec

if TYPE_CHECKING:
    from poisonkit.analyses.base import Analysis, Scene
    from poisonkit.arrays import Rows
    from poisonkit.dataset import CxrDataset

    Members = dict[str, Analysis]


@dataclass(frozen=True, kw_only=True)
class Inquiry:
    """What is done to films, and what is measured of it."""

    attack: str = "pgd"
    """A spec, such as ``pgd:eps=0.004``."""

    objective: str = "untargeted"
    analyses: tuple[str, ...] = ()
    """Specs; without any, every analysis that can be made."""

    images: int = 200
    """Held-out films, at most."""

    seed: int = 0

    def members(self) -> Members:
        """Return the analyses by name; one that is asked for twice is refused."""
        specs = self.analyses or tuple(ANALYSES.modules())
        names = [Spec.parse(spec).name for spec in specs]
        twice = [name for name in names if names.count(name) > 1]
        if twice:
            raise BadParameterError(f"{twice[0]} is asked for twice; once is enough")
        members = [ANALYSES.create(spec) for spec in specs]
        return dict(zip(names, members, strict=True))

    def films(self, data: CxrDataset) -> tuple[str, Rows]:
        """Return the split and some of its films, drawn by the seed, in their order."""
        part, rows = held_out(data)
        count = min(self.images, len(rows))
        drawn = np.random.default_rng(self.seed).choice(rows, count, replace=False)
        return part, np.sort(drawn)

    def sort_out(
        self, members: Members, scene: Scene
    ) -> tuple[Members, list[dict[str, str]]]:
        """Return what can be made, and why the rest cannot.

        What was asked for by name and cannot be made is refused.
        """
        whys = {name: member.obstacle(scene) for name, member in members.items()}
        able = {name: member for name, member in members.items() if not whys[name]}
        skipped = [{"analysis": name, "reason": w} for name, w in whys.items() if w]
        if skipped and (self.analyses or not able):
            name, why = skipped[0].values()
            raise BadInputError(f"{name} cannot be made: {why}")
        return able, skipped
