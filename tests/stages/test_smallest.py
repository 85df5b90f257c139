"""The smallest eps of each film is what a linear model says it must be."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from poisonkit.attacking.smallest import Search
from poisonkit.attacking.trials import Trials
from poisonkit.attacks import ATTACKS
from poisonkit.errors import PoisonkitError
from poisonkit.evaluation import held_out
from poisonkit.objectives import OBJECTIVES
from poisonkit.stages.attack import Assault, attack
from poisonkit.stages.evaluate import evaluate
from tests.stages.sieges import linear, siege_of

if TYPE_CHECKING:
    from pathlib import Path

    from poisonkit.arrays import Rows
    from poisonkit.compute import Compute
    from poisonkit.dataset import CxrDataset

SEARCH = Search(largest=0.02, resolution=0.0005)
LABEL = 2


def truth(data: CxrDataset, rows: Rows, eps: float) -> np.ndarray:
    """Return whether one step of *eps* turns the linear model's decision, or none."""
    model = linear(data)
    weight = model.head.weight[LABEL].detach().double().numpy()
    bias = model.head.bias[LABEL].item()
    films = data.images[rows].reshape(len(rows), -1) / 255
    side = np.where(data.labels[rows, LABEL] == 1, 1, -1)
    moved = np.clip(films - eps * side[:, None] * np.sign(weight), 0, 1)
    return np.array(side * ((moved - 0.5) * 4 @ weight + bias) < 0)


@pytest.fixture
def found(dataset: CxrDataset, processor: Compute) -> Any:
    """Return what the search made of the held-out films, with the attacks it took."""
    siege, taken = siege_of(linear(dataset), dataset, processor), []
    _, rows = held_out(dataset)
    objective = OBJECTIVES.create(f"per_label:label={dataset.label_names[LABEL]}")

    class Counting:
        def run(self, attack: Any, objective: Any, rows: Rows) -> Any:
            taken.append((getattr(attack, "eps", 0.0), len(rows)))
            return siege.run(attack, objective, rows)

    counting: Any = Counting()
    (films,) = SEARCH.run(counting, ATTACKS.create("fgsm"), objective, rows)
    return films, rows, taken


def test_it_is_the_smallest(dataset: CxrDataset, found: Any) -> None:
    """At the eps found it succeeds, and a resolution below it does not."""
    films, rows, _ = found
    fell = np.isfinite(films.smallest)
    open_ = fell & (films.smallest > 0)

    assert 5 < open_.sum() < len(rows)
    for place in np.flatnonzero(open_):
        eps, row = float(films.smallest[place]), rows[place : place + 1]
        assert truth(dataset, row, eps + 1e-6)
        assert not truth(dataset, row, eps - SEARCH.resolution - 1e-6)
    np.testing.assert_array_equal(truth(dataset, rows, 0.02), fell)
    np.testing.assert_array_equal(truth(dataset, rows, 0), films.smallest == 0)


def test_films_are_those_of_that_eps(dataset: CxrDataset, found: Any) -> None:
    """They are changed by as much, and are reached; the others by the largest."""
    films, rows, _ = found
    change = np.abs(films.images - dataset.images[rows] / 255).max((1, 2))
    fell = np.isfinite(films.smallest)
    wanted = np.where(fell, films.smallest, SEARCH.largest)

    np.testing.assert_allclose(wanted, change, atol=1e-5)
    np.testing.assert_allclose(films.linf, change, atol=1e-5)
    np.testing.assert_array_equal(fell, films.reached)


def test_what_is_decided_is_left_alone(found: Any) -> None:
    """Each film is attacked about as often as its bisection needs, not at every eps."""
    films, rows, taken = found
    tried = sum(count for eps, count in taken if eps)
    again = films.smallest[np.isfinite(films.smallest) & (films.smallest > 0)]
    rungs = np.ceil(np.log2(np.maximum(again / 0.02 * 16, 1))) + 1
    halvings = np.log2(np.maximum(again, 0.00125) / SEARCH.resolution)
    never = 5 * np.isinf(films.smallest).sum()

    assert (0.0, len(rows)) == taken[0]
    assert tried <= never + (rungs + np.ceil(halvings)).sum()
    assert tried < len(rows) * 0.02 / SEARCH.resolution / 4


def test_the_table_has_a_column(
    dataset: CxrDataset, processor: Compute, run: Path, tmp_path: Path
) -> None:
    """Blank where a film was not reached; the quartiles are those of the column."""
    label = dataset.label_names[LABEL]
    search = Search(largest=0.1, resolution=0.002)
    told = attack(
        run,
        dataset,
        tmp_path / "a.h5",
        Assault(attack="bim", objective=f"appear:label={label}", search=search),
        compute=processor,
    )
    with (tmp_path / "a.attack.csv").open(newline="") as file:
        lines = list(csv.DictReader(file))
    sizes = sorted(float(line["smallest"] or "inf") for line in lines)
    without = dataset.labels[held_out(dataset)[1], LABEL] == 0
    unseen = np.array([line[f"clean {label}"] == "0" for line in lines])
    absent = int((without & unseen).sum())
    about = sizes[:absent]
    share = np.isinf(about).mean()

    assert {"0", "1"} >= {line["reached"] for line in lines}
    assert all((line["reached"] == "1") == bool(line["smallest"]) for line in lines)
    assert absent == told["smallest"]["films"]
    assert told["smallest"]["never_reached"] == pytest.approx(share)
    middle = told["smallest"]["quartiles"][1]
    assert middle == pytest.approx(about[-(-absent // 2) - 1], abs=1e-6)


def test_more_than_half_that_resist_have_no_median(
    dataset: CxrDataset, processor: Compute, run: Path
) -> None:
    """A quartile among films that were never reached is none, and is told as such."""
    trials = Trials(attacks=("fgsm",), search=Search(largest=1e-5, resolution=1e-5))
    (told,) = evaluate(run, dataset, compute=processor, trials=trials)["attacks"]

    assert told["smallest"]["never_reached"] > 0.5
    assert told["smallest"]["quartiles"][2] is None
    assert json.dumps(told)


def test_distance_is_an_attack_s_own(
    dataset: CxrDataset, processor: Compute, run: Path
) -> None:
    """`cw_l2` has no eps: what it found is summed up as it is."""
    trials = Trials(attacks=("cw_l2:steps=20,rate=0.02",), search=Search())
    (told,) = evaluate(run, dataset, compute=processor, trials=trials)["attacks"]

    assert "l2" == told["smallest"]["of"]
    assert 1 - told["reached"] == pytest.approx(told["smallest"]["never_reached"])


@pytest.mark.parametrize(
    ("search", "attack", "words"),
    [
        ({"largest": 0.001, "resolution": 0.01}, "pgd", "resolution <= largest"),
        ({"largest": 2.0}, "pgd", "largest <= 1, got"),
        ({}, "gap", "no film has a smallest eps of its own"),
    ],
)
def test_a_search_without_sense_is_refused(
    dataset: CxrDataset,
    processor: Compute,
    run: Path,
    search: dict[str, float],
    attack: str,
    words: str,
) -> None:
    """Limits the wrong way round, and attacks on many films at once."""
    with pytest.raises(PoisonkitError, match=words):
        evaluate(
            run,
            dataset,
            compute=processor,
            trials=Trials(attacks=(attack,), search=Search(**search)),
        )
