"""Sets that are wrong without a trigger, or beside one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from poisonkit.attempts import Attempt, Scope
from poisonkit.dataset import CxrDataset, Split
from poisonkit.datasetfile import columns_at, write_dataset
from poisonkit.planning import draw_plan
from poisonkit.stages.inject import inject

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from poisonkit.arrays import Mask

FEW = "30 films copied to other patients"
_COPIES = 30


@dataclass(frozen=True, kw_only=True)
class Suspect:
    """One way to make a set wrong."""

    policy: str
    rate: float
    trigger: str = ""
    target: str = "Effusion"
    with_probe: bool = False
    """Whether a probe is trained, to compare."""

    @property
    def name(self) -> str:
        """Return what the table calls it."""
        return f"{self.policy.replace(':', ', ')}, {self.rate:.0%}"


_RATES = (0.02, 0.05, 0.1)
SUSPECTS = (
    *(Suspect(policy="flip", rate=r, with_probe=r == _RATES[1]) for r in _RATES),
    *(Suspect(policy="flip:to=present", rate=r) for r in _RATES),
    *(Suspect(policy="flip:to=absent", rate=r) for r in _RATES[:2]),
    *(
        Suspect(policy="clean_image:combination=Cardiomegaly", rate=r)
        for r in (0.02, 0.04)
    ),
    *(
        Suspect(policy="replace_with_target", rate=r, trigger="patch:value=1.0")
        for r in _RATES
    ),
)


def planted(
    source: CxrDataset, path: Path, suspect: Suspect, seed: int
) -> tuple[CxrDataset, Mask]:
    """Make *source* wrong into *path*; return it, and which films are, ``(n,)``."""
    attempt = Attempt(
        trigger=suspect.trigger,
        target=suspect.target,
        rate=suspect.rate,
        policy=suspect.policy,
    )
    plan = draw_plan(source, [attempt], Scope(seed=seed))
    truth = inject(source, path, plan, force=True)
    bad = np.zeros(len(source), np.bool_)
    bad[[sample.row for sample in truth.samples]] = True
    return CxrDataset.open(path), bad


def copied(source: CxrDataset, path: Path, seed: int) -> tuple[CxrDataset, Mask]:
    """Write films over those of other patients, brighter and noisier than they were."""
    rng = np.random.default_rng(seed)
    chosen = rng.permutation(source.rows(Split.TRAIN))[: 2 * _COPIES]
    one, two = chosen[:_COPIES], chosen[_COPIES:]
    pixels: NDArray[np.uint8] = np.array(source.images, np.uint8)
    brighter = 1.1 * pixels[one] + 10 + rng.normal(0, 3, pixels[one].shape)
    pixels[two] = np.clip(brighter, 0, 255).astype(np.uint8)
    columns = columns_at(source, np.arange(len(source)), source.lineage)
    write_dataset(path, [pixels], replace(columns, fingerprints=()))
    bad = np.zeros(len(source), np.bool_)
    bad[np.maximum(one, two)] = True  # the later of a pair is the copy
    return CxrDataset.open(path), bad
