"""Attacks against their formulas, written out anew and plainly."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pytest
import torch
from torch.nn import functional

from poisonkit.attacks import ATTACKS
from poisonkit.attacks.apgd import checkpoints
from poisonkit.attacks.base import Goal, SingleLabelGoal
from tests.families.victims import (
    N_LABELS,
    SIDE,
    N,
    away_from_decisions,
    chance,
    films,
    victim,
)

if TYPE_CHECKING:
    from torch import Tensor

    from poisonkit.networks.base import Classifier

EPS = 0.02
TRUE = torch.tensor([0, 1, 2, 2, 1, 0])
LABELS = torch.tensor(
    [[0, 1, 1], [0, 0, 0], [1, 1, 1], [1, 0, 0], [0, 1, 0], [0, 0, 1]]
)
WEIGHTS = torch.tensor([1.0, -0.5, 0.0]).expand(N, N_LABELS)


@pytest.fixture
def model() -> Classifier:
    return victim()


@pytest.fixture
def goal() -> Goal:
    """Return the goal to change the first label and hold the second."""
    return Goal(labels=LABELS.double(), weights=WEIGHTS.double())


def run(spec: str, model: Any, goal: Goal | SingleLabelGoal, seed: int = 0) -> Tensor:
    """Return what the attack makes of `films`."""
    return ATTACKS.create(spec).perturb(model, films(), goal, chance(seed))


def slope_of(loss: Any, at: Tensor) -> Tensor:
    """Return the gradient of the sum of *loss* at a place, the long way."""
    place = at.clone().requires_grad_()
    loss(place).sum().backward()
    assert place.grad is not None
    return place.grad


def test_the_loss_by_hand(goal: Goal) -> None:
    """-w (y log p + (1 - y) log(1 - p)), summed over labels."""
    logits = torch.randn((N, N_LABELS), generator=chance()).double()
    for row in range(N):
        wanted = 0.0
        for label in range(N_LABELS):
            p = 1 / (1 + math.exp(-logits[row, label].item()))
            hit = p if LABELS[row, label] else 1 - p
            wanted -= WEIGHTS[row, label].item() * math.log(hit)
        assert wanted == pytest.approx(goal.loss(logits)[row].item())


def test_margins_by_hand(goal: Goal) -> None:
    """Away from 1 means below 0; towards 1 means above; no weight, no margin."""
    logits = torch.tensor([[2.0, 3.0, 4.0]]).double().expand(N, N_LABELS)
    first = torch.where(LABELS[:, 0] == 1, 2.0, -2.0)
    second = torch.where(LABELS[:, 1] == 1, -3.0, 3.0)
    wanted = torch.stack([first, second, torch.zeros(N)], 1).double()

    assert torch.equal(wanted, goal.margins(logits))
    assert [True, False, False, False, True, False] == goal.reached(logits).tolist()
    # Film 0: away from 0 by 2, towards 1 by 3; film 1: by 2, and missed by 3.
    assert [0, 1.5, 2, 3.5, 0, 1.5] == goal.shortfall(logits, 0).tolist()
    assert [3 + 1, 3 + 4] == goal.shortfall(logits, 5).tolist()[:2]


def test_the_single_label_goal_by_hand() -> None:
    """Cross-entropy of a softmax; the margin to the best other label."""
    logits = torch.tensor([[1.0, 3.0, 2.0], [1.0, 3.0, 2.0]])
    goal = SingleLabelGoal(labels=torch.tensor([1, 2]))
    whole = math.log(math.e + math.e**3 + math.e**2)

    assert goal.loss(logits).tolist() == pytest.approx([whole - 3, whole - 2])
    assert [[0, 1, 0], [0, 0, -1]] == goal.margins(logits).tolist()
    assert [False, True] == goal.reached(logits).tolist()
    assert [101, 99] == goal.shortfall(logits, 100).tolist()
    assert [2] == goal.of(torch.tensor([1])).labels.tolist()


def test_fgsm_by_hand(model: Classifier, goal: Goal) -> None:
    """One step by eps along the sign."""
    clean = films()
    slope = slope_of(lambda x: goal.loss(model(x)), clean)

    assert torch.equal(
        (clean + EPS * slope.sign()).clamp(0, 1), run(f"fgsm:eps={EPS}", model, goal)
    )


@pytest.mark.parametrize(
    ("spec", "step", "steps"),
    [
        (f"bim:eps={EPS}", EPS / 20, 20),
        (f"cw_linf:eps={EPS}", EPS / 10, 20),
        (f"cw_linf:eps={EPS},kappa=0.1,step=0.5,steps=3", EPS / 2, 3),
        (f"pgd:eps={EPS},start=False", EPS / 4, 10),
        (f"hfc:eps={EPS},weight=0,start=False,steps=3", EPS / 10, 3),
    ],
)
def test_iterated_attacks_by_hand(
    model: Classifier, goal: Goal, spec: str, step: float, steps: int
) -> None:
    """Small steps along the sign, brought back to within eps and [0, 1] after each."""
    kappa = ATTACKS.create(spec).kappa if "cw" in spec else None  # type: ignore[attr-defined]

    def loss(x: Tensor) -> Tensor:
        if kappa is None:
            each: Tensor = goal.loss(model(x))
            return each
        first, second, _ = model(x).unbind(1)
        signs = (2 * LABELS - 1).unbind(1)
        missed = (signs[0] * first + kappa).relu()
        found: Tensor = -missed - 0.5 * (-signs[1] * second + kappa).relu()
        return found

    clean = found = films()
    for _ in range(steps):
        found = found + step * slope_of(loss, found).sign()
        found = found.clamp(clean - EPS, clean + EPS).clamp(0, 1)

    torch.testing.assert_close(found, run(spec, model, goal), rtol=0, atol=1e-12)


@pytest.mark.parametrize("seed", [3, 4])
def test_pgd_starts_anywhere(model: Classifier, goal: Goal, seed: int) -> None:
    """Evenly between the limits, both of eps and of the grey scale."""
    clean = films()
    drawn = torch.rand(clean.shape, generator=chance(seed)).double()
    low, high = (clean - EPS).clamp(0, 1), (clean + EPS).clamp(0, 1)
    start = low + drawn * (high - low)
    step = EPS * slope_of(lambda x: goal.loss(model(x)), start).sign() / 2
    found = run(f"pgd:eps={EPS},steps=1,step=0.5", model, goal, seed)

    torch.testing.assert_close(found, (start + step).clamp(low, high))


def torchattacks_pgd(
    model: Any, images: Tensor, labels: Tensor, alpha: float, steps: int
) -> Tensor:
    """Return what the formula of torchattacks gives, with its mean cross-entropy."""
    found = images.clone()
    for _ in range(steps):
        place = found.clone().requires_grad_()
        cost = functional.cross_entropy(model(place), labels)
        (slope,) = torch.autograd.grad(cost, place)
        found = found + alpha * slope.sign()
        delta = torch.clamp(found - images, min=-EPS, max=EPS)
        found = torch.clamp(images + delta, min=0, max=1)
    return found


@pytest.mark.parametrize(
    ("spec", "alpha", "steps"),
    [
        (f"fgsm:eps={EPS}", EPS, 1),
        (f"pgd:eps={EPS},start=False,steps=10,step=0.25", EPS / 4, 10),
        (f"bim:eps={EPS}", EPS / 20, 20),
    ],
)
def test_softmax_models_as_torchattacks(
    model: Classifier, spec: str, alpha: float, steps: int
) -> None:
    """A single-label head gets the same images to 1e-6."""
    wanted = torchattacks_pgd(model, films(), TRUE, alpha, steps)
    found = run(spec, model, SingleLabelGoal(labels=TRUE))

    assert (wanted - found).abs().max() < 1e-6
    assert (films() - found).abs().max() > EPS / 2


def test_a_row_of_zeros_by_cross_entropy_has_no_gradient(model: Classifier) -> None:
    """What a softmax loss does with multi-hot rows, and ours does not."""
    nothing = torch.zeros(N, N_LABELS).double()
    dead = slope_of(lambda x: functional.cross_entropy(model(x), nothing), films())
    goal = Goal(labels=nothing, weights=torch.ones_like(nothing) / N_LABELS)
    live = slope_of(lambda x: goal.loss(model(x)), films())

    assert 0 == dead.abs().max()
    assert (live.abs().amax((1, 2, 3)) > 0).all()


def test_apgd_looks_back_ever_more_often() -> None:
    """The checkpoints of the paper, and none is missed or doubled in a short run."""
    assert [22, 41, 57, 70, 80, 87, 93, 99] == checkpoints(100)
    assert [5, 9, 12, 14, 16, 18, 19, 20] == checkpoints(20)
    assert [1] == checkpoints(1)
    assert [1, 2, 3] == checkpoints(3)


@pytest.mark.parametrize("eps", [0.02, 0.3])
def test_apgd_by_hand(model: Classifier, eps: float) -> None:
    """Algorithm 1 of the paper, one film after another."""
    goal = away_from_decisions(model)
    found = run(f"apgd:eps={eps},start=False,steps=30", model, goal)
    halvings = 0
    for row in range(N):
        one = goal.of(torch.tensor([row]))
        best, halved = apgd_of_one(model, films()[row : row + 1], one, eps, 30)
        halvings += halved
        torch.testing.assert_close(best, found[row : row + 1], rtol=0, atol=1e-9)
    assert halvings > N


def apgd_of_one(
    model: Classifier, clean: Tensor, goal: Goal, eps: float, steps: int
) -> tuple[Tensor, int]:
    """Return the best image, and how often the step was halved."""

    def value(x: Tensor) -> float:
        return goal.loss(model(x)).item()

    def project(x: Tensor) -> Tensor:
        return x.clamp(clean - eps, clean + eps).clamp(0, 1)

    stops, eta, halvings = checkpoints(steps), 2 * eps, 0
    before: list[Tensor] = []
    xs, values, best, top = [clean], [value(clean)], clean, value(clean)
    last, rises, eta_then, top_then = 0, 0, eta, top
    for k in range(steps):
        slope = slope_of(lambda x: goal.loss(model(x)), xs[k])
        z = project(xs[k] + eta * slope.sign())
        if k:
            z = project(xs[k] + 0.75 * (z - xs[k]) + 0.25 * (xs[k] - before[-1]))
        before.append(xs[k])
        xs.append(z)
        values.append(value(z))
        rises += values[-1] > values[-2]
        if values[-1] > top:
            best, top = z, values[-1]
        if k + 1 in stops:
            few = rises < 0.75 * (k + 1 - last)
            eta_now = eta
            if few or (eta_then == eta and top_then == top):
                eta, halvings = eta / 2, halvings + 1
                xs[-1], values[-1] = best, top
            last, rises, eta_then, top_then = k + 1, 0, eta_now, top
    return best, halvings


def test_apgd_returns_the_highest_point(model: Classifier) -> None:
    """No lower than where it began, and no lower than PGD of as many steps."""
    goal = away_from_decisions(model)
    with torch.no_grad():
        plain, apgd, pgd = (
            goal.loss(model(images))
            for images in (
                films(),
                run("apgd:eps=0.1,start=False", model, goal),
                run("pgd:eps=0.1,start=False,steps=20", model, goal),
            )
        )

    assert (apgd >= plain).all()
    assert apgd.mean() >= 0.99 * pgd.mean()


def test_cw_l2_is_the_nearest(model: Classifier) -> None:
    """It succeeds everywhere, with less change than the fewest steps of PGD need."""
    goal = away_from_decisions(model)
    found = run("cw_l2:rate=0.01", model, goal)
    far = (found - films()).square().sum((1, 2, 3)).sqrt()
    rival = torch.full_like(far, torch.inf)
    for eps in (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5):
        other = run(f"pgd:eps={eps},start=False", model, goal)
        size = (other - films()).square().sum((1, 2, 3)).sqrt()
        with torch.no_grad():
            good = goal.reached(model(other))
        rival = rival.minimum(torch.where(good, size, torch.inf))

    with torch.no_grad():
        assert goal.reached(model(found)).all()
    assert (far < rival).all()


def test_cw_l2_leaves_alone_what_it_need_not_or_cannot_change(
    model: Classifier,
) -> None:
    """A film that is as wanted, and one that resists, come back bit by bit."""
    goal = away_from_decisions(model)
    with torch.no_grad():
        logits = model(films())
    reached = Goal(labels=goal.labels, weights=-goal.weights)
    stubborn = "cw_l2:kappa=1000,searches=1,steps=2"

    assert reached.reached(logits).all()
    assert torch.equal(films(), run("cw_l2", model, reached))
    assert torch.equal(films(), run(stubborn, model, goal))


def test_cw_l2_can_be_asked_for_confidence(model: Classifier) -> None:
    """With kappa, each decision is as wanted by that much; it costs distance."""
    goal = away_from_decisions(model)
    near, far = (
        run(f"cw_l2:rate=0.02,kappa={kappa}", model, goal) for kappa in (0, 0.1)
    )
    with torch.no_grad():
        assert goal.margins(model(far)).max() <= -0.1
    assert (far - films()).square().sum() > (near - films()).square().sum()


@pytest.mark.parametrize("rows", [1, 4, 32])
def test_one_perturbation_for_all(model: Classifier, rows: int) -> None:
    """What is added is the same everywhere, but where the grey scale ends."""
    grey = films() * 0.5 + 0.25
    attack = ATTACKS.create(f"universal:eps={EPS},rows={rows}")
    goal = away_from_decisions(model)
    added = attack.perturb(model, grey, goal, chance()) - grey

    torch.testing.assert_close(added, added[:1].expand_as(added))
    assert added.abs().max() > 0


def test_universal_by_hand(model: Classifier) -> None:
    """Steps along the sign of the sum over films; those beyond the cap do not count."""
    goal, clean = away_from_decisions(model), films()
    with torch.no_grad():
        losses = goal.loss(model(clean))
    cap = losses.median().item()

    def capped(delta: Tensor) -> Tensor:
        losses = goal.loss(model((clean + delta).clamp(0, 1)))
        return losses[losses < cap]

    delta = torch.zeros(1, 1, SIDE, SIDE).double()
    for _ in range(2):
        delta = delta + EPS / 10 * slope_of(capped, delta).sign()
    spec = f"universal:eps={EPS},epochs=2,cap={cap}"

    torch.testing.assert_close((clean + delta).clamp(0, 1), run(spec, model, goal))


def test_a_generator_perturbs_each_film_its_own_way(model: Classifier) -> None:
    """It depends on the image; and more training does more harm."""
    goal = away_from_decisions(model)
    added = run(f"gap:eps={EPS}", model, goal) - films()
    with torch.no_grad():
        short, long = (
            goal.loss(model(run(f"gap:eps={EPS},steps={steps}", model, goal))).mean()
            for steps in (1, 100)
        )

    assert (added[1] - added[2]).abs().max() > EPS / 10
    assert long > short


def test_hiding_keeps_features_among_the_clean(model: Classifier) -> None:
    """Nearer to the clean features' Gaussian than PGD comes; by the formula."""
    goal, clean = away_from_decisions(model), films()
    with torch.no_grad():
        known = model.features(clean)
    spread = known.var(0, unbiased=False) + 0.01 * known.square().mean()

    def distance(x: Tensor) -> Tensor:
        away = model.features(x) - known.mean(0)
        return (away.square() / spread).sum(1) / away.shape[1]

    found = clean
    for _ in range(4):
        slope = slope_of(lambda x: goal.loss(model(x)) - 2 * distance(x), found)
        found = (found + 0.01 * slope.sign()).clamp(clean - 0.1, clean + 0.1)
        found = found.clamp(0, 1)
    spec = "hfc:eps=0.1,weight={},steps=4,start=False"
    hidden = run(spec.format(2), model, goal)

    torch.testing.assert_close(found, hidden)
    with torch.no_grad():
        open_ = distance(run(spec.format(0), model, goal)).mean()
        assert distance(hidden).mean() < open_


@pytest.mark.parametrize("name", ["pgd", "cw_linf", "cw_l2", "apgd"])
def test_what_shall_stay_stays(model: Classifier, name: str) -> None:
    """A weight below 0 holds a decision that the attack else would change."""
    clean, free = films(), away_from_decisions(model)
    weights = torch.tensor([1.0, 0.0, 0.0]).double().expand(N, N_LABELS)
    held = Goal(labels=free.labels, weights=weights - torch.tensor([0.0, 1.0, 1.0]))
    loose = Goal(labels=free.labels, weights=weights)
    spec = name if name == "cw_l2" else f"{name}:eps=0.2"
    with torch.no_grad():
        before = model(clean)[:, 1:] > 0
        stays = (model(run(spec, model, held))[:, 1:] > 0) == before
        leaves = (model(run(spec, model, loose))[:, 1:] > 0) == before

    assert stays.all()
    assert not leaves.all()
