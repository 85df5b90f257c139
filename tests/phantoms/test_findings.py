"""Every finding keeps the promises of its base; a new file is tested unasked."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from poisonkit.phantoms.course import label_of
from poisonkit.phantoms.film import dissect, render
from poisonkit.phantoms.findings import FINDINGS
from poisonkit.spec import build, describe
from tests.phantoms.people import QUIET, study_of

if TYPE_CHECKING:
    from poisonkit.phantoms.findings.base import PhantomFinding
    from poisonkit.phantoms.frame import Map
    from poisonkit.phantoms.study import Study

SHAPE = (80, 80)
PEOPLE = range(6)


def change(study: Study) -> Map:
    """Return how much density the findings of *study* add or take, (h, w)."""
    healthy = replace(study, severity={})
    sick = dissect(study, SHAPE).density() - dissect(healthy, SHAPE).density()
    return np.abs(sick)


@pytest.fixture(params=FINDINGS.modules())
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def finding(name: str) -> PhantomFinding:
    return FINDINGS.create(name)


def test_can_be_written_down(name: str, finding: PhantomFinding) -> None:
    """A finding is built again from its description."""
    assert finding == build(type(finding), describe(name, finding))


def test_numbers_make_sense(finding: PhantomFinding) -> None:
    """Prevalence, persistence and weights are such that a copula exists."""
    assert 0 < finding.prevalence < 1
    assert 0 <= finding.persistence <= 1
    assert sum(weight**2 for weight in finding.causes.values()) <= 1


def test_is_deterministic(name: str) -> None:
    """The same study gives the same film, pixel for pixel."""
    study = study_of(3, {name: 0.5})

    np.testing.assert_array_equal(render(study, 48), render(study, 48))


@pytest.mark.parametrize("severity", [1e-6, 0.5, 1.0])
def test_any_severity_makes_a_film(name: str, severity: float) -> None:
    """From hardly there to as bad as can be, in both views: finite and not negative."""
    for view in ("PA", "AP"):
        density = dissect(study_of(1, {name: severity}, view), SHAPE).density()

        assert np.float32 == density.dtype
        assert np.isfinite(density).all()
        assert density.min() >= 0


def test_shows(name: str) -> None:
    """A moderate case plainly changes at least a dozen pixels of 6,400."""
    for number in PEOPLE:
        assert (change(study_of(number, {name: 0.6})) > 0.05).sum() >= 12


def test_stays_in_the_chest(name: str) -> None:
    """Hardly anything changes lateral to the chest wall."""
    for number in PEOPLE:
        study = study_of(number, {name: 0.9})
        chest = dissect(study, SHAPE)
        lateral = np.abs(chest.frame.x) > chest.anatomy.cage.width + 0.05

        assert change(study)[lateral].max() < 0.08


def test_grows_with_severity(name: str) -> None:
    """A bad case changes more of the picture than a slight one."""
    slight = sum(change(study_of(number, {name: 0.1})).sum() for number in PEOPLE)
    bad = sum(change(study_of(number, {name: 0.95})).sum() for number in PEOPLE)

    assert bad > 1.3 * slight


def test_keeps_its_place_between_studies(name: str) -> None:
    """A patient's finding is on the same side at every follow-up."""
    for number in PEOPLE:
        first = study_of(number, {name: 0.5})
        later = replace(first, number=100, follow_up=1)
        where = [
            float((change(s) * dissect(s, SHAPE).frame.x).sum()) for s in (first, later)
        ]

        assert abs(where[0] - where[1]) < 0.35 * change(first).sum()


def test_patients_differ(name: str) -> None:
    """It does not look the same in two patients."""
    one, other = (change(study_of(number, {name: 0.5})) for number in (2, 4))

    assert np.abs(one - other).sum() > 0.2 * one.sum()


def test_leaves_the_others_alone(name: str) -> None:
    """The side and place of one finding do not depend on which others there are."""
    other = "mass" if name != "mass" else "nodule"
    both = dissect(study_of(5, {name: 0.3, other: 0.3}), SHAPE).density()
    alone = dissect(study_of(5, {other: 0.3}), SHAPE).density()
    added = np.abs(both - alone)
    expected = change(study_of(5, {name: 0.3}))

    assert np.corrcoef(added.ravel(), expected.ravel())[0, 1] > 0.8


def test_labels_are_those_of_chest_xray14() -> None:
    """File names become the labels that NIH gave."""
    assert {
        "Atelectasis",
        "Cardiomegaly",
        "Consolidation",
        "Effusion",
        "Infiltration",
        "Mass",
        "Nodule",
        "Pneumothorax",
    } == {label_of(name) for name in FINDINGS.modules()}


def test_a_healthy_chest_has_no_finding() -> None:
    """Without findings there is no change to speak of."""
    assert change(QUIET).max() == 0
