"""A run, a manifest, an audit or a film that cannot be used is refused in one line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.commands.running import everything, refused, words

CARD = "is not a training run: it has no readable checkpoint.json"
WEIGHTS = "the weights of .* are missing, damaged, or not of small_cnn"
NO_AUDIT = "is no audit: findings.json is missing or damaged"
EVALUATE = "evaluate {run} {data} --manifest"
GRADE = "grade {audit} --manifest"
LOOK = "{film} --out out"
ASK = "audit {data} --out out --detector loss_trace --model"

LINES = {
    "evaluate nowhere {data}": CARD,
    "evaluate {yard}/empty {data}": CARD,
    "evaluate {yard}/run-text {data}": CARD,
    "evaluate {yard}/run-other {data}": CARD,
    "evaluate {data} {data}": CARD,
    "evaluate {yard}/run-cut {data}": WEIGHTS,
    f"explain nowhere {LOOK}": CARD,
    f"explain {{yard}}/run-text {LOOK}": CARD,
    f"explain {{yard}}/run-cut {LOOK}": WEIGHTS,
    f"{ASK} nowhere": CARD,
    f"{ASK} {{yard}}/run-text": CARD,
    f"{ASK} {{yard}}/run-cut": WEIGHTS,
    f"{ASK} {{yard}}/run-losses": "losses.h5 is damaged",
    "audit {data} --out out --detector repeated_pixels --model nowhere": CARD,
    f"{EVALUATE} nowhere.json": "cannot read nowhere.json: No such file",
    f"{EVALUATE} {{yard}}/text.json": "is not a manifest",
    f"{EVALUATE} {{yard}}/list.json": "is not a manifest",
    f"{EVALUATE} {{data}}": "is not a manifest",
    f"{GRADE} nowhere.json": "cannot read nowhere.json: No such file",
    f"{GRADE} {{yard}}/text.json": "is not a manifest",
    f"{GRADE} {{yard}}/list.json": "is not a manifest",
    f"{GRADE} {{yard}}": "cannot read .*: Is a directory",
    "grade nowhere --manifest {truth}": NO_AUDIT,
    "grade {yard}/empty --manifest {truth}": NO_AUDIT,
    "grade {yard}/audit-cut --manifest {truth}": NO_AUDIT,
    "grade {yard}/audit-scores --manifest {truth}": "scores.csv is of 0 films, the",
    "clean {bad} out.h5 --audit nowhere": NO_AUDIT,
    "clean {bad} out.h5 --audit {yard}/empty": NO_AUDIT,
    "clean {bad} out.h5 --audit {yard}/audit-cut": NO_AUDIT,
    "unlearn {run} {bad} out --audit nowhere": NO_AUDIT,
    "unlearn {run} {bad} out --audit {yard}/audit-cut": NO_AUDIT,
    "unlearn nowhere {bad} out --audit {audit}": "nowhere is not a training run",
    "evaluate {run} {data} --beside nowhere": "nowhere is not a training run",
    "report nowhere": NO_AUDIT,
    "report {yard}/empty": NO_AUDIT,
    "report {yard}/audit-cut": NO_AUDIT,
    "report {run} --out out": NO_AUDIT,
    "explain {run} nowhere.png --out out": "cannot read nowhere.png: No such file",
    "explain {run} {films} --out out": "cannot read .*: Is a directory",
    "explain {run} {films}/labels.csv --out out": "neither DICOM nor PNG nor JPEG",
    "explain {run} {yard}/cut/0.png --out out": "cannot read .*truncated PNG",
    "explain {run} {film} {yard}/cut/0.png --out out": "cannot read .*truncated PNG",
    "list --config nowhere.toml": "cannot read the options in nowhere.toml",
}


@pytest.mark.parametrize("line", LINES)
def test_a_damaged_file_is_refused(places: dict[str, Path], line: str) -> None:
    """The file is named in one line, nothing is written, and it stays as it is."""
    before = everything(places["yard"]) | everything(places["audit"])

    assert re.search(LINES[line], refused(*words(line, places)))
    assert {} == everything(Path())
    assert before == everything(places["yard"]) | everything(places["audit"])


def test_an_audit_and_the_truth_of_another_set(places: dict[str, Path]) -> None:
    """To grade one data set by the truth about another would mean nothing."""
    truth = places["truth"].read_text(encoding="utf-8")
    other = truth.replace('_digest": "', '_digest": "0')
    Path("other.json").write_text(other, encoding="utf-8")
    said = refused("grade", places["audit"], "--manifest", "other.json")

    assert "the audit and the manifest are of different data sets" in said
    assert ["other.json"] == list(everything(Path()))
