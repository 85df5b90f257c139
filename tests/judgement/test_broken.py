"""A detector that comes to no number is told as not checked, and spoils nothing."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, ClassVar

import numpy as np
import pytest

from poisonkit.detectors.base import Detector, Scope
from poisonkit.evidence import Evidence, Need
from poisonkit.finding import EVERYTHING, Kind, Severity
from poisonkit.judgement.chances import with_chances
from poisonkit.judgement.measuring import measure
from poisonkit.judgement.surveying import survey
from poisonkit.observation import Observation
from poisonkit.progress import silent
from poisonkit.scores import Scores
from poisonkit.verdict import NO_NUMBER
from tests.judgement.test_residues import NAMES, scene

if TYPE_CHECKING:
    from poisonkit.judgement.measurement import Measurement
    from poisonkit.verdict import Skip

NAN = float("nan")
SEEN = partial(
    Observation, kind=Kind.LABEL, group=EVERYTHING, rows=np.arange(2),
    suspicion=np.ones(2), separation=1.0, gravest=Severity.MEDIUM, why="it is",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class OfGroups(Detector):
    """A detector that says one separation of groups, and another of innocents."""

    own: float = 1.0
    null: float = 1.0
    chance: float | None = None
    code: ClassVar[str] = "PK999"
    needs: ClassVar[frozenset[Need]] = frozenset({Need.ACTIVATIONS})

    def score(self, evidence: Evidence) -> Scores:
        """Return zeros, and a separation or a chance that may be no number."""
        return Scores(
            suspicion=np.zeros(len(evidence)),
            separation=self.own if len(evidence.others) else self.null,
            p_value=self.chance,
        )


@dataclass(frozen=True, kw_only=True)
class OfSets(Detector):
    """A detector of the whole set that saw one thing, by a chance that may be none."""

    chance: float
    code: ClassVar[str] = "PK999"
    scope: ClassVar[Scope] = Scope.SET
    needs: ClassVar[frozenset[Need]] = frozenset({Need.LABELS})

    def score(self, evidence: Evidence) -> Scores:
        """Return one observation."""
        seen = (SEEN(p_value=self.chance),)
        return Scores(
            suspicion=np.zeros(len(evidence)), separation=1.0, observations=seen
        )


def measured(**detectors: Detector) -> tuple[list[Measurement], list[Skip]]:
    """Return what is measured on a scene, and what is skipped."""
    with silent("", 0) as advance:
        return measure(scene(0).bench, detectors, 0, advance)


@pytest.mark.parametrize(
    "broken",
    [
        OfGroups(chance=NAN),
        OfGroups(own=NAN),
        OfGroups(null=NAN),
        OfGroups(null=np.inf),
    ],
)
def test_groups_are_told_and_not_judged(broken: Detector) -> None:
    """Whether the group itself or what it is compared with came to no number."""
    found, skips = measured(broken=broken)

    assert skips
    assert {NO_NUMBER} == {skip.reason for skip in skips}
    assert all(np.isfinite(one.q_value) for one in with_chances(found))


def test_others_are_judged_all_the_same() -> None:
    """One that is sure beside one that is broken is believed."""
    found, _ = measured(sure=OfGroups(chance=1e-20), broken=OfGroups(null=NAN))
    rates = [one.q_value for one in with_chances(found) if one.detector == "sure"]

    assert 2 * len(NAMES) == len(rates)
    assert max(rates) < 1e-15


@pytest.mark.parametrize(("chance", "told"), [(NAN, 0), (1e-9, 1), (0.0, 1)])
def test_of_sets_it_is_no_fact(chance: float, told: int) -> None:
    """No number is not zero, which would be certain."""
    with silent("", 0) as advance:
        done, skips = survey(scene(0).bench, {"odd": OfSets(chance=chance)}, advance)

    assert told == sum(len(one.findings(0.05)) for one in done)
    assert [NO_NUMBER] * (1 - told) == [skip.reason for skip in skips]
