"""How far an attack moves what each stage of the network answers.

|f_k(x') - f_k(x)| / |f_k(x)| in the Euclidean norm, stage by stage.  Xu et al. (2021),
Medical Image Analysis 69:101977, arXiv:2103.03438, compare maps in the middle; Liao et
al. (2018), arXiv:1712.02976, saw small changes grow from layer to layer.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, final

import numpy as np
import torch

from poisonkit.analyses.base import Analysis, Outcome
from poisonkit.charts import ATTACKED, CONTROL, draw_band, new_figure, tidy

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from numpy.typing import NDArray
    from torch import Tensor

    from poisonkit.analyses.base import Material, Scene
    from poisonkit.arrays import Image
    from poisonkit.networks.base import Classifier

    _Summary = tuple[int, float | None, float | None, float | None]
    Shifts = dict[str, NDArray[np.float32]]

_NOISE = "random noise, as large"


@final
@dataclass(frozen=True, kw_only=True)
class ResponseShift(Analysis):
    """Compare the shift under attack with that under random signs, as large."""

    def obstacle(self, scene: Scene) -> str:
        """Return whether there is more to see than logits."""
        blank = np.zeros((1, scene.size, scene.size), np.float32)
        with torch.inference_mode():
            seen = [
                name
                for batch in scene.batches(blank)
                for name, _ in scene.model.responses(batch)
            ]
        if len(seen) > 1:
            return ""
        return "nothing of this model can be seen but its logits"

    def measure(self, material: Material) -> Outcome:
        """Let clean and changed films climb the stages side by side."""
        changed = {"attack": material.attacked, _NOISE: _as_large(material)}
        shifts = {
            name: _shifts(material.scene, material.clean, images)
            for name, images in changed.items()
        }
        stages = list(shifts["attack"])
        rows = [
            (stage, name, *_summary(each[stage]))
            for stage in stages
            for name, each in shifts.items()
        ]
        medians = {
            name: {stage: _summary(each[stage])[1] for stage in stages}
            for name, each in shifts.items()
        }
        return Outcome(
            says=_sentence(medians["attack"], medians[_NOISE]),
            numbers={"attack": medians["attack"], "noise": medians[_NOISE]},
            columns=("stage", "change", "films", "median", "p10", "p90"),
            rows=rows,
            figure=_draw(shifts),
        )


def _as_large(material: Material) -> Image:
    """Return films changed by random signs, each as much as the attack at most did."""
    clean = material.clean
    largest = np.abs(material.attacked - clean).max((1, 2), keepdims=True)
    chance = np.random.default_rng(material.scene.seed)
    signs = chance.choice(np.array([-1, 1], np.float32), clean.shape)
    noisy: Image = np.clip(clean + largest * signs, 0, 1)
    return noisy


def _shifts(scene: Scene, clean: Image, changed: Image) -> Shifts:
    """Return the relative shift of each film at each stage, ``(n,)``; NaN: none."""
    found: dict[str, list[NDArray[np.float32]]] = {}
    pairs = zip(scene.batches(clean), scene.batches(changed), strict=True)
    with torch.inference_mode():
        for before, after in pairs:
            for name, shift in _side_by_side(scene.model, before, after):
                found.setdefault(name, []).append(shift.cpu().numpy())
    return {name: np.concatenate(parts) for name, parts in found.items()}


def _side_by_side(
    model: Classifier, before: Tensor, after: Tensor
) -> list[tuple[str, Tensor]]:
    """Return the relative shift ``(m,)`` at each stage, taken before the next begins.

    The next may overwrite the maps; so nothing is kept but the shift.
    """
    both = zip(model.responses(before), model.responses(after), strict=True)
    return [(name, _relative(one, two)) for (name, one), (_, two) in both]


def _relative(one: Tensor, two: Tensor) -> Tensor:
    size = one.flatten(1).norm(dim=1)
    shift = (two - one).flatten(1).norm(dim=1) / size
    return torch.where(size > 0, shift, torch.nan)


def _summary(shifts: NDArray[np.float32]) -> _Summary:
    """Return how many films answer at all, and median, 10th and 90th percentile."""
    defined = shifts[np.isfinite(shifts)]
    if not len(defined):
        return 0, None, None, None
    middle, low, high = np.quantile(defined, [0.5, 0.1, 0.9]).tolist()
    return len(defined), middle, low, high


def _sentence(attack: dict[str, float | None], noise: dict[str, float | None]) -> str:
    """Say it of the first and of the last stage."""
    said = [
        f"{stage} by {attack[stage]:.3g} of its size (noise: {noise[stage]:.3g})"
        for stage in (next(iter(attack)), "logits")
        if attack[stage] is not None and noise[stage] is not None
    ]
    return f"The attack shifts {', '.join(said)}." if said else "No stage answers."


def _draw(shifts: dict[str, Shifts]) -> Figure:
    figure = new_figure(6.5, 3.3)
    axes = figure.add_subplot()
    for (name, each), color, line in zip(
        shifts.items(), (ATTACKED, CONTROL), ("o-", "s--"), strict=True
    ):
        values = np.array(list(each.values()))
        draw_band(axes, range(len(each)), values, line=line, color=color, label=name)
    axes.set_xticks(range(len(shifts["attack"])), list(shifts["attack"]))
    moved = any((values > 0).any() for values in shifts["attack"].values())
    axes.set(yscale="log" if moved else "linear",
             xlabel="place in the network, from below",
             ylabel="relative shift: median, 10-90 %")  # fmt: skip
    axes.legend(frameon=False)
    tidy(axes)
    return figure
