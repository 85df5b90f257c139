"""Screen films by a model and clean ones, or by what was learned of these before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from poisonkit.auditfile import FINDINGS, AuditRecord
from poisonkit.checkpoint import Checkpoint, model_digest
from poisonkit.errors import BadInputError
from poisonkit.files import check_free
from poisonkit.finding import Severity
from poisonkit.screening.guardfile import (
    is_guard,
    load_guard,
    read_card,
    save_guard,
)
from poisonkit.stages.fit_screen import fit_screen

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from poisonkit.checkpoint import Run
    from poisonkit.compute import Compute
    from poisonkit.dataset import CxrDataset
    from poisonkit.screening.guard import Guard
    from poisonkit.screening.guardcard import GuardCard
    from poisonkit.workflows.opening import Source

ENOUGH = 200
"""Clean films below which a rate of 1 % is more guessed than counted."""


@dataclass(frozen=True, kw_only=True)
class Posting:
    """Which model is guarded, and by which screeners."""

    run: Run
    screeners: Sequence[str] = ()
    seed: int = 0
    compute: Compute

    def guard(
        self, source: Source, tell: Callable[[str], None], *, force: bool
    ) -> tuple[Guard, GuardCard]:
        """Return the guard in the file of *source*, or fit one to its films."""
        if is_guard(source.path):
            return self._known(source.path)
        with source.for_now() as reference:
            _refuse_flagged(reference, source.path, force=force)
            if len(reference) < ENOUGH:
                tell(_few(len(reference)))
            return fit_screen(
                self.run,
                reference,
                screeners=self.screeners,
                seed=self.seed,
                compute=self.compute,
                progress=source.progress,
            )

    def fit(
        self, source: Source, out: Path, tell: Callable[[str], None], *, force: bool
    ) -> GuardCard:
        """Fit a guard to the films of *source* and write it to *out*."""
        if is_guard(source.path):
            raise BadInputError(
                f"{source.path} is a screen already; give the clean films themselves"
            )
        check_free(out, force=force)  # sooner than after minutes
        guard, card = self.guard(source, tell, force=force)
        save_guard(out, guard, card, force=force)
        return card

    def _known(self, path: Path) -> tuple[Guard, GuardCard]:
        card = read_card(path)
        if card.model_digest != model_digest(self.run):
            raise BadInputError(
                f"{path} was fitted to another model; fit one to this: "
                f"poisonkit screen --fit RUN CLEAN -o {path.name}"
            )
        if self.screeners:
            raise BadInputError(
                f"{path} has its own screeners: {', '.join(card.screeners)}; leave out "
                f"--screener"
            )
        model = Checkpoint.read(self.run).load(self.run)
        return load_guard(path, model, self.compute), card


def _few(count: int) -> str:
    return (
        f"the reference has {count} films: thresholds rest on about {count * 7 // 20} "
        f"of them, so that a false-alarm rate of 1 % is drawn out from a handful and "
        f"may be off by several times; {ENOUGH} or more are better"
    )


def _refuse_flagged(reference: CxrDataset, path: Path, *, force: bool) -> None:
    """Refuse films that an audit beside them accuses: they teach what to overlook."""
    if force:
        return
    for findings in sorted(path.absolute().parent.glob(f"*/{FINDINGS}")):
        try:
            audit = AuditRecord.read(findings.parent)
        except BadInputError:
            continue
        worst = audit.worst() or Severity.LOW
        if audit.data_digest == reference.digest and worst.at_least(Severity.MEDIUM):
            raise BadInputError(
                f"the audit in {findings.parent.name} accuses films of this "
                f"reference; clean it first, or take it as it is with --force"
            )
