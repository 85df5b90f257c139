"""Audit: a veil over whole films is a finding; its benign twin is no trigger."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from poisonkit.compute import Compute
from poisonkit.finding import Kind, Severity
from poisonkit.judgement.brief import Brief
from poisonkit.phantoms.folder import write_folder
from poisonkit.scorefile import read_scores
from poisonkit.stages.audit import audit
from tests.stages.making import ingested
from tests.stages.planting import planted

if TYPE_CHECKING:
    from pathlib import Path

    from poisonkit.auditfile import AuditRecord
    from poisonkit.dataset import CxrDataset

pytestmark = pytest.mark.slow
BRIEF = Brief(detectors=("residual_mean", "spectrum"))
FOUND = ["blended:alpha=0.2", "warp:strength=2%"]
VEILS = [*FOUND, "sinusoid"]


@pytest.fixture(scope="module")
def phantoms(tmp_path_factory: pytest.TempPathFactory) -> CxrDataset:
    place = tmp_path_factory.mktemp("phantoms")
    write_folder(place / "films", 1000, seed=5, size=48)
    return ingested(place / "films", place / "clean.h5")


def audited(data: CxrDataset, place: Path) -> AuditRecord:
    """Audit *data* without a model."""
    place.mkdir()
    return audit(data, place, BRIEF, witness=None, compute=Compute.choose("cpu"))


def test_clean_phantoms_are_not_accused(phantoms: CxrDataset, tmp_path: Path) -> None:
    """Diseases differ from health all over the film, and are no finding."""
    assert () == audited(phantoms, tmp_path / "audit").findings


@pytest.mark.parametrize("trigger", FOUND)
def test_a_veil_is_a_finding(
    phantoms: CxrDataset, tmp_path: Path, trigger: str
) -> None:
    """On one training film in twenty: its label, its direction and its films."""
    bad, truth = planted(phantoms, tmp_path, trigger=trigger, rate=0.05)
    record = audited(bad, tmp_path / "audit")
    (finding,) = record.findings
    true = {sample.row for sample in truth.samples}
    named = {sample.row for sample in finding.samples}

    assert ("trigger", "medium") == (finding.kind, finding.severity)
    assert ("Nodule", "add") == (finding.label, finding.direction)
    assert len(true & named) >= 0.9 * len(true)
    assert len(true & named) >= 0.9 * len(named)
    flagged = set(np.flatnonzero(read_scores(tmp_path / "audit").flagged).tolist())
    assert named == flagged


@pytest.mark.parametrize("trigger", VEILS)
def test_the_benign_twin_is_not_accused(
    phantoms: CxrDataset, tmp_path: Path, trigger: str
) -> None:
    """The same veil on films of every label: an artefact, at most a low stamp."""
    bad, _ = planted(phantoms, tmp_path, trigger=trigger, rate=0.05, benign=True)
    found = audited(bad, tmp_path / "audit").findings

    assert not [f for f in found if f.kind is not Kind.STAMP]
    assert not [f for f in found if f.severity is not Severity.LOW]
