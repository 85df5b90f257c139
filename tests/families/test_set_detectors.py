"""Every detector of whole sets keeps its promises; a new file is tested unasked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from poisonkit.detectors import DETECTORS
from poisonkit.detectors.base import Scope
from poisonkit.errors import MissingEvidenceError
from poisonkit.evidence import Evidence
from poisonkit.finding import EVERYTHING, Kind
from tests.families.sets import FILMS, asked, independent, surprising, textured, whole

if TYPE_CHECKING:
    from poisonkit.arrays import Labels
    from poisonkit.scores import Scores

NAMES = [
    name
    for name in sorted(DETECTORS.modules())
    if DETECTORS.load(name).scope is Scope.SET
]


@pytest.fixture(params=NAMES)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def check(scores: Scores, count: int) -> None:
    """Hold what every survey promises."""
    assert (count,) == scores.suspicion.shape
    assert np.isfinite(scores.suspicion).all()
    assert 0 <= scores.suspicion.min() <= scores.suspicion.max() <= 1
    assert all(what and reason for what, reason in scores.left_out)
    for one in scores.observations:
        assert len(one.rows) == len(one.suspicion) == len(set(one.rows.tolist()))
        assert not len(one.rows) or 0 <= one.rows.min() <= one.rows.max() < count
        assert np.isfinite(one.suspicion).all()
        assert np.isfinite(one.separation)
        assert 0 <= one.p_value <= 1
        assert one.kind is not Kind.TRIGGER, "only pixels and models tell of triggers"
        assert one.why
        assert not one.why.endswith("."), "the report adds it"


def odd(labels: Labels, kind: str) -> Labels:
    """Return *labels* with something strange about them."""
    changed = labels.copy()
    if kind == "one label":
        return changed[:, :1]
    if kind == "a label on all, one on none":
        changed[:, 0], changed[:, 1] = 1, 0
    if kind == "all unknown":
        changed[:] = -1
    if kind == "half unknown":
        changed[::2] = -1
    return changed


@pytest.mark.parametrize(
    "kind",
    [
        "sound",
        "one label",
        "a label on all, one on none",
        "all unknown",
        "half unknown",
    ],
)
def test_strange_labels_do_not_crash(name: str, kind: str) -> None:
    """Every set gets its finite scores, and no more than that."""
    check(asked(name, whole(odd(independent(1), kind))), FILMS)


@pytest.mark.parametrize("count", [1, 2, 16])
def test_small_sets_do_not_crash(name: str, count: int) -> None:
    """So few films tell nothing, and it is said."""
    given = whole(independent(1, count), textured(1, count))

    check(asked(name, given), count)


@pytest.mark.parametrize("copies", [100, FILMS])
def test_one_film_many_times(name: str, copies: int) -> None:
    """A hundred copies of a film, or nothing else: no crash, no hour of work."""
    pixels = textured(2)
    pixels[:copies] = pixels[0]

    check(asked(name, whole(independent(2), pixels)), FILMS)


@pytest.mark.parametrize("level", [0, 255])
def test_blank_films_do_not_crash(name: str, level: int) -> None:
    """Films on which there is nothing are not copies of each other."""
    scores = asked(
        name, whole(independent(3), np.full((FILMS, 9, 70), level, np.uint8))
    )

    check(scores, FILMS)
    assert all(one.kind is not Kind.DUPLICATE for one in surprising(scores))


def test_sixteen_bits_are_as_good_as_eight(name: str) -> None:
    """Depth alone changes nothing."""
    pixels = textured(4)
    eight = asked(name, whole(independent(4), pixels))
    sixteen = asked(name, whole(independent(4), pixels.astype(np.uint16) * 257))

    np.testing.assert_allclose(eight.suspicion, sixteen.suspicion, atol=1e-3)


def test_the_same_set_gives_the_same_scores(name: str) -> None:
    """Nothing is left to chance."""
    one, two = (asked(name, whole(independent(5))) for _ in range(2))

    np.testing.assert_array_equal(one.suspicion, two.suspicion)
    assert [o.p_value for o in one.observations] == [
        o.p_value for o in two.observations
    ]


def test_a_sound_set_is_not_accused(name: str) -> None:
    """Labels by chance on films by chance are no finding."""
    found = asked(name, whole(independent(6))).observations

    assert not [one for one in found if one.p_value < 1e-3]


def test_it_reads_only_what_it_declares(name: str) -> None:
    """Without any one of its needs it fails: it declares no more than it reads."""
    detector, everything = DETECTORS.create(name), whole(independent(7))
    for missing in detector.needs:
        given = {need: everything[need] for need in detector.needs - {missing}}
        rows = np.arange(FILMS)
        with pytest.raises(MissingEvidenceError, match=f"{missing} were not given"):
            detector.score(Evidence(EVERYTHING, rows, rows[:0], given))
