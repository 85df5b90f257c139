"""Every detector keeps the promises of `Detector`; a new file is tested unasked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from poisonkit.detectors import DETECTORS
from poisonkit.detectors.base import Scope
from poisonkit.errors import MissingEvidenceError
from poisonkit.evidence import Evidence, Need
from poisonkit.filmindex import FilmIndex
from poisonkit.films import Films
from poisonkit.measures import auroc
from tests.families.scenes import (
    FILMS,
    GROUP,
    MASS,
    OTHERS,
    POISONED,
    ROWS,
    SIDE,
    asked,
    evidence_for,
    measure,
    planted,
)

if TYPE_CHECKING:
    from poisonkit.detectors.base import Detector
    from poisonkit.scores import Scores

NAMES = [
    name
    for name in sorted(DETECTORS.modules())
    if DETECTORS.load(name).scope is Scope.GROUP
]
"""Those that are shown one group at a time; for the others see `test_set_detectors`."""

QUICK = {
    "confusion": "confusion:steps=5",
    "cognitive_distillation": "cognitive_distillation:steps=20",
    "strip": "strip:overlays=4",
    "trigger_inversion": "trigger_inversion:steps=60",
}
"""Those that ask a model anew, told to ask it less often."""


@pytest.fixture(params=NAMES)
def detector(request: pytest.FixtureRequest) -> Detector:
    return DETECTORS.create(QUICK.get(request.param, request.param))


def check(scores: Scores, count: int) -> None:
    """Hold what every measurement promises."""
    assert (count,) == scores.suspicion.shape
    assert np.float64 == scores.suspicion.dtype
    assert np.isfinite(scores.suspicion).all()
    assert np.isfinite(scores.separation)
    assert scores.separation >= 0
    assert scores.p_value is None or 0 <= scores.p_value <= 1


def test_one_finite_score_per_sample(detector: Detector) -> None:
    """With poison and without, every sample of the group gets its number."""
    check(measure(detector, planted(0)), GROUP)
    check(measure(detector, planted(0, strength=0.0)), GROUP)


def test_the_planted_are_most_suspicious(detector: Detector) -> None:
    """Larger is more suspicious: strong poison ranks first, whatever the seed."""
    for seed in range(3):
        suspicion = measure(detector, planted(seed)).suspicion

        assert 1.0 == auroc(suspicion[POISONED], suspicion[~POISONED])


def test_poison_stands_further_apart_than_nothing(detector: Detector) -> None:
    """The separation of a poisoned group exceeds that of innocent ones."""
    innocent = [measure(detector, planted(s, 0.0)).separation for s in range(3)]

    assert measure(detector, planted(0)).separation > 1.5 * max(innocent)


def test_a_shuffle_is_followed(detector: Detector) -> None:
    """Shuffling the samples shuffles the scores and changes nothing else."""
    evidence = evidence_for(detector, planted(0))
    order = np.random.default_rng(3).permutation(GROUP)
    before, after = detector.score(evidence), detector.score(evidence.take(order))

    np.testing.assert_allclose(
        before.suspicion[order], after.suspicion, rtol=1e-4, atol=1e-4
    )
    np.testing.assert_allclose(before.separation, after.separation, rtol=1e-4)


def test_the_same_evidence_gives_the_same_scores(detector: Detector) -> None:
    """Nothing is drawn by chance, and the evidence is left as it was."""
    given = planted(1)
    kept = {need: np.copy(v) for need, v in given.items() if isinstance(v, np.ndarray)}
    first, second = measure(detector, given), measure(detector, given)

    np.testing.assert_array_equal(first.suspicion, second.suspicion)
    for need, values in kept.items():
        np.testing.assert_array_equal(values, given[need])


def test_it_reads_only_what_it_declares(detector: Detector) -> None:
    """Without any one of its needs it fails: it declares no more than it reads."""
    everything = planted(0)
    for missing in detector.needs:
        given = {need: everything[need] for need in detector.needs - {missing}}
        with pytest.raises(MissingEvidenceError, match=f"{missing} were not given"):
            detector.score(Evidence(MASS, ROWS, OTHERS, given))


@pytest.mark.parametrize("level", [0.0, 0.7])
def test_equal_samples_do_not_crash(detector: Detector, level: float) -> None:
    """Where all samples are the same nobody is more suspicious than another."""
    films = np.full((FILMS, SIDE, SIDE), round(255 * level), np.uint8)
    given: dict[Need, Any] = {
        need: np.full_like(value, level)
        for need, value in planted(0).items()
        if isinstance(value, np.ndarray)
    }
    given[Need.IMAGES] = FilmIndex(Films(films, np.arange(FILMS)))
    given[Need.CLASSIFIER] = asked(films)
    scores = measure(detector, given)

    check(scores, GROUP)
    assert np.ptp(scores.suspicion) < 1e-6
    assert scores.separation <= 1


def test_the_smallest_group_is_measured(detector: Detector) -> None:
    """A group of just as many samples as the detector asks for is no trouble."""
    least = max(detector.min_samples, 2)
    evidence = evidence_for(detector, planted(0)).take(np.arange(least))

    check(detector.score(evidence), least)


def test_a_group_without_another_side(detector: Detector) -> None:
    """Where every film has the label there is nobody to compare with, and no crash."""
    given = {need: planted(0)[need] for need in detector.needs}

    check(detector.score(Evidence(MASS, ROWS, OTHERS[:0], given)), GROUP)
