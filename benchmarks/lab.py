"""The films of a seed, and models trained on them; each is made at the first call."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from benchmarks.kept import Kept
from benchmarks.some import some_films
from poisonkit.compute import Compute
from poisonkit.dataset import CxrDataset
from poisonkit.intake.sources import Order
from poisonkit.networks import NETWORKS
from poisonkit.phantoms.folder import write_folder
from poisonkit.recipe import Recipe
from poisonkit.stages.ingest import ingest
from poisonkit.stages.train import train

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, kw_only=True)
class Films:
    """The films of each seed: the user's, or phantoms."""

    folder: Path
    """For all files."""

    count: int
    side: int
    """Pixels of a phantom."""

    source: Path | None = None
    """The user's, with a labels.csv: for each seed about so many of them."""

    size: int | None = None
    """Pixels a side that they are brought to; without, as `ingest` likes them."""

    def of(self, seed: int) -> CxrDataset:
        """Return the films of *seed*."""
        path, drawn = self.folder / f"clean-{seed}.h5", self.folder / f"films-{seed}"
        if not path.exists():
            if self.source:
                some_films(self.source, drawn, self.count, seed)
            else:
                write_folder(drawn, self.count, seed=seed, size=self.side)
            ingest(drawn, path, Order(seed=seed, size=self.size), force=True)
        return CxrDataset.open(path)


@dataclass(frozen=True, kw_only=True)
class Lab:
    """The films of one seed, and how models are trained on them."""

    films: Films
    network: str
    epochs: int
    seed: int = 0

    def source(self) -> CxrDataset:
        """Return the films as they are."""
        return self.films.of(self.seed)

    def model(self, data: CxrDataset, run: Path, defense: str = "undefended") -> Path:
        """Return *run*, a training on *data*."""
        if not run.exists():
            recipe = Recipe(
                epochs=self.epochs,
                batch_size=32,
                learning_rate=NETWORKS.create(self.network).learning_rate,
                seed=self.seed,
                defense=defense,
            )
            compute = Compute.choose()
            train(data, run, network=self.network, recipe=recipe, compute=compute)
        return run


@contextmanager
def laboratory(
    source: Path | None, *, count: int, size: int, network: str, epochs: int
) -> Iterator[Lab]:
    """Yield a lab in a folder of its own, with films of *source*, or phantoms."""
    with _drawn(source, count, size) as films:
        yield Lab(films=films, network=network, epochs=epochs)


@contextmanager
def kept_films(
    name: str, *, source: Path | None, count: int, side: int, target: str
) -> Iterator[tuple[Kept, Films]]:
    """Yield the cells of *name* that are done, and the films of each seed."""
    settings = {
        "count": count,
        "side": side,
        "target": target,
        "films": source.name if source else "",
    }
    kept = Kept(name, settings)
    with _drawn(source, count, side) as films:
        yield kept, films


@contextmanager
def _drawn(source: Path | None, count: int, side: int) -> Iterator[Films]:
    """Yield films, all brought to *side*, in a folder of their own."""
    with TemporaryDirectory() as folder:
        yield Films(
            folder=Path(folder), count=count, side=side, source=source, size=side
        )
