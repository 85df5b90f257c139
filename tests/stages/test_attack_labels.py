"""An attack on some labels of a model leaves the others out of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from poisonkit.attacking.trials import Trials
from poisonkit.errors import PoisonkitError
from poisonkit.stages.evaluate import evaluate

if TYPE_CHECKING:
    from pathlib import Path

    from poisonkit.compute import Compute
    from poisonkit.dataset import CxrDataset

BIM = ("bim:eps=0.02,steps=4",)
PAIR = ("Effusion", "Mass")


@pytest.fixture
def measured(dataset: CxrDataset, processor: Compute, run: Path) -> Any:
    """Return a function that attacks the run."""

    def measure(**wishes: Any) -> Any:
        trials = Trials(attacks=BIM, **wishes)
        told = evaluate(run, dataset, compute=processor, trials=trials)
        return told, told["attacks"][0]

    return measure


def test_one_label_alone_is_per_label(measured: Any) -> None:
    """Away from the truth about one label, said in two ways."""
    _, one = measured(labels=("Mass",))
    _, other = measured(objective="per_label:label=Mass")

    assert other["auroc_per_label"]["Mass"] == one["auroc"]
    assert (other["mean_l2"], other["reached"]) == (one["mean_l2"], one["reached"])


def test_only_they_are_measured(measured: Any) -> None:
    """Their clean AUROC is the model's; they fall further than among all labels."""
    clean, told = measured(labels=PAIR)
    _, among = measured()
    per_label = clean["clean_auroc_per_label"]

    assert list(PAIR) == list(told["auroc_per_label"])
    assert told["clean_auroc"] == pytest.approx(
        sum(per_label[name] for name in PAIR) / 2, abs=0.02
    )
    assert told["auroc"] < sum(among["auroc_per_label"][name] for name in PAIR) / 2


def test_an_objective_keeps_to_them(measured: Any) -> None:
    """What it says of other labels leads nowhere."""
    _, told = measured(labels=PAIR, objective="appear:label=Nodule")

    assert (told["reached"], told["mean_linf"]) == (None, 0)


def test_a_label_that_is_none_is_refused(measured: Any) -> None:
    """With the nearest that there is."""
    with pytest.raises(PoisonkitError, match="'Efusion'; did you mean 'Effusion'"):
        measured(labels=("Efusion",))
