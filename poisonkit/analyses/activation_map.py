"""A map of the activations, clean and attacked, on which neighbours stay neighbours.

van der Maaten and Hinton (2008), J. Mach. Learn. Res. 9:2579; drawn of attacked medical
images by Ma et al. (2021), Pattern Recognition 110:107332, arXiv:1907.10456.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, final

import numpy as np
from sklearn.manifold import TSNE, trustworthiness
from sklearn.neighbors import NearestNeighbors
from sklearn.preprocessing import StandardScaler

from poisonkit.analyses.base import Analysis, Outcome
from poisonkit.charts import ATTACKED, CLEAN, new_figure, tidy
from poisonkit.errors import BadParameterError

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    from poisonkit.analyses.base import Material, Scene

    Floats = NDArray[np.float32] | NDArray[np.float64]

_PER_NEIGHBOUR = 3
"""t-SNE looks at three times as many neighbours as its perplexity says."""

_MAPPED = 5
"""Neighbours that trustworthiness asks about, as scikit-learn does."""


@final
@dataclass(frozen=True, kw_only=True)
class ActivationMap(Analysis):
    """Draw a t-SNE of the activations of clean and attacked films together."""

    perplexity: float = 20.0
    """About how many neighbours a point has."""

    def __post_init__(self) -> None:
        """Refuse a map without neighbours."""
        if not self.perplexity >= 1:
            raise BadParameterError(
                f"perplexity must be at least 1, got {self.perplexity:g}"
            )

    def obstacle(self, scene: Scene) -> str:
        """Return whether there are films enough, and two patients."""
        if len(np.unique(scene.patients)) == 1:
            return "films of one patient have no neighbours of another"
        needed = int(np.ceil(_PER_NEIGHBOUR * self.perplexity / 2)) + 1
        if len(scene) >= needed:
            return ""
        return (
            f"a t-SNE of perplexity {self.perplexity:g} needs {needed} films, there "
            f"are {len(scene)}; take a smaller perplexity"
        )

    def measure(self, material: Material) -> Outcome:
        """Map both sets of activations as one."""
        scene, count = material.scene, len(material.scene)
        both = np.concatenate([material.activations, material.attacked_activations])
        points = StandardScaler().fit_transform(both.astype(np.float64))
        places = TSNE(
            perplexity=self.perplexity, init="pca", random_state=scene.seed, n_jobs=1
        ).fit_transform(points)
        attacked = np.arange(2 * count) >= count
        alike = _alike(points, attacked, np.tile(scene.patients, 2))
        kept = trustworthiness(points, places, n_neighbors=min(_MAPPED, count - 1))
        numbers = {
            "films": count,
            "neighbour_alike": float(alike.mean()),
            "trustworthiness": float(kept),
            "perplexity": self.perplexity,
        }
        says = (
            f"The nearest activation of another patient is of the same kind, clean or "
            f"attacked, for {alike.mean():.0%} of {2 * count} points (50 % if mixed)."
        )
        rows = [
            (scene.ids[k % count], int(attacked[k]), *places[k].tolist(), int(alike[k]))
            for k in range(2 * count)
        ]
        return Outcome(
            says=says,
            numbers=numbers,
            columns=("image", "attacked", "x", "y", "neighbour_alike"),
            rows=rows,
            figure=_draw(places, (scene.labels == 1).sum(1)),
        )


def _alike(
    points: Floats, attacked: NDArray[np.bool_], patients: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Return whether each point's nearest of another patient is of its own kind.

    A film's own copy, and its patient's other films, would answer for themselves.
    """
    most = int(np.bincount(patients).max())
    wanted = min(most, len(points) - 1)
    near = NearestNeighbors(n_neighbors=wanted).fit(points).kneighbors()[1]
    others = patients[near] != patients[:, None]
    first = near[np.arange(len(points)), others.argmax(1)]
    found: NDArray[np.bool_] = attacked[first] == attacked
    return found


def _draw(places: Floats, findings: NDArray[np.int64]) -> Figure:
    """Draw the same map twice: by kind, and by how many findings the film has."""
    figure = new_figure(9, 4.2)
    kinds, ill = figure.subplots(1, 2, sharex=True, sharey=True)
    count = len(findings)
    clean, attacked = places[:count], places[count:]
    kinds.plot(*np.stack([clean, attacked], 1).transpose(2, 1, 0), color="#d0d0d0",
               lw=0.4, zorder=0)  # fmt: skip
    kinds.scatter(*clean.T, s=16, facecolors="none", edgecolors=CLEAN, label="clean")
    kinds.scatter(*attacked.T, s=16, marker="x", lw=1, c=ATTACKED, label="attacked")
    kinds.set(xlabel="t-SNE 1", ylabel="t-SNE 2")
    kinds.legend(frameon=False, ncols=2, loc="lower left", bbox_to_anchor=(0, 1))
    for which, marker in ((clean, "o"), (attacked, "x")):
        seen = ill.scatter(*which.T, s=16, marker=marker, lw=1, c=findings,
                           cmap="viridis", vmin=0)  # fmt: skip
    ill.set(title="by findings on the film", xlabel="t-SNE 1")
    figure.colorbar(
        seen, ax=ill, label="findings present", ticks=range(int(findings.max()) + 1)
    )
    tidy(kinds, ill)
    return figure
