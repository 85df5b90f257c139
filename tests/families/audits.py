"""Audits to order, as `findings.json` holds them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PIL import Image

from poisonkit.auditfile import AuditRecord
from poisonkit.auditrecords import (
    CanaryRecord,
    FindingRecord,
    SampleRecord,
    SkipRecord,
    TestRecord,
    WhereRecord,
)
from poisonkit.finding import Severity
from poisonkit.frequencies import LabelRecord, ShareRecord
from poisonkit.proof import CausalTest, LabelCheck
from poisonkit.suppressionrecord import SuppressionRecord

if TYPE_CHECKING:
    from pathlib import Path

HOSTILE = 'x"><script src="http://evil.example/a.js"></script>&amp;{{ 7 * 7 }}.png'
"""A file name that tries to become part of a page."""

TEST = TestRecord(
    detector="repeated_pixels", code="PK401", label="Mass", direction="add",
    separation=97.7, p_value=1e-98, q_value=1e-96,
)  # fmt: skip
TRIGGER = FindingRecord(
    id="F1", code="PK401", kind="trigger", severity=Severity.HIGH, label="Mass",
    direction="add", p_value=1e-98, q_value=1e-96,
    samples=tuple(
        SampleRecord(image=f"films/{k}.png", row=k, suspicion=1.0, labels=("Mass",))
        for k in range(60)
    ),
    where=WhereRecord(
        box=(41, 40, 3, 5), moves=False, whole=False, added=False,
        patch="pictures/F1-trigger.png"
    ),
    evidence=(TEST,),
    causal_test=CausalTest(
        planted=50, flip_rate=0.96, untouched_rate=0.04, control_rate=0.06, removed=60,
        restoration_rate=0.9, threshold=0.3,
    ),
    label_check=LabelCheck(
        suspects=0.5, peers=0.8, p_wrong=1e-6, p_right=0.5, p_seen=0.5, painted=True,
        share_wrong=0.9
    ),
    reference_check=None,
    notes=("it lies in the corner",),
    label_shares=(ShareRecord(name="Mass", value="1", suspects=1.0, others=0.02),),
    column_shares=(ShareRecord(name="view", value="AP", suspects=0.7, others=0.4),),
)  # fmt: skip
LOW = replace(
    TRIGGER, id="F2", severity=Severity.LOW, direction="remove", causal_test=None,
    where=None, notes=(),
    samples=(SampleRecord(image="films/low.png", row=99, suspicion=0.5),),
)  # fmt: skip
SUPPRESSED = replace(
    TRIGGER,
    suppressed=SuppressionRecord(
        reason="a known marker", reviewer="A. Reader", expires="2030-01-31"
    ),
)
CLEAN = AuditRecord(
    data_digest="d" * 64, model_digest="m" * 64, verdict="no evidence",
    summary="No evidence of poison.", images=1234, patients=321,
    label_names=("Mass", "Nodule"), alpha=0.05, seed=7,
    detectors=("repeated_pixels", "loss_trace:early=0.3"), eyes_from=0.02,
    canaries=(CanaryRecord(rate=0.02, films=30, auroc=0.99, learned=True),
              CanaryRecord(rate=0.005, films=8, auroc=None, learned=False)),
    findings=(), skips=(
        SkipRecord(
            detector="loss_trace", group="Hernia=1", reason="9 films, 16 needed"
        ),
    ),
    checked=(TEST,), lineage={"stage": "audit"}, image_size=(64, 64),
    label_counts=(
        LabelRecord(name="Mass", positives=60, negatives=1000, unknown=174),
        LabelRecord(name="Nodule", positives=90, negatives=1144, unknown=0),
    ),
)  # fmt: skip
POISONED = replace(
    CLEAN, verdict="findings", summary="60 films look poisoned.",
    findings=(TRIGGER, LOW),
)  # fmt: skip


def pictured(folder: Path) -> Path:
    """Return *folder* with the pictures of one finding, and one of the scores."""
    (folder / "pictures").mkdir()
    for name in (
        "F1-film-1.webp", "F1-saliency-1.png", "F1-trigger.png", "F1-place.png",
        "F1-without.png", "scores.png",
    ):  # fmt: skip
        Image.new("L", (4, 4)).save(folder / "pictures" / name)
    return folder


def named(record: AuditRecord, word: str) -> AuditRecord:
    """Return *record* with *word* in every text that comes from a user's data."""
    samples = tuple(
        replace(sample, image=word, labels=(word,)) for sample in TRIGGER.samples
    )
    share = ShareRecord(name=word, value=word, suspects=0.9, others=0.1)
    finding = replace(
        TRIGGER, label=word, samples=samples, notes=(word,), label_shares=(share,),
        column_shares=(share,), evidence=(replace(TEST, label=word, detector=word),),
    )  # fmt: skip
    skip = SkipRecord(detector=word, group=word, reason=word)
    count = LabelRecord(name=word, positives=60, negatives=9, unknown=0)
    return replace(
        record, summary=word, label_names=(word,), findings=(finding,), skips=(skip,),
        label_counts=(count,), checked=finding.evidence, detectors=(word,),
    )  # fmt: skip
