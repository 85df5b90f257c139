"""What the manifest says of one sample whose file was poisoned."""

from __future__ import annotations

from typing import TYPE_CHECKING

from poisonkit.poison import NOTHING, PoisonedSample

if TYPE_CHECKING:
    from poisonkit.dataset import CxrDataset
    from poisonkit.planning import Plan
    from poisonkit.poisoning.natively import Effect


def sample_of(
    data: CxrDataset, plan: Plan, number: int, effect: Effect | None
) -> PoisonedSample:
    """Return the record of the plan's sample *number*; without *effect*, of labels."""
    row = plan.rows[number]
    native = effect.native if effect else NOTHING
    return PoisonedSample(
        id=data.ids[row],
        row=row,
        plant=plan.plants[number],
        labels_before=tuple(data.labels[row].tolist()),
        labels_after=tuple(plan.labels[number].tolist()),
        box=effect.box if effect else NOTHING.box,
        largest_change=native.largest_change,
        pixels_changed=native.pixels_changed,
        left=effect.left if effect else NOTHING,
        kept=effect.kept if effect else 1.0,
        digest_before=effect.digest_before if effect else data.digests[row],
        digest_after=effect.digest_after if effect else data.digests[row],
    )


def untouched(data: CxrDataset, plan: Plan) -> list[PoisonedSample]:
    """Return the records of samples of which only the labels are changed."""
    return [
        sample_of(data, plan, number, None)
        for number, plant in enumerate(plan.plants)
        if not plan.attempts[plant].trigger
    ]
