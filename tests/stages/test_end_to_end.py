"""From a poisoned set to a verdict with proof, by a probe that knows nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from poisonkit.auditfile import FINDINGS, AuditRecord
from poisonkit.canary import RATES
from poisonkit.compute import Compute
from poisonkit.finding import Severity
from poisonkit.judgement.brief import Brief, Witness
from poisonkit.manifest import Manifest, manifest_path
from poisonkit.phantoms.folder import write_folder
from poisonkit.scorefile import SCORES, read_scores
from poisonkit.stages.audit import audit
from poisonkit.stages.evidence import gather_evidence
from poisonkit.stages.probe import train_probe
from poisonkit.stages.report import report
from poisonkit.workflows.assignment import usual_detectors
from tests.stages.making import below, ingested
from tests.stages.planting import planted

if TYPE_CHECKING:
    from pathlib import Path

    from poisonkit.dataset import CxrDataset

pytestmark = pytest.mark.slow

BRIEF = Brief(detectors=usual_detectors())
TARGET = "Atelectasis"


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> CxrDataset:
    """Return 600 phantoms."""
    place = tmp_path_factory.mktemp("clean")
    return ingested(write_folder(place / "in", 600, seed=3, size=64), place)


@pytest.fixture(scope="module")
def bad(clean: CxrDataset, tmp_path_factory: pytest.TempPathFactory) -> CxrDataset:
    """Return the same with a white patch on a twentieth of the training films."""
    return planted(clean, tmp_path_factory.mktemp("bad"), target=TARGET, rate=0.08)[0]


def witnessed(data: CxrDataset, place: Path) -> Witness:
    """Train a probe on *data*, and gather its evidence below *place*."""
    compute = Compute.choose("cpu", "fp32")
    probed = train_probe(data, place / "probe", compute=compute)
    path = place / "evidence.h5"
    gather_evidence(probed.run, data, path, compute=compute)
    return Witness(run=probed.run, evidence=path, canaries=probed.canaries)


def concluded(data: CxrDataset, folder: Path, witness: Witness) -> Path:
    """Audit *data* with what *witness* saw, into *folder*."""
    folder.mkdir()
    compute = Compute.choose("cpu", "fp32")
    audit(data, folder, BRIEF, witness=lambda: witness, compute=compute)
    return folder


@pytest.fixture(scope="module")
def witness(bad: CxrDataset, tmp_path_factory: pytest.TempPathFactory) -> Witness:
    """Return what a probe saw of the poisoned set."""
    return witnessed(bad, tmp_path_factory.mktemp("witness"))


@pytest.fixture(scope="module")
def case(
    bad: CxrDataset, witness: Witness, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """Return the audit of the poisoned set."""
    return concluded(bad, tmp_path_factory.mktemp("case") / "audit", witness)


def test_the_poison_is_found(bad: CxrDataset, case: Path) -> None:
    """The gravest finding is the poison: its films, label, direction and place."""
    record = AuditRecord.read(case)
    true = {s.row for s in Manifest.read(manifest_path(bad.path)).samples}
    named = {sample.row for sample in record.findings[0].samples}

    assert "findings" == record.verdict
    assert Severity.HIGH == record.findings[0].severity
    assert (TARGET, "add") == (record.findings[0].label, record.findings[0].direction)
    assert len(named & true) >= 0.95 * len(true)
    assert len(named - true) <= 0.01 * len(bad)
    assert record.findings[0].where is not None
    assert (58, 58, 3, 3) == record.findings[0].where.box
    assert len(record.findings[0].evidence) > 1, "detectors agree"


def test_nobody_else_is_accused(case: Path) -> None:
    """Of all findings only the poison's is loud."""
    loud = [
        finding
        for finding in AuditRecord.read(case).findings
        if finding.severity.at_least(Severity.MEDIUM)
    ]

    assert [TARGET] == [finding.label for finding in loud]


def test_the_causal_test_proves_it(case: Path) -> None:
    """Planted on clean films it turns the decision, which the controls do not."""
    causal = AuditRecord.read(case).findings[0].causal_test

    assert causal is not None
    assert causal.planted >= 20
    assert causal.flip_rate >= causal.untouched_rate + 0.4
    assert causal.flip_rate >= causal.control_rate + 0.3
    assert causal.removed > 0


def test_the_poison_ranks_first(bad: CxrDataset, case: Path) -> None:
    """Sorted by suspicion, nearly all poison comes before any clean film."""
    true = {s.row for s in Manifest.read(manifest_path(bad.path)).samples}
    told = read_scores(case)
    first = (-told.suspicion).argsort(kind="stable")[: len(true)]

    assert len(true.intersection(first.tolist())) >= 0.9 * len(true)


def test_the_report_tells_the_story(case: Path) -> None:
    """Verdict, causal test, saliency and what the probe could see are on the page."""
    record, page = AuditRecord.read(case), report(case, "html")

    assert record.summary in page
    assert "Does it do what it is accused of?" in page
    assert "F1-spaces.svg" in below(case / "pictures")
    assert "F1-saliency-1.png" in below(case / "pictures")
    assert len(record.canaries) == len(RATES)
    assert ("has eyes from" in page) or ("is blind" in page)


def test_the_same_evidence_gives_the_same_verdict(
    bad: CxrDataset, witness: Witness, case: Path, tmp_path: Path
) -> None:
    """With the same seed findings and scores repeat to the byte."""
    again = concluded(bad, tmp_path / "again", witness)

    for name in (FINDINGS, SCORES):
        assert (again / name).read_bytes() == (case / name).read_bytes()


def test_the_clean_control_is_not_accused(clean: CxrDataset, tmp_path: Path) -> None:
    """The same films without the patch: no finding that anybody would act on."""
    record = AuditRecord.read(
        concluded(clean, tmp_path / "audit", witnessed(clean, tmp_path))
    )

    assert "no evidence" == record.verdict
    assert {f.severity for f in record.findings} <= {Severity.LOW}
