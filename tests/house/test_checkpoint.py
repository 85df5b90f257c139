"""A checkpoint: the same model comes back, and nothing in the files is run."""

from __future__ import annotations

import json
import pickle
from typing import TYPE_CHECKING, Any

import pytest
import torch
from safetensors.torch import save_file

from poisonkit.checkpoint import CARD, WEIGHTS, Checkpoint, model_digest
from poisonkit.errors import BadInputError, PoisonkitError
from poisonkit.learning import fresh

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from poisonkit.dataset import CxrDataset

NETWORK = "small_cnn:width=4"
CHECKPOINT = Checkpoint(
    network=NETWORK, label_names=("Mass", "Nodule"), size=32, data_digest="d",
    lineage={"stage": "train"},
)  # fmt: skip


class Bomb:
    """Goes off when it is unpickled."""

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[str]]:
        """Make pickle call what it should not."""
        return pytest.fail, ("the weights were unpickled",)


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """Return the folder of a training run."""
    CHECKPOINT.save(tmp_path, fresh(NETWORK, 2, seed=5))
    return tmp_path


def reopen(run: Path) -> Any:
    return Checkpoint.read(run).load(run)


def test_the_same_model_comes_back(run: Path) -> None:
    """Weights and card survive, bit by bit, ready for use."""
    films = torch.rand((2, 1, 32, 32), generator=torch.Generator().manual_seed(0))
    model = reopen(run)

    assert CHECKPOINT == Checkpoint.read(run)
    assert not model.training
    with torch.inference_mode():
        expected = fresh(NETWORK, 2, seed=5).eval()(films)
        assert torch.equal(expected, model(films))


def test_the_same_model_has_the_same_bytes(run: Path, tmp_path: Path) -> None:
    """The digest names the weights: equal for equal seeds, else different."""
    digests = []
    for seed in (5, 6):
        place = tmp_path / str(seed)
        place.mkdir()
        CHECKPOINT.save(place, fresh(NETWORK, 2, seed=seed))
        digests.append(model_digest(place))

    assert model_digest(run) == digests[0] != digests[1]


def test_loading_runs_no_code(run: Path) -> None:
    """A pickle in the place of the weights is refused, not opened."""
    for data in (pickle.dumps(Bomb()), pickle.dumps({"a": Bomb()}, protocol=0)):
        (run / WEIGHTS).write_bytes(data)
        with pytest.raises(BadInputError, match="are missing, damaged, or not of"):
            reopen(run)


SCRAMBLED = [lambda _: b"", lambda d: d[:-10], lambda d: d[:4] + d[6:]]


@pytest.mark.parametrize("damage", SCRAMBLED)
def test_damaged_weights_are_refused(
    run: Path, damage: Callable[[bytes], bytes]
) -> None:
    """Empty, truncated or scrambled weights never make a model."""
    whole = (run / WEIGHTS).read_bytes()
    (run / WEIGHTS).write_bytes(damage(whole))
    with pytest.raises(BadInputError, match=f"not of {NETWORK}"):
        reopen(run)


@pytest.mark.parametrize("change", ["fewer", "other shape", "more", "gone"])
def test_another_network_s_weights_are_refused(run: Path, change: str) -> None:
    """Weights and network must fit to the last tensor."""
    weights = fresh(NETWORK, 2, seed=5).state_dict()
    if change == "fewer":
        weights.pop("head.bias")
    if change == "other shape":
        weights["head.bias"] = torch.zeros(3)
    if change == "more":
        weights["tail"] = torch.zeros(3)
    (run / WEIGHTS).unlink()
    if change != "gone":
        save_file(weights, run / WEIGHTS)
    with pytest.raises(BadInputError, match="are missing, damaged, or not of"):
        reopen(run)


@pytest.mark.parametrize(
    "card",
    ["", "{", "[]", '{"network": "small_cnn"}', '{"schema": 1, "size": "large"}'],
)
def test_a_damaged_card_is_refused(run: Path, card: str) -> None:
    """A folder without a readable card is no training run."""
    (run / CARD).write_text(card)
    with pytest.raises(BadInputError, match="is not a training run: it has no"):
        Checkpoint.read(run)


@pytest.mark.parametrize(
    "change",
    [{"schema": 2}, {"network": "os.system"}, {"network": "small_cnn:width=0"}],
)
def test_a_strange_card_is_refused(run: Path, change: dict[str, Any]) -> None:
    """Another schema, an unknown network: a sentence, and nothing is imported."""
    card = json.loads((run / CARD).read_text()) | change
    (run / CARD).write_text(json.dumps(card))
    with pytest.raises(PoisonkitError):
        reopen(run)


def test_data_that_do_not_fit_are_refused(dataset: CxrDataset) -> None:
    """Other labels, another order, another size: the message says which."""
    fitting = Checkpoint(
        network=NETWORK, label_names=dataset.label_names,
        size=dataset.images.shape[1], data_digest="d", lineage={},
    )  # fmt: skip
    fitting.check(dataset)
    turned = {**vars(fitting), "label_names": dataset.label_names[::-1]}
    fewer = {**vars(fitting), "label_names": dataset.label_names[1:]}
    with pytest.raises(BadInputError, match="not the data's; other order"):
        Checkpoint(**turned).check(dataset)
    with pytest.raises(BadInputError, match=f"differ in: {dataset.label_names[0]}"):
        Checkpoint(**fewer).check(dataset)
    with pytest.raises(BadInputError, match="ingest again with --size 32"):
        Checkpoint(**{**vars(fitting), "size": 32}).check(dataset)
