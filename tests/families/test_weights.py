"""Weights of a file: taken whole, adapted where told, refused elsewhere; never run."""

from __future__ import annotations

import pickle
import re
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
import torch
from safetensors.torch import save_file
from torchvision import models

from poisonkit.adopting import adopt
from poisonkit.errors import BadInputError
from poisonkit.learning import fresh
from poisonkit.lineage import digest_file
from poisonkit.weights import Weights
from tests.bombs import Bomb

if TYPE_CHECKING:
    from pathlib import Path

    from torch import Tensor

PUBLISHED = {
    "resnet18": ("conv1.weight", "fc.weight"),
    "resnet50": ("conv1.weight", "fc.weight"),
    "densenet121": ("features.conv0.weight", "classifier.weight"),
    "vit_b_16": ("conv_proj.weight", "heads.head.weight"),
}
SMALL = "small_cnn:width=4"


def published(name: str) -> dict[str, Tensor]:
    """Return what torchvision would publish: three colours, a thousand labels."""
    torch.manual_seed(3)
    theirs: torch.nn.Module = models.get_model(name, weights=None)
    return theirs.state_dict()


def of(tensors: dict[str, Tensor]) -> Weights:
    """Return *tensors* as if from a file."""
    return Weights(file="w.pth", sha256="0", tensors=tensors)


@pytest.mark.parametrize("name", sorted(PUBLISHED))
def test_published_weights_fit(name: str) -> None:
    """Every tensor arrives where it belongs; colours and head are adapted, and told."""
    theirs, model = published(name), fresh(name, 3, seed=0).eval()
    head = model.head.weight.clone()
    first, last = PUBLISHED[name]
    told = adopt(of(theirs), model, name)
    own = list(model.state_dict().values())

    assert (
        f"{first}: summed over 3 colours into one",
        f"{last}: left fresh, of 3 labels here and 1000 there",
    ) == told
    assert torch.equal(head, model.head.weight)
    for mine, (word, given) in list(zip(own, theirs.items(), strict=True))[:-2]:
        wanted = given.sum(1, keepdim=True) if word == first else given
        assert torch.equal(wanted, mine), word


def test_a_grey_film_looks_as_it_did_in_colour() -> None:
    """After torchvision's weights, features are those of the film in three colours."""
    theirs = models.resnet18(weights=None).eval()
    model = fresh("resnet18", 3, seed=0).eval()
    adopt(of(theirs.state_dict()), model, "resnet18")
    theirs.fc = torch.nn.Identity()
    films = torch.rand((2, 1, 64, 64), generator=torch.Generator().manual_seed(0))

    with torch.inference_mode():
        coloured = ((films - 0.5) * 4).expand(-1, 3, -1, -1)
        torch.testing.assert_close(
            model.features(films), theirs(coloured), rtol=1e-4, atol=1e-4
        )


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("densenet121", r"(denselayer\d+\.(norm|conv))([12])", r"\1.\3"),
        ("vit_b_16", r"mlp\.0\.", "mlp.linear_1."),
        ("resnet18", r".*num_batches_tracked", ""),
    ],
)
def test_old_published_names_are_known(name: str, old: str, new: str) -> None:
    """Files of years ago name some tensors otherwise, and lack counters."""
    today = published(name)
    aged = {re.sub(old, new, word): tensor for word, tensor in today.items()}
    aged.pop("", None)
    assert aged.keys() != today.keys()
    one, two = fresh(name, 3, seed=0), fresh(name, 3, seed=0)
    adopt(of(today), one, name)
    adopt(of(aged), two, name)

    for word, tensor in one.state_dict().items():
        assert torch.equal(tensor, two.state_dict()[word]), word


@pytest.mark.parametrize("form", ["safetensors", "state dict", "nested", "parallel"])
def test_a_file_is_taken_whole(tmp_path: Path, form: str) -> None:
    """Our own weights come back bit by bit, from either kind of file, head and all."""
    origin, model = fresh(SMALL, 2, seed=1), fresh(SMALL, 2, seed=2)
    own, path = origin.state_dict(), tmp_path / "w"
    if form == "safetensors":
        save_file(own, path)
    elif form == "nested":
        torch.save({"epoch": 3, "state_dict": own}, path)
    elif form == "parallel":
        torch.save({f"module.{word}": each for word, each in own.items()}, path)
    else:
        torch.save(own, path)
    read = Weights.read(path)

    assert () == adopt(read, model, SMALL)
    assert {"file": "w", "sha256": digest_file(path)} == read.lineage()
    for word, tensor in model.state_dict().items():
        assert torch.equal(tensor, own[word]), word


@pytest.mark.parametrize("zipped", [True, False])
@pytest.mark.parametrize("wrapped", [True, False])
def test_code_is_refused_and_not_run(
    tmp_path: Path, *, zipped: bool, wrapped: bool
) -> None:
    """A pickle that would write a file is refused in a line, and writes none."""
    bomb, path, trace = Bomb(tmp_path / "ran"), tmp_path / "evil.pth", tmp_path / "ran"
    thing = {"conv1.weight": torch.zeros(1), "extra": bomb} if wrapped else bomb
    if zipped:
        torch.save(thing, path)
    else:
        path.write_bytes(pickle.dumps(thing))
    with pytest.raises(BadInputError, match=r"evil.pth: it .* or "):
        Weights.read(path)

    assert not trace.exists()
    with suppress(RuntimeError):
        torch.load(path, weights_only=False)
    assert trace.exists(), "the bomb would have gone off"


@pytest.mark.parametrize("data", [b"", b"PK\3\4", b"\x80\2.", b"12345678{", b"x" * 99])
def test_damaged_files_are_refused(tmp_path: Path, data: bytes) -> None:
    """Whatever is in it, a damaged file is met with one line."""
    path = tmp_path / "w.pth"
    path.write_bytes(data)
    with pytest.raises(BadInputError, match=r"cannot read the weights .*w\.pth: "):
        Weights.read(path)
    with pytest.raises(BadInputError, match=r"cannot read the weights .*gone"):
        Weights.read(tmp_path / "gone")


def test_a_model_is_no_state_dict(tmp_path: Path) -> None:
    """A list, an empty table, and a table of numbers hold no weights."""
    path = tmp_path / "w.pth"
    for thing in ([torch.zeros(2)], {}, {"a": 1.0}, {"a": {"b": torch.zeros(2)}}):
        torch.save(thing, path)
        with pytest.raises(BadInputError, match="no table of names and tensors"):
            Weights.read(path)


def test_the_first_mismatch_is_named() -> None:
    """Missing, misshapen and surplus tensors are refused; the network is untouched."""
    model = fresh(SMALL, 2, seed=0)
    before = {word: each.clone() for word, each in model.state_dict().items()}
    word = "stages.1.0.weight"
    cases: list[tuple[dict[str, Tensor | None], str]] = [
        ({word: None, "head.bias": None}, f"it has no {word}"),
        (
            {word: torch.zeros(8, 4, 5, 5)},
            f"its {word} is 8 x 4 x 5 x 5, 8 x 4 x 3 x 3",
        ),
        ({"stages.0.1.0.weight": torch.zeros(4, 1, 5, 5)}, "is 4 x 1 x 5 x 5, 4 x 3"),
        ({"head.weight": torch.zeros(2, 5)}, "its head.weight is 2 x 5, 2 x 64"),
        ({"tail": torch.zeros(1)}, "it has tail, which the network has not"),
    ]
    for change, said in cases:
        given = {k: v for k, v in (before | change).items() if v is not None}
        with pytest.raises(
            BadInputError, match=f"w.pth does not fit {SMALL}: .*{said}"
        ):
            adopt(of(given), model, SMALL)
    for word, tensor in model.state_dict().items():
        assert torch.equal(before[word], tensor), word


def test_another_network_s_weights_are_refused() -> None:
    """Between two published networks the message keeps to the published names."""
    model, theirs = fresh("resnet18", 2, seed=0), published("resnet50")
    with pytest.raises(
        BadInputError, match=r"layer1\.0\.conv1\.weight is 64 x 64 x 1 x 1"
    ):
        adopt(of(theirs), model, "resnet18")
