"""Films before and after one attack, with all that analyses share, computed once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from poisonkit.analyses.base import Material, Scene
from poisonkit.errors import BadInputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from poisonkit.arrays import Rows
    from poisonkit.attacking.attacked import Attacked
    from poisonkit.attacking.siege import Siege


def scene_of(siege: Siege, rows: Rows) -> Scene:
    """Return what is known of the films in *rows*."""
    data = siege.data
    return Scene(
        model=siege.model,
        names=data.label_names,
        labels=data.labels[rows],
        ids=tuple(data.ids[row] for row in rows),
        patients=np.unique(data.patient_numbers[rows], return_inverse=True)[1],
        size=data.images.shape[1],
        device=siege.compute.device,
        seed=siege.seed,
    )


def material_of(siege: Siege, batches: Sequence[Attacked]) -> Material:
    """Return what all analyses of the films in *batches* start from."""
    rows = np.concatenate([batch.rows for batch in batches])
    scene = scene_of(siege, rows)
    clean = siege.compute.images(siege.data.images[rows])[:, 0].cpu().numpy()
    attacked = np.concatenate([batch.images for batch in batches])
    material = Material(
        scene=scene,
        clean=clean,
        attacked=attacked,
        activations=scene.features(clean),
        attacked_activations=scene.features(attacked),
        logits=np.concatenate([batch.before for batch in batches]),
        attacked_logits=np.concatenate([batch.after for batch in batches]),
        gradients=scene.gradients(clean, scene.labels),
    )
    for name in ("activations", "attacked_activations", "logits", "gradients"):
        if not np.isfinite(getattr(material, name)).all():
            raise BadInputError(f"the model's {name.replace('_', ' ')} are not finite")
    return material
