"""Whether trusted films bear what the suspects share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from poisonkit.patterns import SHOWN, shown
from poisonkit.proof import ReferenceCheck
from poisonkit.sightings import find_sightings

if TYPE_CHECKING:
    from poisonkit.arrays import Rows
    from poisonkit.finding import Group
    from poisonkit.judgement.bench import Bench
    from poisonkit.pattern import Pattern


def look_among_trusted(
    bench: Bench, group: Group, suspects: Rows, pattern: Pattern | None
) -> ReferenceCheck | None:
    """Return on how many trusted films *pattern* lies; None where nothing tells.

    What is added to whole films is not looked for: on one film it cannot be seen.
    """
    if bench.reference is None or pattern is None or pattern.added:
        return None
    images = bench.reference.images
    bears = np.zeros(len(images), np.bool_)
    if pattern.places:
        seen = find_sightings(pattern, images)
        bears[seen.rows[seen.clear]] = True
    else:
        bears = shown(pattern, images) >= SHOWN
    column = bench.data.label(group.label)
    alike, audited = (
        labels[:, column] == int(group.present)
        for labels in (bench.reference.labels, bench.data.labels)
    )
    people = np.array(bench.reference.patients)[bears & alike]
    return ReferenceCheck(
        films=len(images),
        alike=int(alike.sum()),
        bearing=int(bears.sum()),
        bearing_alike=int((bears & alike).sum()),
        patients=len(np.unique(people)),
        share=float(audited[suspects].sum() / max(audited.sum(), 1)),
    )
