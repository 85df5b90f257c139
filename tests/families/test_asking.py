"""Detectors that ask the model anew: each paper's own claim, on a model to order."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch

from poisonkit.detectors import DETECTORS
from poisonkit.detectors._inverting import invert
from poisonkit.detectors.base import DeepDetector, Tier, tier_of
from poisonkit.errors import BadParameterError
from poisonkit.evidence import Evidence, Need
from tests.families.scenes import (
    GROUP,
    INNOCENT,
    MASS,
    OTHERS,
    POISONED,
    ROWS,
    SURE,
    asked,
    measure,
    planted,
    planted_films,
    smooth_films,
)

DEEP = [n for n in DETECTORS.modules() if tier_of(DETECTORS.load(n)) is Tier.DEEP]
CHEAP = ("strip", "saliency_transfer")


def test_who_asks_anew() -> None:
    """What needs the model itself is deep, and runs only where it is asked for."""
    asking = [n for n in DETECTORS.modules() if Need.CLASSIFIER in _needs(n)]

    assert DEEP == asking
    assert set(CHEAP) < set(DEEP)


def _needs(name: str) -> frozenset[Need]:
    return DETECTORS.load(name).needs


@pytest.mark.parametrize("name", CHEAP)
def test_it_accuses_the_planted_and_nobody_else(name: str) -> None:
    """Its own p-value, without pseudo-groups, tells poisoned from innocent groups."""
    detector = DETECTORS.create(name)
    found = measure(detector, planted(0)).p_value
    innocent = measure(detector, planted(0, strength=0.0)).p_value

    assert found is not None
    assert innocent is not None
    assert found < SURE
    assert innocent > INNOCENT


@pytest.mark.parametrize("name", DEEP)
def test_where_no_film_can_be_changed_nothing_is_said(name: str) -> None:
    """A label that all films have leaves no clean film to try anything on."""
    nobody = replace(asked(planted_films(0)), hosts=OTHERS[:0])
    given: dict[Need, Any] = {Need.CLASSIFIER: nobody}
    scores = DETECTORS.create(name).score(Evidence(MASS, ROWS, OTHERS, given))

    assert 1 == scores.p_value
    assert 0 == np.ptp(scores.suspicion)


@pytest.mark.parametrize("name", DEEP)
def test_more_films_take_more_passes(name: str) -> None:
    """Time is foretold from the passes, so a larger group must not be free."""
    detector = DETECTORS.create(name)

    assert isinstance(detector, DeepDetector)
    assert 0 < detector.passes(16) < detector.passes(160)


def test_inversion_finds_what_turns_the_model() -> None:
    """The learned trigger turns clean films, by a small part of their pixels."""
    respondent = asked(smooth_films(0))
    with torch.no_grad():
        before = respondent.sure(respondent.films(respondent.hosts))
    found = invert(respondent, steps=60, batch=16)
    with torch.no_grad():
        films = respondent.films(respondent.hosts)
        after = respondent.sure(torch.lerp(films, found.pattern, found.mask))

    assert float((before > 0).float().mean()) < 0.05
    assert float((after > 0).float().mean()) > 0.9
    assert found.size < 0.2 * respondent.pixels[0].size


def test_the_other_direction_is_asked_with_the_other_sign() -> None:
    """On the absent side a film is sure of not having the label."""
    present = asked(planted_films(0))
    absent = replace(present, present=False)
    films = present.films(ROWS[:5])
    with torch.no_grad():
        torch.testing.assert_close(present.sure(films), -absent.sure(films))


def test_peaks_at_one_place_stand_out() -> None:
    """Films that peak where most peak are suspected, wherever else the rest looks."""
    maps = np.random.default_rng(0).random((GROUP, 6, 6)).astype(np.float32)
    maps[POISONED, 2, 3] = 20
    scattered = np.random.default_rng(1).random((GROUP, 6, 6)).astype(np.float32)
    detector = DETECTORS.create("peak_consistency")
    peaked = measure(detector, {Need.SALIENCY: maps})
    other = measure(detector, {Need.SALIENCY: scattered})

    assert peaked.suspicion[POISONED].min() > peaked.suspicion[~POISONED].max()
    assert peaked.separation > 2 * other.separation


def test_what_a_trigger_links_outlives_wrong_lessons() -> None:
    """Confused, it is surest of the planted; afterwards the model is as it was."""
    respondent = asked(planted_films(0))
    before = deepcopy(respondent.model.state_dict())
    given: dict[Need, Any] = {Need.CLASSIFIER: respondent}
    detector = DETECTORS.create("confusion:steps=20")
    answers = detector.score(Evidence(MASS, ROWS, OTHERS, given)).suspicion
    after = respondent.model.state_dict()

    assert answers[POISONED].min() > np.median(answers[~POISONED])
    assert all(torch.equal(after[name], value) for name, value in before.items())


@pytest.mark.parametrize(
    "spec",
    [
        "strip:overlays=0", "strip:share=1.0", "saliency_transfer:hosts=1",
        "saliency_transfer:size=0.0", "cognitive_distillation:steps=0",
        "cognitive_distillation:gamma=0.0", "trigger_inversion:steps=0",
        "trigger_inversion:units=0", "confusion:steps=0", "confusion:weight=0.0",
        "confusion:worst=1.0",
    ],
)  # fmt: skip
def test_parameters_that_ask_nothing_are_refused(spec: str) -> None:
    """A question that cannot be asked is refused, by name."""
    with pytest.raises(BadParameterError, match=spec.partition(":")[2].split("=")[0]):
        DETECTORS.create(spec)
