"""What an attack achieved: measures of logits before and after, pure functions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from poisonkit.measures import label_auroc, macro

if TYPE_CHECKING:
    from collections.abc import Sequence

    from poisonkit.arrays import Labels
    from poisonkit.attacking.attacked import Attacked


def outcome(
    batches: Sequence[Attacked], labels: Labels, names: Sequence[str]
) -> dict[str, Any]:
    """Return the measures of one attack on films with *labels* ``(n, l)``.

    An AUROC compares films of one label, all of them attacked; the accuracy is that of
    decisions which were right before; an objective is reached or not on films
    where something was left to do.
    """
    before = np.concatenate([batch.before for batch in batches])
    after = np.concatenate([batch.after for batch in batches])
    aurocs = label_auroc(after, labels)
    known = labels >= 0
    right = known & ((before > 0) == (labels == 1))
    flipped = (before > 0) != (after > 0)
    reached = np.concatenate([batch.reached for batch in batches])
    aimed = np.concatenate([batch.aimed for batch in batches])
    return {
        "images": len(labels),
        "clean_auroc": macro(label_auroc(before, labels)),
        "auroc": macro(aurocs),
        "auroc_per_label": dict(zip(names, aurocs, strict=True)),
        "accuracy_of_right": float(1 - flipped[right].mean()) if right.any() else None,
        "flip_rate": float(flipped.mean()),
        "reached": float(reached[aimed].mean()) if aimed.any() else None,
        "mean_linf": float(np.concatenate([b.linf for b in batches]).mean()),
        "mean_l2": float(np.concatenate([b.l2 for b in batches]).mean()),
    }
