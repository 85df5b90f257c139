"""How many films are attacked at once: no matter to the result, and never too many."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch
from torch import nn

from poisonkit.attacking import batching
from poisonkit.attacking.batching import Batching
from poisonkit.attacking.memory import cost_of, fitting, free_memory
from poisonkit.attacks import ATTACKS
from poisonkit.checkpoint import Checkpoint
from poisonkit.errors import PoisonkitError
from poisonkit.evaluation import held_out
from poisonkit.objectives import OBJECTIVES
from tests.stages.sieges import siege_of, whole

if TYPE_CHECKING:
    from pathlib import Path

    from poisonkit.arrays import Rows
    from poisonkit.compute import Compute
    from poisonkit.dataset import CxrDataset

ROWS = np.arange(10)
FILM = torch.zeros(1, 1, 8, 8)


@pytest.mark.parametrize("name", ["pgd", "apgd", "cw_linf"])
def test_the_size_changes_nothing(
    dataset: CxrDataset, processor: Compute, run: Path, name: str
) -> None:
    """One by one, in sevens, all at once, and in another order: the same films."""
    model, (_, rows) = Checkpoint.read(run).load(run), held_out(dataset)
    attack = ATTACKS.create(f"{name}:eps=0.02,steps=3")
    objective = OBJECTIVES.create("untargeted")
    found = [
        whole(siege_of(model, dataset, processor, size), attack, objective, some)
        for size, some in ((1, rows), (7, rows), (None, rows), (5, rows[::-1]))
    ]
    found[-1] = {key: values[::-1] for key, values in found[-1].items()}

    for other in found[1:]:
        np.testing.assert_array_equal(found[0]["rows"], other["rows"])
        # A slope of about 0 may turn its sign with the order of a sum.
        same = np.isclose(found[0]["images"], other["images"], atol=1e-6)
        assert same.mean() > 0.999
        np.testing.assert_array_equal(found[0]["reached"], other["reached"])


def test_each_film_has_its_own_chance(
    dataset: CxrDataset, processor: Compute, run: Path
) -> None:
    """Two films do not start at the same place."""
    model, (_, rows) = Checkpoint.read(run).load(run), held_out(dataset)
    twice = np.array([rows[0], rows[1]])
    attack = ATTACKS.create("pgd:eps=0.5,steps=1,step=0.000001")
    objective = OBJECTIVES.create("untargeted")
    films = whole(siege_of(model, dataset, processor), attack, objective, twice)
    start = films["images"] - dataset.images[twice] / 255

    assert np.corrcoef(start[0].ravel(), start[1].ravel())[0, 1] < 0.9


class Narrow:
    """Work that holds so many films at a time, and no more."""

    def __init__(self, room: int, words: str = "") -> None:
        """Give way with *words*, or as an accelerator does."""
        self.room, self.words, self.tried = room, words, list[int]()

    def __call__(self, rows: Rows) -> list[int]:
        """Return the rows."""
        self.tried.append(len(rows))
        if len(rows) > self.room:
            raise RuntimeError(self.words) if self.words else torch.OutOfMemoryError
        return [int(row) for row in rows]


@pytest.mark.parametrize(
    "words", ["", "DefaultCPUAllocator: can't allocate memory: you tried"]
)
def test_what_does_not_fit_is_halved(words: str) -> None:
    """Once, not again for each batch; no row is lost or doubled."""
    work = Narrow(3, words)
    done = list(Batching(size=256).cut(ROWS, work))

    assert list(range(10)) == [row for batch in done for row in batch]
    assert [10, 5, 2, 2, 2, 2, 2] == work.tried


def test_other_errors_are_not_hidden() -> None:
    """A fault that has nothing to do with memory goes on up."""
    with pytest.raises(RuntimeError, match="shapes"):
        list(Batching(size=4).cut(ROWS, Narrow(0, "shapes do not match")))


def test_a_size_that_matters_is_not_changed() -> None:
    """The user is told in one line which one fits."""
    with pytest.raises(PoisonkitError, match=r"8 films .*, 2 do: --batch-size 2"):
        list(Batching(size=8, firm=True).cut(ROWS, Narrow(3)))
    with pytest.raises(PoisonkitError, match="not even one film fits"):
        list(Batching(size=8).cut(ROWS, Narrow(0)))


def test_a_processor_is_measured_beforehand(monkeypatch: pytest.MonkeyPatch) -> None:
    """Room for ten films: so many at once, and more are refused with that number."""
    model, pgd, gap = nn.Sigmoid(), ATTACKS.create("pgd"), ATTACKS.create("gap")
    monkeypatch.setattr(batching, "free_memory", lambda: 10 * 4 * 64 * 4)

    assert Batching(size=10) == Batching.of(model, FILM, pgd, None)
    assert Batching(size=6, firm=True) == Batching.of(model, FILM, pgd, 6)
    for attack, wish in ((pgd, 11), (gap, None)):
        with pytest.raises(PoisonkitError, match="10 do: --batch-size 10"):
            Batching.of(model, FILM, attack, wish)
    monkeypatch.setattr(batching, "free_memory", lambda: 64)
    with pytest.raises(PoisonkitError, match="not even one film fits into memory: it"):
        Batching.of(model, FILM, pgd, None)


def test_the_cost_is_what_is_kept() -> None:
    """A sigmoid keeps its output, a square its input; weights are nobody's."""
    assert 4 * 64 == cost_of(nn.Sigmoid(), FILM)
    assert 2 * 4 * 64 == cost_of(lambda x: x.sigmoid().square().exp().sum() * 0, FILM)
    wide = nn.Sequential(nn.Flatten(), nn.Linear(64, 9), nn.Sigmoid())
    assert cost_of(wide, FILM) < 4 * 64 * 9


def test_free_memory_is_what_the_system_says() -> None:
    """Some, and no more than there is; where nobody knows, nothing is refused."""
    free = free_memory()

    assert free is None or 0 < free < 1 << 50
    assert fitting(1 << 40, None) > 1000
