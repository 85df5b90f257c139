"""An audit has tiers: the quick ones first, the deep one on request."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from poisonkit.dataset import CxrDataset
from poisonkit.detectors import DETECTORS
from poisonkit.detectors.base import Tier, tier_of
from poisonkit.evidence import FROM_A_MODEL
from poisonkit.judgement.bench import Bench
from poisonkit.judgement.brief import Brief, Witness
from poisonkit.judgement.chances import with_chances
from poisonkit.judgement.judging import Inquest
from poisonkit.progress import silent
from poisonkit.stages.audit import audit
from poisonkit.workflows.assignment import (
    Assignment,
    chosen_detectors,
    usual_detectors,
)
from poisonkit.workflows.expectation import Forecast
from poisonkit.workflows.forecasting import forecast
from poisonkit.workflows.timing import Timed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from poisonkit.compute import Compute
    from poisonkit.progress import Advance


def test_every_detector_has_the_tier_of_what_it_needs() -> None:
    """What asks no model is quick, and whoever asks one anew is deep."""
    tiers = {name: tier_of(DETECTORS.load(name)) for name in DETECTORS.modules()}
    asking = {n for n in tiers if DETECTORS.load(n).needs & FROM_A_MODEL}

    assert asking == {n for n, tier in tiers.items() if tier is not Tier.DATA}
    assert "repeated_pixels" not in asking
    assert Tier.EVIDENCE is tiers["scan"]
    assert Tier.DEEP is tiers["strip"]


def test_deep_ones_are_asked_for() -> None:
    """The usual audit leaves them out; --deep adds them, and each only once."""
    usual = usual_detectors()
    deep = chosen_detectors((), deep=True)

    assert "strip" not in usual
    assert set(deep) == set(DETECTORS.modules())
    assert chosen_detectors(("scan",), deep=False) == ("scan",)
    assert "strip" in chosen_detectors(("scan",), deep=True)
    named = chosen_detectors(("strip:overlays=4",), deep=True)
    assert 1 == sum(text.startswith("strip") for text in named)


class _Stopped(Exception):  # noqa: N818 - it ends a test, nothing went wrong
    """The audit got as far as the test wants it to."""


def test_pixels_come_before_any_model(
    dataset: CxrDataset, processor: Compute, tmp_path: Path
) -> None:
    """Before a model is called, the first tier is done, and only that."""
    tasks = []

    @contextmanager
    def heard(task: str, total: int, unit: str = "images", /) -> Iterator[Advance]:
        tasks.append(task)
        with silent(task, total, unit) as advance:
            yield advance

    def witness() -> Witness:
        raise _Stopped

    brief = Brief(detectors=("repeated_pixels", "scan"))
    with pytest.raises(_Stopped):
        audit(dataset, tmp_path, brief, witness=witness, compute=processor,
              progress=heard)  # fmt: skip
    assert [str(Tier.DATA)] == tasks


def test_time_is_foretold_for_the_tiers_there_are(
    dataset: CxrDataset, processor: Compute
) -> None:
    """A tier without detectors is not spoken of; the deep one costs more."""
    quick = forecast(dataset, Assignment(detectors=("repeated_pixels",)), processor)
    deep = forecast(dataset, Assignment(detectors=("strip", "scan")), processor)

    assert [Tier.DATA] == [one.part for one in quick]
    assert [Tier.EVIDENCE, Tier.DEEP] == [one.part for one in deep]
    assert all(0 < one.least <= one.most for one in (*quick, *deep))


def test_canaries_are_foretold(poisoned_path: Path, processor: Compute) -> None:
    """Copies with known triggers come last, and are not said to be free."""
    chosen = Assignment(detectors=("repeated_pixels",), canary=True)
    *_, last = forecast(CxrDataset.open(poisoned_path), chosen, processor)

    assert last.part.startswith("canaries in ")
    assert last.least > 0


def test_a_model_that_is_there_is_not_trained(
    dataset: CxrDataset, run: Path, processor: Compute
) -> None:
    """The time of a probe is foretold only where one is trained: then it varies."""
    (probed,) = forecast(dataset, Assignment(detectors=("scan",)), processor)
    given = Assignment(detectors=("scan",), model=run)
    (asked,) = forecast(dataset, given, processor)

    assert probed.least < probed.most
    assert asked.least == asked.most


@pytest.mark.parametrize(
    ("least", "most", "told"),
    [(0.2, 0.3, "1 s"), (61, 89, "61 to 89 s"), (80, 600, "80 s to 10 min"),
     (7200, 7200, "2.0 h")],
)  # fmt: skip
def test_time_is_told_as_one_says_it(least: float, most: float, told: str) -> None:
    """Seconds, minutes or hours, and a range only where there is one."""
    one = Forecast(part=Tier.DEEP, detectors=1, least=least, most=most)

    assert told == one.told


def test_seconds_are_booked_by_tier() -> None:
    """Training a probe and passing films count as evidence: it is what they are for."""
    timed = Timed(shown=silent)
    for task in (str(Tier.DATA), "training", str(Tier.EVIDENCE), "drawing"):
        with timed(task, 1):
            pass
    timed.seconds = dict.fromkeys(timed.seconds, 1.0)

    assert {"pixels and labels": 1, "evidence": 2, "deep": 0} == timed.by_tier()


def test_what_supports_makes_it_no_harder_for_others(dataset: CxrDataset) -> None:
    """False discoveries are counted among detectors that can start a finding."""
    seen = Inquest(brief=Brief(detectors=("repeated_pixels",)), progress=silent)
    seen.look(Bench(data=dataset), Tier.DATA)
    alone = with_chances(seen.measured)
    beside = [replace(one, supports=True) for one in seen.measured]
    both = with_chances([*seen.measured, *beside])

    assert [m.q_value for m in alone] == [m.q_value for m in both[: len(alone)]]
