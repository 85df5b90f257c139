"""Somebody else's model: what it says is kept, what can be seen of it is told."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch

from poisonkit.errors import PoisonkitError, UnknownNameError
from poisonkit.evidencefile import EvidenceFile
from poisonkit.foreign.card import Card
from poisonkit.foreign.opening import is_foreign, open_foreign
from poisonkit.saliency.hires_cam import HiresCam
from poisonkit.stages.evaluate import evaluate
from poisonkit.stages.evidence import gather_evidence
from tests.stages.strangers import export, films, opened, script, vendor, write_card

if TYPE_CHECKING:
    from pathlib import Path

    from torch import nn

    from poisonkit.compute import Compute
    from poisonkit.dataset import CxrDataset
    from poisonkit.foreign.opening import Foreign

HERE = "tests.stages.strangers"
KINDS = ["script", "export", "factory"]


def handed_over(kind: str, place: Path) -> Foreign:
    """Return the vendor's network of three channels as *kind*, opened."""
    if kind == "factory":
        return opened(f"{HERE}:three")
    write = script if kind == "script" else export
    suffix = ".pt" if kind == "script" else ".pt2"
    return opened(write(place / f"model{suffix}", vendor(channels=3)))


@pytest.mark.parametrize("kind", KINDS)
def test_its_logits_are_its_own(tmp_path: Path, kind: str) -> None:
    """Every kind gives the vendor's logits, whole or cut, three channels found out."""
    model = handed_over(kind, tmp_path).model
    with torch.inference_mode():
        wanted = vendor(channels=3)(films(5, 3))
        cut = model.head(model.upper(model.lower(films(5))))
        torch.testing.assert_close(model(films(5)), wanted)
        torch.testing.assert_close(cut, wanted, rtol=1e-4, atol=1e-5)
        torch.testing.assert_close(model.head(model.features(films(5))), wanted)


@pytest.mark.parametrize("kind", ["export", "factory"])
def test_it_can_be_looked_into(tmp_path: Path, kind: str) -> None:
    """Activations are what the last layer is given; maps are those after the block."""
    foreign, own = handed_over(kind, tmp_path), vendor(channels=3)
    maps = own.relu(own.below(films(4, 3)) + own.block(own.below(films(4, 3))))

    assert () == foreign.told
    assert (4, 8) == tuple(foreign.model.features(films(4)).shape)
    torch.testing.assert_close(foreign.model.lower(films(4)), maps.detach())


def test_a_script_gives_logits_alone(tmp_path: Path) -> None:
    """TorchScript lets nobody look inside, and that is said in two lines."""
    foreign = handed_over("script", tmp_path)

    assert 2 == len(foreign.told)
    assert "logits stand for activations" in foreign.told[0]
    assert "saliency is of the pixels" in foreign.told[1]
    assert (4, 3) == tuple(foreign.model.features(films(4)).shape)


def test_operations_in_place_spoil_nothing() -> None:
    """Gradients at a layer that is overwritten at once are those of an honest copy."""
    foreign = opened(f"{HERE}:vendor", saliency_layer="below.0")
    own = vendor()
    own.relu.inplace = own.below[1].inplace = own.above[1].inplace = False  # type: ignore[assignment]  # ReLUs
    maps = own.below[0](films(4)).detach().requires_grad_()
    inner = own.below[1](maps)
    logits = own.fc(own.above(own.relu(inner + own.block(inner))).mean((2, 3)))
    (gradients,) = torch.autograd.grad(logits[:, 1].sum(), maps)
    wanted = (maps * gradients).sum(1).detach()
    found = HiresCam().explain(foreign.model, films(4), torch.ones(4, dtype=torch.long))

    assert wanted.abs().max() > 0
    torch.testing.assert_close(found, wanted)


@pytest.mark.parametrize("head", ["parts", "sigmoid"])
def test_fused_heads_break_nothing(monkeypatch: pytest.MonkeyPatch, head: str) -> None:
    """Where no matrix makes the logits, they ride along, and that is told."""
    strange = vendor(head=head)
    monkeypatch.setattr(f"{HERE}.three", lambda: strange)
    foreign = opened(f"{HERE}:three")
    model, wanted = foreign.model, strange(films(4))

    assert "kept beside the activations" in foreign.told[0]
    assert ("probabilities" in foreign.told[-1]) == (head == "sigmoid")
    assert (4, 8 + 3) == tuple(model.features(films(4)).shape)
    torch.testing.assert_close(model.head(model.upper(model.lower(films(4)))), wanted)


def test_layers_can_be_named() -> None:
    """A named layer is taken; an unknown one, or one with a shortcut, is refused."""
    foreign = opened(f"{HERE}:vendor", features="fc", saliency_layer="above.0")

    assert (2, 8, 5, 5) == tuple(foreign.model.lower(films(2)).shape)
    with pytest.raises(UnknownNameError, match=r"called 'above\.9'; did you mean"):
        opened(f"{HERE}:vendor", saliency_layer="above.9")
    with pytest.raises(UnknownNameError, match="no layer that a film passes once"):
        opened(f"{HERE}:vendor", features="fcc")
    with pytest.raises(PoisonkitError, match="block does not carry all"):
        opened(f"{HERE}:vendor", saliency_layer="block")


@pytest.mark.parametrize(
    ("name", "labels", "said"),
    [
        ("three", "AB", r"gives 3 logits per film, but 2 labels are named"),
        ("no_network", "ABC", r"gave no torch\.nn\.Module but str"),
        ("broken", "ABC", r"broken cannot be called: no licence$"),
        ("nothing", "ABC", r"nothing cannot be called: module .* has no attribute"),
    ],
)
def test_bad_factories_are_refused(name: str, labels: str, said: str) -> None:
    """Another number of labels, something else than a network, a failure: one line."""
    with pytest.raises(PoisonkitError, match=said):
        opened(f"{HERE}:{name}", labels)


def test_what_takes_no_film_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A network for other images, or with other answers, is refused with its reason."""
    cases: list[tuple[nn.Module, str]] = [
        (vendor(channels=4), "takes no 2 films of 48 pixels"),
        (torch.nn.Conv2d(1, 3, 3), "does not give one row of logits per film"),
        (torch.nn.Flatten(0), "does not give one row of logits per film"),
    ]
    for module, said in cases:
        monkeypatch.setattr(f"{HERE}.three", lambda module=module: module)
        with pytest.raises(PoisonkitError, match=said):
            opened(f"{HERE}:three")


def test_what_counts_as_foreign(tmp_path: Path) -> None:
    """Files by their suffix, factories by their colon; a folder is always a run."""
    (tmp_path / "run.pt").mkdir()
    names = ["m.pt", "m.ts", "m.pt2", "a.b:make", "run", str(tmp_path / "run.pt"), "a:"]

    assert [True] * 4 + [False] * 3 == [is_foreign(name) for name in names]


def test_evidence_and_measures_are_those_of_the_model(
    dataset: CxrDataset, processor: Compute, tmp_path: Path
) -> None:
    """An audit's evidence holds the model's logits, activations, maps and digest."""
    names = dataset.label_names
    path = export(tmp_path / "m.pt2", vendor(len(names)))
    foreign = opened(path, "".join(chr(65 + k) for k in range(len(names))))
    own = type(foreign)(**{**vars(foreign), "label_names": names})
    file = gather_evidence(own, dataset, tmp_path / "e.h5", compute=processor)
    with torch.inference_mode():
        wanted = vendor(len(names))(processor.images(dataset.images)).numpy()
    found = EvidenceFile.open(tmp_path / "e.h5")

    np.testing.assert_allclose(wanted, file.logits, rtol=1e-4, atol=1e-5)
    assert (len(dataset), 8) == found.activations.shape
    assert hashlib.sha256(path.read_bytes()).hexdigest() == found.model_digest
    measured = evaluate(own, dataset, compute=processor)
    assert len(names) == len(measured["clean_auroc_per_label"])
    with pytest.raises(PoisonkitError, match="model's labels are not the data's"):
        evaluate(foreign, dataset, compute=processor)


def test_a_factory_s_digest_is_of_its_weights(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same weights have the same digest; one number changed, another."""
    first, again = opened(f"{HERE}:three").digest, opened(f"{HERE}:three").digest
    changed = vendor(channels=3)
    changed.rest.bias.data += 1
    monkeypatch.setattr(f"{HERE}.three", lambda: changed)

    assert first == again != opened(f"{HERE}:three").digest


def test_pixels_are_scaled_as_the_card_says(tmp_path: Path) -> None:
    """Mean and deviation of a card are applied before the network sees a film."""
    path = script(tmp_path / "m.pt", vendor())
    write_card(path, label_names=["A", "B", "C"], size=48, mean=0.5, std=[0.25])
    model = open_foreign(str(path), Card.of(path, (), None)).model

    torch.testing.assert_close(model(films(3)), vendor()((films(3) - 0.5) / 0.25))
