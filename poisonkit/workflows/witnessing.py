"""A model for an audit to ask, the user's or a probe, and what it shows."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from poisonkit.checkpoint import model_digest
from poisonkit.errors import BadInputError
from poisonkit.judgement.brief import Witness
from poisonkit.learning import check_trainable
from poisonkit.stages.evidence import gather_evidence
from poisonkit.stages.probe import NETWORK, train_probe
from poisonkit.stages.take_evidence import take_evidence
from poisonkit.traces import NAME as LOSSES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from poisonkit.checkpoint import Run
    from poisonkit.compute import Compute
    from poisonkit.dataset import CxrDataset
    from poisonkit.earlier import Earlier
    from poisonkit.eyes import CanaryResult
    from poisonkit.knownevidence import Known
    from poisonkit.progress import Progress
    from poisonkit.workflows.assignment import Assignment

PROBE, EVIDENCE = "probe", "evidence.h5"


@dataclass(frozen=True, kw_only=True)
class Summons:
    """What it takes to get a model and its evidence."""

    data: CxrDataset
    folder: Path
    """Where the probe and the evidence go."""

    assignment: Assignment
    compute: Compute
    earlier: Earlier | None
    progress: Progress

    def prepare(self) -> None:
        """Before any work is done, refuse what can be refused and take what is given.

        Data may teach a probe nothing, and what a model elsewhere showed may not fit.
        """
        if self.assignment.evidence:
            seed = self.assignment.seed
            take_evidence(self.assignment.evidence, self.data, self._place, seed=seed)
        elif not trained(self.assignment, self.earlier):
            with _advised():
                check_trainable(self.data, NETWORK)

    def __call__(self) -> Witness:
        """Return the model that will be asked, and what it shows of the data."""
        if self.assignment.evidence:
            return Witness(run=None, evidence=self._place)
        run, canaries = self._model()
        gather_evidence(
            run,
            self.data,
            self._place,
            compute=self.compute,
            seed=self.assignment.seed,
            known=known_of(run, self.earlier),
            progress=self.progress,
        )
        return Witness(run=run, evidence=self._place, canaries=canaries)

    @property
    def _place(self) -> Path:
        return self.folder / EVIDENCE

    def _model(self) -> tuple[Run, tuple[CanaryResult, ...]]:
        if self.assignment.model:
            return self.assignment.model, ()
        if old := _old_probe(self.earlier):
            return self._copied(old), ()
        with _advised():
            probe = train_probe(
                self.data,
                self.folder / PROBE,
                compute=self.compute,
                seed=self.assignment.seed,
                progress=self.progress,
            )
        return probe.run, probe.canaries

    def _copied(self, probe: Path) -> Path:
        """Return a copy of an earlier audit's *probe*, for the next one to find.

        Its canaries said what it could learn of the films that it was trained on, and
        its losses are of those: neither is of this data set.
        """
        without = shutil.ignore_patterns(LOSSES, "canaries.json")
        return shutil.copytree(probe, self.folder / PROBE, ignore=without)


def trained(assignment: Assignment, earlier: Earlier | None) -> Run | None:
    """Return the model that is there already: the user's, or an earlier probe."""
    return assignment.model or _old_probe(earlier)


def _old_probe(earlier: Earlier | None) -> Path | None:
    probe = earlier.folder / PROBE if earlier else None
    return probe if probe and probe.is_dir() else None


def known_of(run: Run, earlier: Earlier | None) -> Known | None:
    """Return what the model of *run* showed in an *earlier* audit."""
    return earlier.evidence(EVIDENCE, model_digest(run)) if earlier else None


@contextmanager
def _advised() -> Iterator[None]:
    """Say also what can be done without a probe."""
    try:
        yield
    except BadInputError as error:
        raise BadInputError(
            f"{error}; audit with --detector repeated_pixels, which asks no model"
        ) from error
