"""One audit under way: which model is asked, and what is judged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from poisonkit.reference import Reference
from poisonkit.stages.audit import audit
from poisonkit.workflows.forecasting import forecast
from poisonkit.workflows.witnessing import Summons

if TYPE_CHECKING:
    from pathlib import Path

    from poisonkit.auditfile import AuditRecord
    from poisonkit.compute import Compute
    from poisonkit.dataset import CxrDataset
    from poisonkit.earlier import Earlier
    from poisonkit.progress import Progress
    from poisonkit.workflows.assignment import Assignment
    from poisonkit.workflows.expectation import Forecast


@dataclass(frozen=True, kw_only=True)
class Work:
    """One audit under way."""

    data: CxrDataset
    folder: Path
    compute: Compute
    progress: Progress
    earlier: Earlier | None = None

    def summons(self, assignment: Assignment) -> Summons | None:
        """Return what it takes to get a model, if a detector asks one."""
        if not assignment.asks_a_model():
            return None
        summons = Summons(
            data=self.data,
            folder=self.folder,
            assignment=assignment,
            compute=self.compute,
            earlier=self.earlier,
            progress=self.progress,
        )
        summons.prepare()
        return summons

    def forecast(self, assignment: Assignment) -> tuple[Forecast, ...]:
        """Return what each part of the audit will take."""
        return forecast(self.data, assignment, self.compute, self.earlier)

    def audit(
        self,
        assignment: Assignment,
        summons: Summons | None,
        trusted: CxrDataset | None,
    ) -> AuditRecord:
        """Ask the detectors, and a model if one of them needs it."""
        return audit(
            self.data,
            self.folder,
            assignment.brief(),
            witness=summons,
            compute=self.compute,
            reference=Reference.beside(self.data, trusted) if trusted else None,
            delivery=self.earlier.delivery() if self.earlier else None,
            progress=self.progress,
        )
