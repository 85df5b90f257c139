"""Small audits to review, without an audit."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from poisonkit.auditrecords import FindingRecord, SampleRecord, WhereRecord
from poisonkit.checkpoint import Checkpoint
from poisonkit.dataset import CxrDataset
from poisonkit.datasetfile import Columns, write_dataset
from poisonkit.finding import Severity
from poisonkit.learning import fresh
from poisonkit.lineage import Lineage
from poisonkit.reviewing.decision import Kind, Said
from tests.families.audits import LOW, POISONED, TRIGGER

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

FILMS, SIDE = 20, 32
LABELS = ("Mass", "Nodule")
ACCUSED = (2, 3, 5, 7, 11, 13)
"""Rows that the trigger's finding names."""

FAINT = 17
"""The row that a finding of low severity names."""


@dataclass(frozen=True)
class Audited:
    """An audit and its data set."""

    folder: Path
    data: Path


def columns(names: Sequence[str], labels: tuple[str, ...] = LABELS) -> Columns:
    """Return the columns of films with these *names*; every other has each label."""
    count = len(names)
    held = np.stack([np.arange(count) % 2, np.arange(count) // 2 % 2], 1)
    return Columns(
        label_names=labels,
        labels=held.astype(np.int8),
        ids=tuple(names),
        patients=tuple(f"p{row}" for row in range(count)),
        split=np.zeros(count, np.uint8),
        digests=tuple(f"d{row}" for row in range(count)),
        fingerprints=tuple(f"f{row}" for row in range(count)),
        preprocessing={"size": SIDE, "crop": 1.0},
        lineage=Lineage(stage="ingest"),
    )


def finding_of(
    base: FindingRecord, rows: Sequence[int], held: Columns
) -> FindingRecord:
    """Return *base* about the films in *rows*."""
    samples = tuple(
        SampleRecord(image=held.ids[row], row=row, suspicion=1.0) for row in rows
    )
    return replace(base, samples=samples, label=held.label_names[0])


def audited(
    place: Path,
    *,
    names: Sequence[str] = (),
    labels: tuple[str, ...] = LABELS,
    probe: bool = False,
) -> Audited:
    """Write a data set, and an audit that accuses a few of its films, into *place*."""
    held = columns(names or [f"images/{row:02d}.png" for row in range(FILMS)], labels)
    rng = np.random.default_rng(0)
    films = rng.integers(40, 200, (len(held.ids), SIDE, SIDE), np.uint8)
    films[list(ACCUSED), 26:29, 26:29] = 255
    data = place / "data.h5"
    write_dataset(data, [films], held)
    where = WhereRecord(
        box=(26, 26, 3, 3), moves=False, whole=False, added=False, patch="x.png"
    )
    loud = replace(finding_of(TRIGGER, ACCUSED, held), where=where)
    quiet = finding_of(LOW, (FAINT,), held)
    assert quiet.severity == Severity.LOW
    digest = CxrDataset.open(data).digest
    folder = place / "audit"
    folder.mkdir()
    record = replace(
        POISONED, data_digest=digest, label_names=labels, findings=(loud, quiet),
        images=len(held.ids), model_digest=None,
    )  # fmt: skip
    record.write(folder)
    if probe:
        (folder / "probe").mkdir()
        card = Checkpoint(
            network="small_cnn:width=4", label_names=labels, size=SIDE,
            data_digest=digest, lineage={},
        )  # fmt: skip
        card.save(folder / "probe", fresh(card.network, len(labels), seed=1))
    return Audited(folder, data)


def said(key: str, row: int, kind: Kind | str, reviewer: str = "Ada") -> Said:
    """Return one event; *key* is any word."""
    return Said(key=key_of(key), reviewer=reviewer, row=row, kind=str(kind))


def key_of(word: str) -> str:
    """Return a key that stands for *word*."""
    return word.encode().hex().rjust(8, "0")
