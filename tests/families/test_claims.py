"""Each detector's own paper, and the known mistakes of other implementations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from scipy import linalg

from poisonkit.detectors import DETECTORS, beatrix
from poisonkit.detectors.base import Scope
from poisonkit.errors import BadParameterError
from poisonkit.evidence import Need
from poisonkit.measures import auroc
from tests.families.scenes import GROUP, measure, planted

if TYPE_CHECKING:
    from numpy.typing import NDArray

SPECTRAL = {
    "spectral_signature": Need.RESIDUALS,
    "saliency_signature": Need.SALIENCY,
}
CLUSTERING = {
    "activation_clustering": Need.RESIDUALS,
    "saliency_clustering": Need.SALIENCY,
}
SPLITTING = SPECTRAL | CLUSTERING | {"scan": Need.RESIDUALS}
TWO_ENDED = {*SPLITTING, "agpd", "common_direction"}
NAMES = [n for n in DETECTORS.modules() if DETECTORS.load(n).scope is Scope.GROUP]


def blobs(share: float, distance: float, seed: int = 0) -> NDArray[np.float32]:
    """Return vectors ``(n, 6, 6)``, the first *share* of which lie *distance* away."""
    rng = np.random.default_rng(seed)
    vectors = rng.normal(size=(GROUP, 6, 6))
    vectors[: round(share * GROUP)] += distance * rng.normal(size=(6, 6)) / 6
    return vectors.astype(np.float32)


def suspicion(name: str, vectors: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return what the detector called *name* says of *vectors*."""
    need = SPLITTING[name]
    given: dict[Need, Any] = {
        need: vectors if need == Need.SALIENCY else vectors.reshape(GROUP, -1)
    }
    return measure(DETECTORS.create(name), given).suspicion


@pytest.mark.parametrize("name", SPECTRAL)
def test_the_score_is_the_paper_s(name: str) -> None:
    """Squared, it is algorithm 1 of Tran, Li and Madry: centred on both occasions."""
    vectors = blobs(0.2, 6.0)
    centred = vectors.reshape(GROUP, -1) - vectors.reshape(GROUP, -1).mean(0)
    values, directions = np.linalg.eigh(centred.T @ centred)
    top = directions[:, np.argmax(values)]

    np.testing.assert_allclose(
        suspicion(name, vectors) ** 2, (centred @ top) ** 2, rtol=1e-3, atol=1e-3
    )


@pytest.mark.parametrize("name", SPLITTING)
def test_an_offset_changes_nothing(name: str) -> None:
    """Activations after a ReLU are far from zero; others then rank by the mean.

    With the reference code's uncentred projection the AUROC falls from 1 to chance.
    """
    vectors = blobs(0.2, 8.0)
    offset = 20 * np.random.default_rng(5).random((6, 6)).astype(np.float32)
    plain, moved = suspicion(name, vectors), suspicion(name, vectors + offset)

    np.testing.assert_allclose(plain, moved, rtol=1e-3, atol=1e-3)
    assert 1.0 == auroc(moved[: GROUP // 5], moved[GROUP // 5 :])


@pytest.mark.parametrize("name", SPLITTING)
@pytest.mark.parametrize("share", [0.1, 0.3, 0.5, 0.7, 0.9])
def test_a_split_is_seen_whoever_is_the_majority(name: str, share: float) -> None:
    """Poison may be most of a rare label: the two sides part all the same.

    Which is guilty is left to the audit, which is told that the sign may be turned.
    """
    given = suspicion(name, blobs(share, 12.0))
    guilty = np.arange(GROUP) < round(share * GROUP)
    apart = auroc(given[guilty], given[~guilty])

    assert apart in {0.0, 1.0}
    if share != 0.5:
        assert (1.0 if share < 0.5 else 0.0) == apart, "a minority looks up"


@pytest.mark.parametrize("name", NAMES)
def test_the_sign_may_be_turned_only_where_it_is_unknown(name: str) -> None:
    """A split has two ends; a low loss and a repeated pixel have only one."""
    assert measure(DETECTORS.create(name), planted(0)).reversible == (name in TWO_ENDED)


@pytest.mark.parametrize("name", SPLITTING)
def test_the_separation_grows_with_the_distance(name: str) -> None:
    """The further apart the poison, the larger the number that the audit judges."""
    detector, need = DETECTORS.create(name), SPLITTING[name]
    apart = []
    for distance in (0.0, 6.0, 12.0, 24.0):
        vectors = blobs(0.2, distance)
        shaped = vectors if need == Need.SALIENCY else vectors.reshape(GROUP, -1)
        apart.append(measure(detector, {need: shaped}).separation)

    assert sorted(apart) == apart
    assert apart[-1] > 2 * apart[0]


@pytest.mark.parametrize("name", SPLITTING)
def test_groups_smaller_than_the_components(name: str) -> None:
    """Five samples, or three features, are no reason to crash: rare labels exist."""
    need = SPLITTING[name]
    rng = np.random.default_rng(2)
    for count, side in ((5, 6), (40, 1), (2, 6)):
        maps = rng.random((count, side, side)).astype(np.float32)
        shaped = maps if need == Need.SALIENCY else maps.reshape(count, -1)
        evidence = measure(DETECTORS.create(name), {need: shaped})

        assert (count,) == evidence.suspicion.shape
        assert np.isfinite(evidence.suspicion).all()
        assert np.isfinite(evidence.separation)


@pytest.mark.parametrize("name", CLUSTERING)
def test_no_sample_is_called_poison_by_its_cluster_alone(name: str) -> None:
    """Two means always split; the numbers, not the clusters, say how far.

    Elsewhere half of every clean class is flagged because it is the smaller cluster.
    """
    detector, need = DETECTORS.create(name), CLUSTERING[name]
    clean = blobs(0.0, 0.0)
    shaped = clean if need == Need.SALIENCY else clean.reshape(GROUP, -1)
    scores = measure(detector, {need: shaped})

    assert len(np.unique(scores.suspicion)) > 0.9 * GROUP
    assert scores.separation < 2


def test_quantum_entropy_is_the_paper_s() -> None:
    """QUE by its formula: a matrix exponential of the covariance, of trace one."""
    residuals = 2 * blobs(0.1, 9.0).reshape(GROUP, -1)
    given: dict[Need, Any] = {Need.RESIDUALS: residuals}
    centred = residuals - residuals.mean(axis=0, dtype=np.float64)
    covariance = centred.T @ centred / GROUP
    widest = np.linalg.norm(covariance, 2)
    power = linalg.expm(4 * (covariance - np.eye(36)) / (widest - 1))
    wanted = ((centred @ (power / np.trace(power))) * centred).sum(axis=1)

    np.testing.assert_allclose(
        wanted, measure(DETECTORS.create("spectre"), given).suspicion, rtol=1e-4
    )


def test_the_gain_of_two_means_is_the_paper_s() -> None:
    """J is the log likelihood ratio: the squares around one mean less those of two."""
    residuals = blobs(0.3, 12.0).reshape(GROUP, -1)
    given: dict[Need, Any] = {Need.RESIDUALS: residuals}
    guilty = np.arange(GROUP) < round(0.3 * GROUP)
    around = [
        np.square(part - part.mean(axis=0)).sum()
        for part in (residuals, residuals[guilty], residuals[~guilty])
    ]
    gain = (around[0] - around[1] - around[2]) / GROUP

    assert measure(DETECTORS.create("scan"), given).separation == pytest.approx(
        gain, rel=1e-4
    )


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_common_direction_points_at_the_guilty(share: float) -> None:
    """Innocent films lie around the origin: the larger part may be the guilty one."""
    given: dict[Need, Any] = {Need.RESIDUALS: blobs(share, 12.0).reshape(GROUP, -1)}
    said = measure(DETECTORS.create("common_direction"), given).suspicion
    guilty = np.arange(GROUP) < round(share * GROUP)

    assert 1.0 == auroc(said[guilty], said[~guilty])


@pytest.mark.parametrize(
    "text", ["spectre:alpha=-1", "beatrix:bounds=0", "agpd:share=0", "agpd:share=1",
             "common_direction:share=1.5"],
)  # fmt: skip
def test_parameters_that_say_nothing_are_refused(text: str) -> None:
    """A share that is nobody, or bounds that nobody keeps, are a mistake."""
    with pytest.raises(BadParameterError):
        DETECTORS.create(text)


def test_many_samples_are_multiplied_in_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Products of 528 pairs are held of a few samples at a time; nothing changes."""
    given: dict[Need, Any] = {Need.RESIDUALS: blobs(0.2, 9.0).reshape(GROUP, -1)}
    whole = measure(DETECTORS.create("beatrix"), given).suspicion
    monkeypatch.setattr(beatrix, "_BLOCK", 7)

    np.testing.assert_array_equal(
        whole, measure(DETECTORS.create("beatrix"), given).suspicion
    )
