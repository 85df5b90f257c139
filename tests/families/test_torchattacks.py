"""Our images are torchattacks' own, where it is installed and knows what we do."""

from __future__ import annotations

import warnings
from typing import Any

import pytest
import torch

from poisonkit.attacks import ATTACKS
from poisonkit.attacks.base import SingleLabelGoal
from tests.families.victims import N_LABELS, N, chance, films, victim

EPS = 8 / 255
TRUE = torch.arange(N) % N_LABELS


@pytest.fixture
def torchattacks() -> Any:
    """Return the library, or skip."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pytest.importorskip("torchattacks")


@pytest.mark.parametrize(
    ("spec", "theirs"),
    [
        (f"fgsm:eps={EPS}", lambda lib, model: lib.FGSM(model, EPS)),
        (
            f"pgd:eps={EPS},steps=10,step=0.25,start=False",
            lambda lib, model: lib.PGD(model, EPS, EPS / 4, 10, random_start=False),
        ),
        (f"bim:eps={EPS}", lambda lib, model: lib.BIM(model, EPS, EPS / 20, 20)),
    ],
)
def test_single_label_images_are_the_same(
    torchattacks: Any, spec: str, theirs: Any
) -> None:
    """To 1e-6, on a softmax head."""
    model = victim()
    wanted = theirs(torchattacks, model)(films(), TRUE)
    goal = SingleLabelGoal(labels=TRUE)
    found = ATTACKS.create(spec).perturb(model, films(), goal, chance())

    assert (wanted - found).abs().max() < 1e-6
    assert (films() - found).abs().max() > EPS / 2
