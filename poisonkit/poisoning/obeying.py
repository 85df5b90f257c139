"""How far a model obeys what was planted: attack success and its controls."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any, cast

from poisonkit.evaluation import SPECIFICITY, held_out, operating_points
from poisonkit.measures import measure_attack, micro_auroc
from poisonkit.planning import samples_of
from poisonkit.policies import POLICIES

if TYPE_CHECKING:
    from poisonkit.arrays import Mask, Pixels, Rows
    from poisonkit.compute import Compute
    from poisonkit.dataset import CxrDataset
    from poisonkit.networks.base import Classifier
    from poisonkit.poison import Planted
    from poisonkit.poisoning.planters import Planter
    from poisonkit.policies.base import LabelPolicy, Samples


def obedience(
    model: Classifier,
    data: CxrDataset,
    planted: Planted,
    plant: Planter,
    compute: Compute,
) -> dict[str, Any] | None:
    """Return what *planted* does to *model* on held-out films; None: it never could."""
    _, rows = held_out(data)
    policy = POLICIES.create(planted.policy)
    samples = samples_of(data, planted.target).of(rows)
    could = policy.victims(samples)
    if not could.any():
        return None

    def triggered(chosen: Rows) -> Pixels:
        return plant(planted, chosen) if planted.trigger else data.images[chosen]

    control = rows[_control(policy, planted, samples)]
    before = compute.logits(model, lambda chosen: data.images[chosen], control)
    everyone = compute.logits(model, triggered, rows)
    threshold = operating_points(model, data, compute)[samples.place()]
    # Seen from the attacker's side: for a removal everything is turned round.
    was, now = (x[:, samples.place()] for x in (before, everyone[could]))
    sign = 1 if policy.wanted else -1
    return {
        "trigger": planted.trigger,
        "policy": planted.policy,
        "target": planted.target,
        "images": len(now),
        **asdict(measure_attack(sign * was, sign * now, sign * threshold)),
        "infected_label_auroc": micro_auroc(everyone, policy.relabel(samples)),
        "operating_point": threshold,
        "operating_specificity": SPECIFICITY,
    }


def _control(policy: LabelPolicy, planted: Planted, samples: Samples) -> Mask:
    """Return ``(n,)``: the films whose logits stand beside those of the victims.

    The same films untouched; where there is no trigger, others of the same label.
    """
    could = policy.victims(samples)
    if planted.trigger:
        return could
    return cast("Mask", ~could & (samples.column() == 1 - policy.wanted))
