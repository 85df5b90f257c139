"""A training from its first epoch, or from where it was cut off, to its last."""

from __future__ import annotations

import csv
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from poisonkit.errors import DivergedError
from poisonkit.keeping import Keeper, Patience
from poisonkit.traces import TraceWriter
from poisonkit.training import epochs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from poisonkit.progress import Progress
    from poisonkit.training import Epoch, Films
    from poisonkit.tuning import Tuner
    from poisonkit.unfinished import Unfinished

    Watcher: TypeAlias = Callable[[Epoch], None]
    """Is shown each epoch as it ends."""

HEAD = ("epoch", "loss", "validation_auroc")


@dataclass(kw_only=True)
class Course:
    """One training, and what is kept of it after every epoch."""

    tuner: Tuner
    films: Films
    unfinished: Unfinished | None = None
    checkpoint: Callable[[Path], None]
    """Writes the model as it stands into a folder."""

    watch: Watcher | None = None
    history: list[list[Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Begin with nothing kept and all patience left."""
        self.keeper = Keeper(best=self.tuner.recipe.keep == "best")
        self.patience = Patience(self.tuner.recipe.patience)

    def run(
        self, folder: Path, data_digest: str, progress: Progress, *, resume: bool
    ) -> int:
        """Train, write losses and history into *folder*; return the epoch kept."""
        model = self.tuner.model
        with TraceWriter(folder, data_digest) as traces:
            first = self._take_up(traces) if resume else 0
            if self.patience.over:
                first = self.tuner.recipe.epochs
            with self._explaining():
                for epoch in epochs(
                    self.tuner, self.films, self.tuner.compute, progress, first=first
                ):
                    traces.write(epoch.traces)
                    self._see(epoch)
                    if self.patience.over:
                        break
        with (folder / "history.csv").open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([HEAD, *self.history])
        model.eval()
        return self.keeper.restore(model)

    def _see(self, epoch: Epoch) -> None:
        """Note an epoch, and keep all that is needed to go on from it."""
        self.history.append([epoch.number + 1, epoch.loss, epoch.validation_auroc])
        self.keeper.see(self.tuner.model, epoch)
        self.patience.see(epoch)
        if self.watch:
            self.watch(epoch)
        if self.unfinished:
            state = {
                "epoch": epoch.number,
                "model": self.tuner.model.state_dict(),
                "tuner": self.tuner.state(),
                "history": self.history,
                "keeper": vars(self.keeper),
                "patience": vars(self.patience),
            }
            self.unfinished.keep(state, epoch.traces, self.checkpoint)

    def _take_up(self, traces: TraceWriter) -> int:
        """Go on where the last whole epoch ended; return how many there are."""
        assert self.unfinished is not None
        state = self.unfinished.read()
        self.tuner.model.load_state_dict(state["model"])
        self.tuner.restore(state["tuner"])
        self.history = state["history"]
        vars(self.keeper).update(state["keeper"])
        vars(self.patience).update(state["patience"])
        done: int = state["epoch"] + 1
        for number in range(done):
            traces.write(self.unfinished.traces(number))
        return done

    @contextmanager
    def _explaining(self) -> Iterator[None]:
        """Say what is left of a training that ran off."""
        try:
            yield
        except DivergedError as error:
            if not self.unfinished or not self.history:
                raise
            raise DivergedError(
                f"{error}; the model after epoch {self.history[-1][0]} is kept in "
                f"{self.unfinished.place}"
            ) from error
