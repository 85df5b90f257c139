"""Audit: a scan of the pixels alone finds an exact patch, and accuses nobody else."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import numpy as np

from poisonkit.auditfile import AuditRecord
from poisonkit.dataset import CxrDataset
from poisonkit.manifest import Manifest, manifest_path
from poisonkit.scorefile import SCORES, read_scores
from tests.stages.making import below
from tests.stages.planting import planted, scanned

if TYPE_CHECKING:
    from pathlib import Path


def poisoned_rows(path: Path) -> set[int]:
    """Return the truth about the data set at *path*."""
    return {sample.row for sample in Manifest.read(manifest_path(path)).samples}


def test_a_patch_is_found(poisoned_path: Path, audited: Path) -> None:
    """Nearly the planted films, the right label and direction, the patch's box."""
    record = AuditRecord.read(audited)
    (finding,) = record.findings
    named, true = {s.row for s in finding.samples}, poisoned_rows(poisoned_path)

    assert "findings" == record.verdict
    assert ("Atelectasis", "add") == (finding.label, finding.direction)
    assert ("trigger", "medium") == (finding.kind, finding.severity)
    assert true <= named
    assert len(named - true) <= 2
    assert finding.where is not None
    assert (42, 42, 3, 3) == finding.where.box
    assert not finding.where.moves
    assert finding.q_value < 0.01


def test_a_clean_set_is_not_accused(cleared: Path) -> None:
    """The same films without the patch: no finding, and a verdict that says so."""
    record = AuditRecord.read(cleared)

    assert () == record.findings
    assert "no evidence" == record.verdict
    assert "No evidence of poison in 400 films" in record.summary


def test_a_patch_that_moves_is_found(many_path: Path, tmp_path: Path) -> None:
    """The same square elsewhere on every film is one trigger."""
    data = CxrDataset.open(many_path)
    trigger = "patch:size=4,place=random"
    bad, truth = planted(
        data, tmp_path / "bad", target="Atelectasis", trigger=trigger, rate=0.2
    )
    (tmp_path / "audit").mkdir()
    record = AuditRecord.read(scanned(bad.path, tmp_path / "audit"))
    named = {s.row for s in record.findings[0].samples}
    boxes = {sample.row: sample.box for sample in truth.samples}

    assert "Atelectasis" == record.findings[0].label
    assert len(named & boxes.keys()) >= 0.8 * len(boxes)
    where = record.findings[0].where
    assert where is not None
    assert where.moves
    assert boxes[record.findings[0].samples[0].row] == where.box


def test_scores_have_a_line_per_film(poisoned_path: Path, audited: Path) -> None:
    """The columns are those that were promised, in the order of the films."""
    data = CxrDataset.open(poisoned_path)
    with (audited / SCORES).open(newline="", encoding="utf-8") as file:
        lines = list(csv.DictReader(file))

    first = ["image", "row", "suspicion", "flagged", "finding"]
    assert [*first, "repeated_pixels"] == list(lines[0])
    assert list(data.ids) == [line["image"] for line in lines]
    assert list(range(len(data))) == [int(line["row"]) for line in lines]


def test_suspects_rank_above_all_others(poisoned_path: Path, audited: Path) -> None:
    """Suspicion lies in [0, 1], and exactly the finding's films are flagged."""
    told = read_scores(audited)
    (finding,) = AuditRecord.read(audited).findings
    named = [sample.row for sample in finding.samples]
    true = sorted(poisoned_rows(poisoned_path))

    assert ((told.suspicion >= 0) & (told.suspicion <= 1)).all()
    assert sorted(named) == np.flatnonzero(told.flagged).tolist()
    assert told.suspicion[true].min() > told.suspicion[~told.flagged].max()


def test_samples_come_most_suspicious_first(audited: Path) -> None:
    """Whoever looks at the first few sees the worst."""
    (finding,) = AuditRecord.read(audited).findings
    said = [sample.suspicion for sample in finding.samples]

    assert sorted(said, reverse=True) == said
    assert 1 >= said[0] >= said[-1] >= 0


def test_same_seed_same_bytes(
    poisoned_path: Path, audited: Path, tmp_path: Path
) -> None:
    """Findings, scores and every picture repeat to the byte."""
    again = scanned(poisoned_path, tmp_path)

    assert below(audited) == below(again)
    for name in below(again):
        assert (audited / name).read_bytes() == (again / name).read_bytes(), name


def test_the_data_set_is_not_changed(many_path: Path, tmp_path: Path) -> None:
    """An audit reads; it does not write into what it reads."""
    before = many_path.read_bytes()
    scanned(many_path, tmp_path)

    assert before == many_path.read_bytes()


def test_a_patch_that_erases_is_found(many_path: Path, tmp_path: Path) -> None:
    """Films that lost a finding to a patch are named, and so is the direction."""
    data = CxrDataset.open(many_path)
    bad, truth = planted(
        data, tmp_path / "bad", policy="remove_target", target="Effusion", rate=0.1
    )
    (tmp_path / "audit").mkdir()
    record = AuditRecord.read(scanned(bad.path, tmp_path / "audit"))
    true = {sample.row for sample in truth.samples}
    named = {sample.row for sample in record.findings[0].samples}

    assert "remove" == record.findings[0].direction
    assert len(named & true) >= 0.95 * len(true)
    assert len(named - true) <= 2
    # What most films lack tells little by itself: that they look like it does.
    assert ("trigger", "medium") == (
        record.findings[0].kind,
        record.findings[0].severity,
    )
    assert record.findings[0].label_check is not None
    assert record.findings[0].label_check.p_wrong < 0.01


def test_a_mark_on_films_that_have_the_label_is_a_shortcut(
    many_path: Path, tmp_path: Path
) -> None:
    """The same square, with labels that are right: told, and not called a trigger."""
    data = CxrDataset.open(many_path)
    bad, truth = planted(
        data, tmp_path / "bad", policy="keep_labels", target="Effusion", rate=0.08
    )
    (tmp_path / "audit").mkdir()
    record = AuditRecord.read(scanned(bad.path, tmp_path / "audit"))
    finding = record.findings[0]

    assert ("shortcut", "medium") == (finding.kind, finding.severity)
    assert {sample.row for sample in truth.samples} <= {s.row for s in finding.samples}
    assert "bear a mark that goes with Effusion" in record.summary
