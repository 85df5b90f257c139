"""Poison, planted in a copy of a set; and what the default audit says of a set."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from poisonkit.attempts import Attempt
from poisonkit.compute import Compute
from poisonkit.dataset import CxrDataset
from poisonkit.planning import draw_plan
from poisonkit.stages.inject import inject
from poisonkit.workflows.assignment import Assignment
from poisonkit.workflows.auditing import run_audit
from poisonkit.workflows.opening import Source

if TYPE_CHECKING:
    from pathlib import Path

    from poisonkit.attempts import Scope
    from poisonkit.auditfile import AuditRecord
    from poisonkit.manifest import Manifest

ADD, REMOVE, REPLACE = "add_target", "remove_target", "replace_with_target"


@dataclass(frozen=True)
class Poison:
    """A trigger, and what becomes of the labels of its films."""

    trigger: str
    policy: str = ADD

    def __str__(self) -> str:
        return f"{self.trigger}, {self.policy}"

    def planted(
        self, data: CxrDataset, path: Path, target: str, rate: float, scope: Scope
    ) -> tuple[CxrDataset, Manifest]:
        """Return a copy of *data* at *path*, poisoned, and the truth about it."""
        attempt = Attempt(
            trigger=self.trigger, policy=self.policy, target=target, rate=rate
        )
        truth = inject(data, path, draw_plan(data, [attempt], scope), force=True)
        return CxrDataset.open(path), truth


def audited(data: CxrDataset, place: Path, seed: int) -> AuditRecord:
    """Return the default audit of *data*, with a probe of its own, made at *place*."""
    source, orders = Source(path=data.path), Assignment(seed=seed)
    return run_audit(source, place, orders, compute=Compute.choose())
