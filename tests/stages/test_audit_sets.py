"""Audit: labels, columns and copies of a whole set, without a network."""

from __future__ import annotations

import csv
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from poisonkit.auditfile import AuditRecord
from poisonkit.compute import Compute
from poisonkit.dataset import CxrDataset
from poisonkit.datasetfile import columns_at, write_dataset
from poisonkit.detectors import DETECTORS
from poisonkit.detectors.base import Scope
from poisonkit.finding import Severity
from poisonkit.judgement.brief import Brief, Witness
from poisonkit.phantoms.folder import write_folder
from poisonkit.scorefile import SCORES
from poisonkit.stages.audit import audit
from poisonkit.stages.clean import clean
from poisonkit.stages.evidence import gather_evidence
from poisonkit.stages.report import report
from poisonkit.stages.train import train
from tests.stages.making import ingested
from tests.stages.planting import planted
from tests.stages.teaching import NETWORK, RECIPE

if TYPE_CHECKING:
    from pathlib import Path

WHOLE = tuple(n for n in DETECTORS.modules() if DETECTORS.load(n).scope is Scope.SET)
COPIES = 8


def surveyed(data: CxrDataset, folder: Path) -> AuditRecord:
    """Audit *data* with the detectors of whole sets alone."""
    folder.mkdir()
    compute = Compute.choose("cpu", "fp32")
    return audit(data, folder, Brief(detectors=WHOLE), witness=None, compute=compute)


@pytest.fixture(scope="module")
def doubled(many_path: Path, tmp_path_factory: pytest.TempPathFactory) -> CxrDataset:
    """Return phantoms of which a few are again under other patients' names."""
    source = CxrDataset.open(many_path)
    path = tmp_path_factory.mktemp("doubled") / "doubled.h5"
    pixels = np.array(source.images, np.uint8)
    pixels[-COPIES:] = pixels[:COPIES]
    columns = columns_at(source, np.arange(len(source)), source.lineage)
    write_dataset(path, [pixels], replace(columns, fingerprints=()))
    return CxrDataset.open(path)


@pytest.fixture(scope="module")
def case(doubled: CxrDataset, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of their audit."""
    folder = tmp_path_factory.mktemp("case") / "audit"
    surveyed(doubled, folder)
    return folder


def test_copies_are_reported(doubled: CxrDataset, case: Path) -> None:
    """The copies are named and flagged, and the verdict speaks of no trigger."""
    record = AuditRecord.read(case)
    loud = [f for f in record.findings if f.severity.at_least(Severity.MEDIUM)]
    named = {sample.row for finding in loud for sample in finding.samples}

    assert "findings" == record.verdict
    assert "No evidence of a trigger" in record.summary
    assert "are copies of others" in record.summary
    assert set(range(len(doubled) - COPIES, len(doubled))) <= named
    assert not any(finding.kind == "trigger" for finding in record.findings)


def test_a_model_has_nothing_to_say_of_copies(
    doubled: CxrDataset, tmp_path: Path
) -> None:
    """A finding without a label is drawn without an explanation of one."""
    run, compute = tmp_path / "run", Compute.choose("cpu", "fp32")
    train(doubled, run, network=NETWORK, recipe=RECIPE, compute=compute)
    gather_evidence(run, doubled, tmp_path / "evidence.h5", compute=compute)
    witness = Witness(run=run, evidence=tmp_path / "evidence.h5")
    brief = Brief(detectors=("near_duplicates",))
    (tmp_path / "audit").mkdir()
    record = audit(
        doubled, tmp_path / "audit", brief, witness=lambda: witness, compute=compute
    )
    drawn = [file.name for file in (tmp_path / "audit" / "pictures").iterdir()]

    assert "" in {finding.label for finding in record.findings}
    assert drawn
    assert not [name for name in drawn if "saliency" in name]


def test_only_what_is_grave_is_flagged(case: Path) -> None:
    """A film is flagged in the scores if a finding of medium severity names it."""
    record = AuditRecord.read(case)
    loud = [f for f in record.findings if f.severity.at_least(Severity.MEDIUM)]
    named = {sample.image for finding in loud for sample in finding.samples}
    with (case / SCORES).open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))

    assert named == {line["image"] for line in lines if line["flagged"] == "1"}
    assert set(WHOLE) <= set(lines[0])


@pytest.mark.parametrize("form", ["html", "text"])
def test_the_reports_speak_plainly(case: Path, form: str) -> None:
    """What concerns no label is not said to add or remove one."""
    page = report(case, form)

    assert "copies of one film" in page
    assert "duplicate that" not in page
    assert "adds </h3>" not in page


def test_cleaning_keeps_one_of_each(
    doubled: CxrDataset, case: Path, tmp_path: Path
) -> None:
    """A second audit of what is left finds no copies."""
    cleaned = clean(doubled, case, tmp_path / "cleaned.h5")
    again = surveyed(CxrDataset.open(cleaned.dataset), tmp_path / "again")

    assert not any(finding.kind == "duplicate" for finding in again.findings)


def test_clean_phantoms_are_not_accused(many_path: Path, tmp_path: Path) -> None:
    """Views, ages and diseases as they come: no finding that anybody would act on."""
    record = surveyed(CxrDataset.open(many_path), tmp_path / "audit")

    assert "no evidence" == record.verdict


@pytest.mark.slow
def test_turned_labels_are_found(tmp_path: Path) -> None:
    """A tenth of the training films called Effusion: the label and they are named."""
    source = write_folder(tmp_path / "in", 1000, seed=4, size=64)
    data = ingested(source, tmp_path)
    wishes = {"trigger": "", "policy": "flip:to=present", "target": "Effusion"}
    bad, truth = planted(data, tmp_path / "planted", rate=0.1, **wishes)
    record = surveyed(bad, tmp_path / "audit")
    loud = [f for f in record.findings if f.severity.at_least(Severity.MEDIUM)]
    rows = {sample.row for sample in truth.samples}
    named = [sample.row for sample in loud[0].samples]

    assert [("Effusion", "add", "label")] == [
        (finding.label, finding.direction, finding.kind) for finding in loud
    ]
    assert len(rows.intersection(named)) > 0.8 * len(named)
    assert "bear labels that are in doubt (Effusion)" in record.summary
