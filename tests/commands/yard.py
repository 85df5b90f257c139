"""Folders and files with something wrong, each under a name that says what."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from tests.stages.making import encoded, film, films, folder_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

COUNT = 12


def fill(yard: Path, dataset: Path, run: Path, audit: Path) -> None:
    """Put one of each kind below *yard*, some made from whole ones."""
    (yard / "empty").mkdir()
    folder_of(yard / "no-table", None, films(3))
    folder_of(yard / "words", table(["yes"]), films(COUNT))
    folder_of(yard / "no-match", "image,Mass\nother.png,1\n", films(3))
    folder_of(yard / "no-label", "image,view\n0.png,PA\n", films(1))
    folder_of(yard / "no-column", "file,Mass\n0.png,1\n", films(1))
    folder_of(yard / "cut", "image,Mass\n0.png,1\n", {"0.png": cut_film()})
    folder_of(yard / "one-patient", table(["0", "1"], "p"), films(COUNT))
    folder_of(yard / "no-positive", table(["0"]), films(COUNT))
    whole = dataset.read_bytes()
    files = {
        "text.h5": b"image,Mass\n",
        "cut.h5": whole[: len(whole) // 2],
        "empty.h5": b"",
        "text.json": b"image,Mass\n",
        "list.json": b"[]",
    }
    folder_of(yard, None, files)
    for name, file, text in (
        ("run-text", "checkpoint.json", "{"),
        ("run-other", "checkpoint.json", '{"network": "small_cnn"}'),
        ("run-cut", "weights.safetensors", "cut"),
        ("run-losses", "losses.h5", "cut"),
    ):
        shutil.copytree(run, yard / name)
        (yard / name / file).write_text(text, encoding="utf-8")
    for name, file in (("audit-cut", "findings.json"), ("audit-scores", "scores.csv")):
        shutil.copytree(audit, yard / name)
        (yard / name / file).write_text("image,row\n", encoding="utf-8")


def table(labels: Sequence[str], patient: str = "") -> str:
    """Return a table of as many patients as films, or of one; *labels* take turns."""
    turns = [labels[k % len(labels)] for k in range(COUNT)]
    lines = [f"{k}.png,{patient or k},{label}" for k, label in enumerate(turns)]
    return "\n".join(["image,patient_id,Mass", *lines])


def cut_film() -> bytes:
    """Return a PNG of which the end is missing."""
    return encoded(film(1))[:-400]
