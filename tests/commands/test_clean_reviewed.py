"""`poisonkit clean` where people have reviewed: their decisions are what counts."""

from __future__ import annotations

import csv
import json
import shutil
import sqlite3
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from poisonkit.auditfile import AuditRecord
from poisonkit.dataset import CxrDataset
from poisonkit.lineage import digest_file
from poisonkit.reviewing.decision import Kind, Said
from poisonkit.reviewing.store import REVIEWS, Store
from tests.commands.running import done, refused
from tests.reviewing.making import key_of, said


@pytest.fixture
def audit(audited: Path, tmp_path: Path) -> Path:
    """Return an audit of one's own, to be reviewed."""
    return Path(shutil.copytree(audited, tmp_path / "own"))


@pytest.fixture
def rows(audit: Path) -> list[int]:
    """Return the rows of its suspects."""
    return [sample.row for sample in AuditRecord.read(audit).findings[0].samples]


def review(audit: Path, *told: Said) -> None:
    """Leave decisions in an audit."""
    store = Store.open(audit, AuditRecord.read(audit).data_digest)
    store.add(told)
    store.close()


def listed(name: str = "out.removed.csv") -> dict[int, dict[str, str]]:
    """Return the lines of the list, by row."""
    with Path(name).open(newline="", encoding="utf-8") as file:
        return {int(line["row"]): line for line in csv.DictReader(file)}


def test_decisions_are_followed(
    poisoned_path: Path, audit: Path, rows: list[int]
) -> None:
    """Accepted goes, relabelled stays with its labels, all else stays as it is."""
    before = CxrDataset.open(poisoned_path)
    labels = [1 - max(int(one), 0) for one in before.labels[rows[1]]]
    review(
        audit, said("a", rows[0], Kind.ACCEPT),
        replace(said("b", rows[1], Kind.RELABEL), labels=labels),
        said("c", rows[2], Kind.REJECT), said("d", rows[3], Kind.UNSURE),
    )  # fmt: skip
    told = done("clean", poisoned_path, "out.h5", "--audit", audit).stdout
    after = CxrDataset.open(Path("out.h5"))
    kept = np.setdiff1d(np.arange(len(before)), rows[:1])
    expected = before.labels.copy()
    expected[rows[1]] = labels

    assert [before.ids[row] for row in kept] == list(after.ids)
    np.testing.assert_array_equal(before.images[kept], after.images)
    np.testing.assert_array_equal(expected[kept], after.labels)
    assert (
        "1 film left out, 1 relabelled, 399 kept\nby the decisions of Ada\n"
        f"2 accused films kept on purpose\n{len(rows) - 4} accused films kept since "
        "nobody decided (--severity medium leaves them out)\nout.h5\n"
    ) == told


def test_what_was_done_is_listed(
    poisoned_path: Path, audit: Path, rows: list[int]
) -> None:
    """Film, finding, action, who said what, labels before and after, comment."""
    before = CxrDataset.open(poisoned_path)
    labels = [int(name == "Mass") for name in before.label_names]
    labels[-1] = -1
    comment = replace(said("c", rows[0], Kind.COMMENT), comment="a square, lower right")
    review(
        audit, said("a", rows[0], Kind.ACCEPT), comment, said("d", rows[2], "reject"),
        replace(said("b", rows[1], Kind.RELABEL), labels=labels),
    )  # fmt: skip
    done("clean", poisoned_path, "out.h5", "--audit", audit)
    found = listed()
    gone, changed, spared = (found[row] for row in rows[:3])

    assert {*rows[:3]} == set(found)
    assert ("removed", "Ada: accept") == (gone["action"], gone["decision"])
    assert "Ada: a square, lower right" == gone["comment"]
    assert ("relabelled", "Ada: relabel") == (changed["action"], changed["decision"])
    assert f"Mass|{before.label_names[-1]}?" == changed["labels_after"]
    assert "Atelectasis" in changed["labels_before"]
    assert ("kept", "Ada: reject", "") == (
        spared["action"], spared["decision"], spared["labels_after"]
    )  # fmt: skip
    assert {"F1"} == {line["finding"] for line in found.values()}


def test_one_against_another_changes_nothing(
    poisoned_path: Path, audit: Path, rows: list[int]
) -> None:
    """What reviewers do not agree on stays, and the output says how much that is."""
    review(
        audit, said("a", rows[0], "accept"), said("b", rows[0], "reject", "Bo"),
        said("c", rows[1], "accept"), said("d", rows[1], "accept", "Bo"),
    )  # fmt: skip
    told = done("clean", poisoned_path, "out.h5", "--audit", audit).stdout

    assert "by the decisions of Ada, Bo\n" in told
    assert "1 accused film kept on purpose (1 since reviewers differ)" in told
    assert "Ada: accept; Bo: reject" == listed()[rows[0]]["decision"]
    assert ["kept", "removed"] == [listed()[row]["action"] for row in rows[:2]]


def test_the_audit_decides_on_the_rest_if_asked(
    poisoned_path: Path, audit: Path, rows: list[int]
) -> None:
    """With --severity what nobody decided on goes as well; what was spared stays."""
    review(audit, said("a", rows[0], "reject"))
    words = ("clean", poisoned_path, "out.h5", "--audit", audit, "--json")
    told = json.loads(done(*words, "--severity", "medium").stdout)

    assert (len(rows) - 1, 0) == (told["removed"], told["undecided"])
    assert "kept" == listed()[rows[0]]["action"]
    assert "" == listed()[rows[1]]["decision"]


def test_undone_decisions_count_for_nothing(
    poisoned_path: Path, audit: Path, rows: list[int]
) -> None:
    """A review in which all was taken back is none: the findings decide."""
    undo = replace(said("b", rows[0], Kind.UNDO), undoes=key_of("a"))
    review(audit, said("a", rows[0], Kind.REJECT), undo)
    told = done("clean", poisoned_path, "out.h5", "--audit", audit).stdout

    assert f"{len(rows)} films left out" in told
    assert "by the audit's findings; nobody reviewed them" in told


def test_the_same_decisions_give_the_same_bytes(
    poisoned_path: Path, audited: Path, rows: list[int], tmp_path: Path
) -> None:
    """Whenever they were made; other decisions are another lineage."""
    digests = []
    for name, kind in (("one", "accept"), ("two", "accept"), ("three", "unsure")):
        audit = Path(shutil.copytree(audited, tmp_path / name))
        review(audit, said(name, rows[0], kind))
        done("clean", poisoned_path, f"{name}.h5", "--audit", audit)
        digests.append(digest_file(Path(f"{name}.h5")))
    inputs = CxrDataset.open(Path("one.h5")).lineage.inputs

    assert digests[0] == digests[1] != digests[2]
    assert {"data", "audit", "reviews"} == set(inputs)


def test_decisions_that_do_not_fit_are_refused(
    poisoned_path: Path, audit: Path, rows: list[int]
) -> None:
    """A file that somebody edited changes no data set."""
    review(audit)
    file = sqlite3.connect(audit / REVIEWS)
    file.execute(
        "insert into events values (1, 'k', 'Ada', ?, 'relabel', '[1]', '', '', '')",
        (rows[0],),
    )
    file.commit()
    file.close()
    said_last = refused("clean", poisoned_path, "out.h5", "--audit", audit)

    assert "was edited" in said_last
    assert not Path("out.h5").exists()
