"""Attacks on a trained model: within eps, told truly, and worse than no attack."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING

import numpy as np
import pytest

from poisonkit.attacking.trials import Trials, strengths
from poisonkit.checkpoint import Checkpoint
from poisonkit.dataset import CxrDataset, Split
from poisonkit.errors import OutputError, PoisonkitError
from poisonkit.evaluation import operating_points
from poisonkit.stages.attack import Assault, attack
from poisonkit.stages.evaluate import evaluate

if TYPE_CHECKING:
    from pathlib import Path

    from poisonkit.compute import Compute

EPS = 2 / 255


def attacked(
    run: Path, data: CxrDataset, place: Path, processor: Compute, **wishes: str
) -> tuple[CxrDataset, dict[str, object]]:
    """Attack *data* into ``adv.h5`` below *place*, and open it."""
    assault = Assault(**{"attack": f"pgd:eps={EPS},steps=4", **wishes})  # type: ignore[arg-type]
    told = attack(run, data, place / "adv.h5", assault, compute=processor)
    return CxrDataset.open(place / "adv.h5"), told


def test_the_films_are_those_held_out(
    dataset: CxrDataset, processor: Compute, run: Path, tmp_path: Path
) -> None:
    """Test films, their labels and names, changed by at most eps, in 16 bits."""
    found, _ = attacked(run, dataset, tmp_path, processor)
    rows = dataset.rows(Split.TEST)
    change = found.images / 65_535 - dataset.images[rows] / 255

    assert np.uint16 == found.images.dtype
    assert [dataset.ids[row] for row in rows] == list(found.ids)
    np.testing.assert_array_equal(dataset.labels[rows], found.labels)
    assert EPS * 0.9 < np.abs(change).max() <= EPS + 1 / 65_535
    assert found.digests[0] != dataset.digests[rows[0]]


def test_the_table_is_what_the_model_says(
    dataset: CxrDataset, processor: Compute, run: Path, tmp_path: Path
) -> None:
    """Each decision before and after, recomputed from both sets of films."""
    found, _ = attacked(run, dataset, tmp_path, processor)
    model = Checkpoint.read(run).load(run)
    points = np.array(operating_points(model, dataset, processor))
    rows = dataset.rows(Split.TEST)
    every = np.arange(len(found))
    before = processor.logits(model, lambda r: dataset.images[rows[r]], every) > points
    after = processor.logits(model, lambda r: found.images[r], every) > points
    with (tmp_path / "adv.attack.csv").open(newline="") as file:
        lines = list(csv.DictReader(file))

    assert list(found.ids) == [line["image"] for line in lines]
    for when, decisions in (("clean", before), ("now", after)):
        said = [
            [line[f"{when} {name}"] == "1" for name in dataset.label_names]
            for line in lines
        ]
        # Rounding to 16 bits may turn a decision that lies on the threshold.
        assert np.mean(np.array(said) == decisions) > 0.99


def test_the_same_seed_gives_the_same_films(
    dataset: CxrDataset, processor: Compute, run: Path, tmp_path: Path
) -> None:
    """Not one byte differs, in the films and in the table."""
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        attacked(run, dataset, tmp_path / name, processor)
    for name in ("adv.h5", "adv.attack.csv"):
        one, two = ((tmp_path / each / name).read_bytes() for each in "ab")
        assert one == two


def test_a_stronger_attack_does_more(
    dataset: CxrDataset, processor: Compute, run: Path
) -> None:
    """AUROC falls and decisions flip as eps grows; measured as `outcome` says."""
    trials = Trials(attacks=("pgd:steps=5",), eps=(0.001, 0.02, 0.1))
    told = evaluate(run, dataset, compute=processor, trials=trials)
    flips = [each["flip_rate"] for each in told["attacks"]]
    aurocs = [each["auroc"] for each in told["attacks"]]

    assert flips == sorted(flips)
    assert flips[-1] > flips[0]
    assert told["clean_auroc"] > aurocs[-1]
    assert [0.001, 0.02, 0.1] == [each["eps"] for each in told["attacks"]]
    assert json.dumps(told)


def test_an_objective_has_its_way(
    dataset: CxrDataset, processor: Compute, run: Path
) -> None:
    """At a large eps nearly every film shows what the objective wants."""
    trials = Trials(
        attacks=("pgd:steps=20,eps=0.2",), objective="appear:label=Effusion"
    )
    (told,) = evaluate(run, dataset, compute=processor, trials=trials)["attacks"]

    assert told["reached"] > 0.9


@pytest.mark.parametrize(
    "objective", ["appear:label=Effusion,keep=Mass", "appear:label=Effusion"]
)
def test_what_is_so_already_is_no_success(
    dataset: CxrDataset, processor: Compute, run: Path, objective: str
) -> None:
    """An attack too weak to turn a decision reaches nothing, whatever shall stay."""
    trials = Trials(attacks=("fgsm:eps=1e-9",), objective=objective)
    (told,) = evaluate(run, dataset, compute=processor, trials=trials)["attacks"]

    assert 0 == told["flip_rate"]
    assert 0 == told["reached"]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("0.01", (0.01,)),
        ("1/255, 4/255", (1 / 255, 4 / 255)),
        ("0.3/255", (0.3 / 255,)),
    ],
)
def test_strengths_are_shares(text: str, values: tuple[float, ...]) -> None:
    """Decimals and 255ths."""
    assert values == pytest.approx(strengths(text))


@pytest.mark.parametrize(
    ("text", "words"),
    [("8", "did you mean 8/255"), ("0", "in \\(0, 1\\]"), ("x", "write it as 0.004"),
     ("1/0", "write it as")],
)  # fmt: skip
def test_other_strengths_are_refused(text: str, words: str) -> None:
    """Whoever writes 8 for 8/255 is asked."""
    with pytest.raises(PoisonkitError, match=words):
        strengths(text)


@pytest.mark.parametrize(
    ("wishes", "words"),
    [
        ({"attack": "pdg"}, "did you mean 'pgd'"),
        ({"attack": "pgd:eps=8"}, r"eps must lie in \(0, 1\], got 8"),
        ({"objective": "appear:label=Effuson"}, "did you mean 'Effusion'"),
        ({"objective": "appear"}, "appear:label=LABEL"),
    ],
)
def test_what_cannot_be_is_refused(
    dataset: CxrDataset,
    processor: Compute,
    run: Path,
    tmp_path: Path,
    wishes: dict[str, str],
    words: str,
) -> None:
    """One line, and nothing written."""
    with pytest.raises(PoisonkitError, match=words):
        attacked(run, dataset, tmp_path, processor, **wishes)
    assert not list(tmp_path.iterdir())


def test_output_that_exists_is_kept(
    dataset: CxrDataset, processor: Compute, run: Path, tmp_path: Path
) -> None:
    """It is refused before the work."""
    (tmp_path / "adv.attack.csv").write_text("mine")
    with pytest.raises(OutputError, match="exists already"):
        attacked(run, dataset, tmp_path, processor)
    assert "mine" == (tmp_path / "adv.attack.csv").read_text()
