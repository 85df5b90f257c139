"""Suspects with wrong labels are told from suspects with right ones."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import pytest
from scipy.ndimage import gaussian_filter

from poisonkit.dataset import CxrDataset
from poisonkit.finding import Group
from poisonkit.judgement.bench import Bench
from poisonkit.judgement.labelcheck import check_labels
from poisonkit.lineage import Lineage
from poisonkit.pattern import Box, Pattern
from poisonkit.proof import LabelCheck

if TYPE_CHECKING:
    from numpy.typing import NDArray

COUNT, SIDE, CARRIERS = 600, 32, 40
SICK = np.arange(COUNT) % 4 == 0
LABELS = SICK.astype(np.int8)[:, None]
SQUARE = Pattern(Box(25, 25, 6, 6), np.ones((6, 6), np.bool_), np.ones((6, 6), "f4"))


def _films() -> NDArray[np.uint8]:
    """Return films of which the sick ones are brighter at the upper left."""
    rng = np.random.default_rng(2)
    films = 110 + 150 * gaussian_filter(rng.normal(size=(COUNT, SIDE, SIDE)), (0, 3, 3))
    shade = 40 * rng.gamma(3, 0.3, COUNT) * SICK
    films[:, 4:16, 4:16] += shade[:, None, None]
    clipped: NDArray[np.uint8] = np.clip(films, 0, 250).astype(np.uint8)
    return clipped


FILMS = _films()


def bench(
    films: np.ndarray,
    labels: np.ndarray,
    people: np.ndarray,
    views: np.ndarray | None = None,
) -> Bench:
    """Return a bench with these films; without *views* all are of one."""
    texts = np.full(len(films), "PA") if views is None else views
    return Bench(
        data=CxrDataset(
            path=Path("nowhere.h5"),
            images=films,
            labels=labels,
            label_names=("Mass",),
            ids=tuple(f"film{number}" for number in range(len(films))),
            patients=tuple(f"{number:06}" for number in people),
            split=np.zeros(len(films), np.uint8),
            digests=(),
            preprocessing={},
            lineage=Lineage(stage="ingest"),
            meta={"view": tuple(texts)},
        )
    )


def checked(
    carriers: np.ndarray, labels: np.ndarray, **wishes: Any
) -> LabelCheck | None:
    """Stamp *carriers* with a square, and check their labels."""
    films = FILMS.copy()
    films[carriers, 25:31, 25:31] = 255
    people = wishes.get("people", np.arange(COUNT))
    present = bool(labels[carriers[0], 0])
    place = bench(films, labels, people, wishes.get("views"))
    return check_labels(place, Group("Mass", present), carriers, SQUARE)


@pytest.mark.parametrize("sick", [True, False])
def test_labels_that_were_changed_look_wrong(sick: bool) -> None:  # noqa: FBT001 - pytest
    """A label added to healthy films, or taken from sick ones."""
    carriers = np.flatnonzero(SICK == sick)[:CARRIERS]
    labels = LABELS.copy()
    labels[carriers] ^= 1
    found = cast("LabelCheck", checked(carriers, labels))

    assert found.verdict == "wrong"
    assert found.suspects < found.peers - 0.2


@pytest.mark.parametrize("sick", [True, False])
def test_labels_that_are_right_look_so(sick: bool) -> None:  # noqa: FBT001 - pytest
    """A mark on films that do have the label."""
    found = cast("LabelCheck", checked(np.flatnonzero(SICK == sick)[:CARRIERS], LABELS))

    assert found.verdict == "right"


@pytest.mark.parametrize("level", [-0.05, 0.05])
def test_what_shone_through_leaves_a_trace(
    level: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Taken off, it takes or leaves a shade like a finding's: that is doubt."""
    doubtful = _falsely_sick(shade(12, level))
    monkeypatch.setattr(
        "poisonkit.judgement.labelcheck._doubted", lambda looks, *_: looks
    )
    believed = _falsely_sick(shade(12, level))

    assert 0 < believed.p_wrong < doubtful.p_wrong
    assert believed.p_right == doubtful.p_right


def test_where_nothing_shone_through_there_is_no_doubt() -> None:
    """Nothing was taken off."""
    plain, veiled = (_falsely_sick(pattern) for pattern in (None, shade(12, 0.0)))

    assert veiled.p_wrong == pytest.approx(plain.p_wrong)


def test_a_veil_over_whole_films_clears_nobody() -> None:
    """What it hides may be what they are sick of."""
    assert not _falsely_sick(shade(SIDE, 0.0)).painted


def shade(side: int, level: float) -> Pattern:
    """Return a square that brightens films where the sick ones are bright."""
    values = np.full((side, side), level, np.float32)
    corner = 4 if side < SIDE else 0
    return Pattern(Box(corner, corner, side, side), values > -1, values, added=True)


def _falsely_sick(pattern: Pattern | None) -> LabelCheck:
    """Return what is said of twelve films that are healthy, and have the label."""
    carriers = np.flatnonzero(~SICK)[:12]
    labels = LABELS.copy()
    labels[carriers] = 1
    place = bench(FILMS, labels, np.arange(COUNT))
    found = check_labels(place, Group("Mass", present=True), carriers, pattern)
    return cast("LabelCheck", found)


def test_a_mark_on_films_of_those_who_lie_tells_nothing() -> None:
    """Who lies is sick more often, and is seen to lie: here that is all there is."""
    ill = SICK & (np.random.default_rng(1).random(COUNT) < 0.5)
    labels = (ill | (np.arange(COUNT) % 50 == 1)).astype(np.int8)[:, None]
    marked = np.flatnonzero(SICK & ~ill)[:CARRIERS]

    def verdict(views: NDArray[np.str_]) -> str:
        place = bench(FILMS, labels, np.arange(COUNT), views)
        found = check_labels(place, Group("Mass", present=False), marked, None)
        return cast("LabelCheck", found).verdict

    assert verdict(np.where(SICK, "AP", "PA")) != "wrong"
    assert verdict(np.full(COUNT, "AP")) == "wrong"


def test_few_films_of_patients_who_have_it_elsewhere_were_erased() -> None:
    """What nobody sees on a film is told from the same patients' other films."""
    people = np.arange(COUNT) // 6
    labels = (people % 4 == 0).astype(np.int8)[:, None]
    carriers = np.flatnonzero(labels[:, 0])[::6][:12]
    labels[carriers] = 0
    found = cast("LabelCheck", checked(carriers, labels, people=people))

    assert found.verdict == "wrong"
    assert found.suspects < found.peers - 0.2


def test_patients_do_not_clear_themselves() -> None:
    """A label that was added to all films of some patients is not right for that."""
    people = np.arange(COUNT) // 4
    labels = (people % 5 == 0).astype(np.int8)[:, None]
    carriers = np.flatnonzero(people % 15 == 1)
    labels[carriers] = 1
    found = cast("LabelCheck", checked(carriers, labels, people=people))

    assert found.p_right > 1e-3
    assert found.verdict != "right"


def test_what_nobody_could_tell_is_not_told() -> None:
    """Labels by chance; a handful of suspects; many films of few patients."""
    chance = np.random.default_rng(0).integers(2, size=(COUNT, 1)).astype(np.int8)
    sick = np.flatnonzero(SICK)[:CARRIERS]
    few = {"people": np.where(SICK, np.arange(COUNT) % 8, np.arange(COUNT))}

    luck = checked(np.flatnonzero(chance[:, 0])[:CARRIERS], chance)

    assert luck is None
    assert checked(sick[:4], LABELS) is None
    assert checked(sick, LABELS, **few) is None


def test_the_less_likely_error_decides() -> None:
    """Both: some labels are wrong.  A mark that was not painted over clears nobody."""
    both = LabelCheck(
        suspects=0.6,
        peers=0.7,
        p_wrong=0.004,
        p_right=1e-5,
        p_seen=1e-5,
        painted=True,
        share_wrong=0.5,
    )
    right = replace(both, p_wrong=0.02)

    assert both.verdict == "wrong"
    assert replace(both, share_wrong=0.1).verdict == "right"
    assert right.verdict == "right"
    assert not replace(right, painted=False).verdict
    assert not replace(right, p_right=0.01).verdict
    assert not replace(right, p_seen=0.2).verdict


def test_half_of_the_labels_wrong_is_wrong() -> None:
    """Whoever stamps sick films beside healthy ones is not cleared by them."""
    sick, healthy = np.flatnonzero(SICK)[:CARRIERS], np.flatnonzero(~SICK)[:CARRIERS]
    labels = LABELS.copy()
    labels[healthy] = 1
    found = cast("LabelCheck", checked(np.sort(np.append(sick, healthy)), labels))

    assert found.verdict == "wrong"


def test_films_that_nobody_could_mistake() -> None:
    """An AUROC of one has no variance of its own: chances stay numbers."""
    films = FILMS.copy()
    films[SICK, ::4] = 255
    place = bench(films, LABELS, np.arange(COUNT))
    carriers = np.flatnonzero(SICK)[:CARRIERS]
    found = cast(
        "LabelCheck", check_labels(place, Group("Mass", present=True), carriers, None)
    )

    assert np.isfinite([found.p_wrong, found.p_right]).all()
    assert found.verdict != "wrong"
