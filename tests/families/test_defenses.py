"""Defenses: what each makes of a batch, against its formula."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch

from poisonkit.decisionloss import masked_losses
from poisonkit.defenses import DEFENSES
from poisonkit.defenses.base import Lesson
from poisonkit.defenses.fast import Fast
from poisonkit.defenses.maadvt import Maadvt, bernoulli_kl
from poisonkit.defenses.mpadvt import Mpadvt
from poisonkit.defenses.pgd_at import PgdAt
from poisonkit.defenses.undefended import Undefended
from poisonkit.errors import BadParameterError

if TYPE_CHECKING:
    from torch import Tensor

    from poisonkit.networks.base import Classifier

LABELS = torch.tensor(
    [[1, 0, -1], [0, 0, 1], [1, 1, 0], [-1, -1, -1]], dtype=torch.int8
)
HARDENED = sorted(set(DEFENSES.modules()) - {"undefended"})


class Seen:
    """A network that remembers what it was shown to learn from."""

    def __init__(self, model: Classifier) -> None:
        """Look at films through *model*."""
        self.model = model
        self.films: list[Tensor] = []

    def __call__(self, images: Tensor) -> Tensor:
        """Return logits."""
        self.films.append(images)
        return self.model(images)  # type: ignore[no-any-return]


def lesson(model: Classifier, films: Tensor, number: int = 0) -> tuple[Lesson, Seen]:
    """Return a batch to learn, and what will be seen of it."""
    seen = Seen(model.train())
    given = Lesson(
        learner=seen,
        model=model,
        images=films,
        labels=LABELS,
        chance=[torch.Generator().manual_seed(number + k) for k in range(len(films))],
        coin=np.random.default_rng(number),
    )
    return given, seen


@pytest.mark.parametrize("name", DEFENSES.modules())
def test_every_defense_gives_a_loss_per_decision(
    name: str, small: Classifier, films: Tensor
) -> None:
    """Unknown ones are NaN, the others pull, and the network goes on training."""
    given, _ = lesson(small, films)
    losses = DEFENSES.create(name).losses(given)
    known = LABELS >= 0
    losses[known].mean().backward()

    assert known.tolist() == losses.isfinite().tolist()
    assert small.training
    assert all(each.grad is not None for each in small.parameters())
    small.zero_grad(set_to_none=True)
    small.eval()


@pytest.mark.parametrize("name", HARDENED)
def test_attacked_films_stay_near(name: str, small: Classifier, films: Tensor) -> None:
    """What is learned from is within eps of the film, within [0, 1], and changed."""
    member = DEFENSES.create(f"{name}:share=1.0" if name == "mpadvt" else name)
    eps = getattr(member, "eps", getattr(member, "high", None))
    given, seen = lesson(small, films)
    member.losses(given)
    hostile = seen.films[-1][-len(films) :]
    small.eval()

    assert eps is not None
    assert 0 < float((hostile - films).abs().max()) <= eps + 1e-6
    assert 0 <= float(hostile.min()) <= float(hostile.max()) <= 1


@pytest.mark.parametrize("member", [PgdAt(eps=0.05), Fast(eps=0.05)])
def test_attacked_films_are_harder(
    member: PgdAt | Fast, small: Classifier, films: Tensor
) -> None:
    """The loss on what is learned from is above that on the films as they are."""
    given, seen = lesson(small, films)
    member.losses(given)
    small.eval()
    known = LABELS >= 0
    with torch.no_grad():
        before, after = (
            masked_losses(small(images), LABELS)[known].mean()
            for images in (films, seen.films[0])
        )

    assert after > before


def test_plain_training_sees_films_as_they_are(
    small: Classifier, films: Tensor
) -> None:
    """And takes nothing from chance."""
    given, seen = lesson(small, films)
    states = [each.get_state() for each in given.chance]
    Undefended().losses(given)
    small.eval()

    assert torch.equal(films, seen.films[0])
    for state, each in zip(states, given.chance, strict=True):
        assert torch.equal(state, each.get_state())


def test_many_perturbations_are_many(small: Classifier, films: Tensor) -> None:
    """About half of the batches stay clean; strengths fill the range."""
    member = Mpadvt(low=0.01, high=0.04, step=0.04, most=3)
    sizes = []
    for number in range(60):
        given, seen = lesson(small, films, number)
        member.losses(given)
        sizes.append(float((seen.films[0] - films).abs().max()))
    small.eval()
    changed = [size for size in sizes if size]

    assert 18 <= len(changed) <= 42
    assert 0.01 <= min(changed) < 0.015
    assert 0.035 < max(changed) <= 0.04 + 1e-6


def test_processes_agree_on_the_coin(small: Classifier, films: Tensor) -> None:
    """Two processes with noise of their own attack the same batches."""
    member, answers = Mpadvt(), []
    for chance in (1, 2):
        clean = []
        for number in range(12):
            given, seen = lesson(small, films, number)
            own = [torch.Generator().manual_seed(chance) for _ in films]
            member.losses(replace(given, chance=own))
            clean.append(torch.equal(films, seen.films[0]))
        answers.append(clean)
    small.eval()

    assert answers[0] == answers[1]
    assert 2 == len(Counter(answers[0]))


def test_maadvt_is_its_formula(small: Classifier, films: Tensor) -> None:
    """BCE(q, y) + beta KL(p || q) |y - p|, written out in numpy."""
    given, seen = lesson(small, films)
    losses = Maadvt(beta=3.0).losses(given).detach()
    with torch.no_grad():
        logits = small(seen.films[0]).double().numpy()
    small.eval()
    p, q = (1 / (1 + np.exp(-part)) for part in np.split(logits, 2))
    y = LABELS.numpy().astype(float)
    apart = p * np.log(p / q) + (1 - p) * np.log((1 - p) / (1 - q))
    cross = -y * np.log(q) - (1 - y) * np.log(1 - q)
    wanted = np.where(y >= 0, cross + 3 * apart * np.abs(y - p), np.nan)

    np.testing.assert_allclose(wanted, losses.numpy(), rtol=1e-4, atol=1e-6)


def test_divergence_of_sure_answers_is_finite() -> None:
    """Logits of a thousand have probabilities of 0 and 1, and still a distance."""
    sure = torch.tensor([1e3, -1e3, 0.0, 1e3])
    found = bernoulli_kl(sure, torch.tensor([1e3, -1e3, 0.0, -1e3]))

    np.testing.assert_allclose([0, 0, 0, 1e3], found)


@pytest.mark.parametrize(
    "spec",
    ["pgd_at:eps=8", "pgd_at:steps=0", "fast:step=0.0", "mpadvt:low=0.1",
     "mpadvt:share=2.0", "mpadvt:most=0", "maadvt:beta=-1.0", "maadvt:eps=0.0"],
)  # fmt: skip
def test_what_cannot_be_is_refused(spec: str) -> None:
    """With the range in the text."""
    with pytest.raises(BadParameterError):
        DEFENSES.create(spec)
