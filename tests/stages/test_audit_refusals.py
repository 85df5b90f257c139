"""Audit: what it refuses, and files that can be read again."""

from __future__ import annotations

import json
from dataclasses import asdict
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pytest

from poisonkit.auditfile import FINDINGS, AuditRecord
from poisonkit.dataset import CxrDataset
from poisonkit.detectors import DETECTORS
from poisonkit.errors import BadInputError, BadParameterError, UnknownNameError
from poisonkit.judgement.brief import Brief, Witness
from poisonkit.scorefile import SCORES, read_scores
from poisonkit.stages.audit import audit
from tests.stages.making import below

if TYPE_CHECKING:
    from pathlib import Path

    from poisonkit.compute import Compute

EVERY = tuple(DETECTORS.modules())


def test_evidence_of_other_data_is_refused(
    many_path: Path, processor: Compute, run: Path, evidence_path: Path, tmp_path: Path
) -> None:
    """What a model showed of one set proves nothing about another."""
    witness = Witness(run=run, evidence=evidence_path)
    data = CxrDataset.open(many_path)

    with pytest.raises(BadInputError, match="evidence of another data set"):
        audit(
            data,
            tmp_path,
            Brief(detectors=EVERY),
            witness=lambda: witness,
            compute=processor,
        )
    assert not below(tmp_path)


def test_damaged_evidence_is_refused(
    dataset: CxrDataset,
    processor: Compute,
    run: Path,
    evidence_path: Path,
    tmp_path: Path,
) -> None:
    """A file cut short, or of another kind, is named in one line."""
    whole = evidence_path.read_bytes()
    for name, data in (("cut.h5", whole[: len(whole) // 2]), ("text.h5", b"hello")):
        (tmp_path / name).write_bytes(data)
        with pytest.raises(BadInputError, match=f"{name} is no evidence") as caught:
            audit(
                dataset,
                tmp_path,
                Brief(detectors=EVERY),
                witness=partial(Witness, run=run, evidence=tmp_path / name),
                compute=processor,
            )
        assert "\n" not in str(caught.value)


def test_bad_briefs_are_refused(
    dataset: CxrDataset, processor: Compute, tmp_path: Path
) -> None:
    """An unknown detector or parameter, or an alpha that accuses all or none."""
    for alpha in (0.0, 1.0, float("nan")):
        with pytest.raises(BadParameterError, match="alpha"):
            Brief(detectors=EVERY, alpha=alpha)
    for detector, words in (("strap", "no detector"), ("loss_trace:x=1", "early")):
        brief = Brief(detectors=(detector,))
        with pytest.raises((UnknownNameError, BadParameterError), match=words):
            audit(dataset, tmp_path, brief, witness=None, compute=processor)


def test_findings_can_be_read_back(audited: Path) -> None:
    """The file holds all of the record, and nothing that JSON does not have."""
    record = AuditRecord.read(audited)
    text = (audited / FINDINGS).read_text(encoding="utf-8")

    assert json.loads(json.dumps(asdict(record))) == json.loads(text)
    assert "NaN" not in text
    assert record.findings[0].severity == record.worst()


def test_damaged_findings_are_refused(audited: Path, tmp_path: Path) -> None:
    """Cut short, incomplete, of another schema or missing: one line each."""
    text = (audited / FINDINGS).read_text(encoding="utf-8")
    whole = json.loads(text)
    part = {key: value for key, value in whole.items() if key != "skips"}
    odd = [text[:-9], json.dumps(part), json.dumps(whole | {"schema": 2}), "[]", ""]
    for damaged in odd:
        (tmp_path / FINDINGS).write_text(damaged, encoding="utf-8")
        with pytest.raises(BadInputError) as caught:
            AuditRecord.read(tmp_path)
        assert "\n" not in str(caught.value)
    with pytest.raises(BadInputError, match="is no audit"):
        AuditRecord.read(tmp_path / "nowhere")


def test_damaged_scores_are_refused(audited: Path, tmp_path: Path) -> None:
    """Words instead of numbers, a missing column or file: one line."""
    lines = (audited / SCORES).read_text(encoding="utf-8").splitlines()
    for damaged in ("image,row\na,0\n", "\n".join([lines[0], "a,0,much,0,,"])):
        (tmp_path / SCORES).write_text(damaged, encoding="utf-8")
        with pytest.raises(BadInputError, match="missing or damaged"):
            read_scores(tmp_path)
    with pytest.raises(BadInputError, match="missing or damaged"):
        read_scores(tmp_path / "nowhere")
    assert np.isfinite(read_scores(audited).suspicion).all()


def test_a_detector_is_not_asked_for_twice() -> None:
    """Two settings of one detector would share a column; the second is not dropped."""
    twice = ("repeated_pixels", "repeated_pixels:odds=6")

    with pytest.raises(BadParameterError, match="asked for twice"):
        Brief(detectors=twice)
