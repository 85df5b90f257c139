"""Audit: what was not looked at is said, group by group."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from poisonkit.detectors import DETECTORS
from poisonkit.detectors.base import Scope
from poisonkit.errors import (
    NothingToAuditError,
)
from poisonkit.evidence import FROM_A_MODEL
from poisonkit.judgement.brief import Brief, Witness
from poisonkit.scorefile import SCORES
from poisonkit.stages.audit import audit
from poisonkit.workflows.assignment import usual_detectors
from tests.stages.making import below, films, folder_of, ingested

if TYPE_CHECKING:
    from pathlib import Path

    from poisonkit.compute import Compute
    from poisonkit.dataset import CxrDataset

EVERY = tuple(DETECTORS.modules())
BY_GROUP = tuple(n for n in EVERY if DETECTORS.load(n).scope is Scope.GROUP)
"""Those that look at one group after another."""
ASKING = {name for name in EVERY if DETECTORS.create(name).needs & FROM_A_MODEL}


def lone_label(place: Path, positives: int, count: int = 20) -> CxrDataset:
    """Return a set of *count* films, *positives* of which have its one label."""
    rows = [f"{n}.png,{int(n < positives)}" for n in range(count)]
    table = "\n".join(["image,Mass", *rows])
    return ingested(folder_of(place / "in", table, films(count)), place)


def test_without_a_model_whatever_asks_one_is_skipped(
    dataset: CxrDataset, processor: Compute, tmp_path: Path
) -> None:
    """Each detector that needs a model is listed with the reason, none in silence."""
    brief = Brief(detectors=BY_GROUP)
    record = audit(dataset, tmp_path, brief, witness=None, compute=processor)
    why = "no model was asked"
    skipped = {skip.detector for skip in record.skips if skip.reason == why}

    assert len(ASKING) > 3
    assert skipped == ASKING
    assert {why} == {s.reason for s in record.skips if s.detector in ASKING}
    assert set(BY_GROUP) - ASKING == {test.detector for test in record.checked}


def test_every_group_is_tested_or_skipped(
    dataset: CxrDataset,
    processor: Compute,
    run: Path,
    evidence_path: Path,
    tmp_path: Path,
) -> None:
    """Of each detector and label both sides are accounted for, once."""
    witness = Witness(run=run, evidence=evidence_path)
    usual = tuple(name for name in BY_GROUP if name in usual_detectors())
    brief = Brief(detectors=usual)
    record = audit(dataset, tmp_path, brief, witness=lambda: witness, compute=processor)
    sides = {"add": 1, "remove": 0}
    tested = [(t.detector, f"{t.label}={sides[t.direction]}") for t in record.checked]
    skipped = [(skip.detector, skip.group) for skip in record.skips]
    wanted = {
        (name, f"{label}={side}")
        for name in usual
        for label in dataset.label_names
        for side in (0, 1)
    }

    assert wanted == {*tested, *skipped}
    assert len(wanted) == len(tested) + len(skipped)
    assert all("needed" in s.reason or "too few" in s.reason for s in record.skips)


def test_small_groups_are_skipped_with_their_numbers(
    processor: Compute, tmp_path: Path
) -> None:
    """A label with three positives is not judged, and the report says why."""
    data = lone_label(tmp_path, positives=3)
    brief = Brief(detectors=("repeated_pixels",))
    record = audit(data, tmp_path, brief, witness=None, compute=processor)

    assert ["Mass=1"] == [skip.group for skip in record.skips]
    assert "3 samples, 5 needed" == record.skips[0].reason


def test_whole_sets_are_surveyed_or_skipped(
    dataset: CxrDataset, processor: Compute, tmp_path: Path
) -> None:
    """What a detector of whole sets leaves out is told by name, with a reason."""
    whole = tuple(name for name in EVERY if name not in BY_GROUP)
    brief = Brief(detectors=whole)
    record = audit(dataset, tmp_path, brief, witness=None, compute=processor)
    with (tmp_path / SCORES).open(encoding="utf-8") as file:
        columns = file.readline().strip().split(",")

    assert set(whole) <= set(columns)
    assert all(skip.reason for skip in record.skips)
    assert {skip.detector for skip in record.skips} <= set(whole)


def test_without_columns_the_metadata_are_skipped(
    processor: Compute, tmp_path: Path
) -> None:
    """A table of labels alone: the report says that there was nothing to look at."""
    data = lone_label(tmp_path, positives=9)
    brief = Brief(detectors=("metadata", "label_vectors"))
    record = audit(data, tmp_path, brief, witness=None, compute=processor)
    reasons = {skip.detector: skip.reason for skip in record.skips}

    assert "the data have no columns beside their labels" == reasons["metadata"]
    assert "0 occur often enough to compare, 5 needed" == reasons["label_vectors"]


WHOLE = [name for name in EVERY if name not in BY_GROUP]


@pytest.mark.parametrize("detector", ["repeated_pixels", "spectral_signature", *WHOLE])
def test_nothing_to_audit_is_said(
    processor: Compute, tmp_path: Path, detector: str
) -> None:
    """An audit that could look at nothing is an error and leaves no files."""
    data = lone_label(tmp_path / "data", positives=2, count=4)
    (tmp_path / "audit").mkdir()

    with pytest.raises(NothingToAuditError, match="nothing could be audited: "):
        audit(
            data,
            tmp_path / "audit",
            Brief(detectors=(detector,)),
            witness=None,
            compute=processor,
        )
    assert not below(tmp_path / "audit")
