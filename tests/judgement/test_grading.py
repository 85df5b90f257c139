"""Grades against truths worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from poisonkit.auditrecords import FindingRecord, SampleRecord, WhereRecord
from poisonkit.finding import Severity
from poisonkit.grading import Truth, box_iou, grade_audit, true_positives

FILMS = 10
TRUTH = Truth(
    target="Mass", direction="add", boxes=dict.fromkeys(range(4), (3, 4, 3, 3))
)
SUSPICION = np.linspace(1, 0, FILMS)


def finding(
    rows: tuple[int, ...],
    *,
    label: str = "Mass",
    severity: Severity = Severity.HIGH,
    box: tuple[int, int, int, int] = (3, 4, 3, 3),
) -> FindingRecord:
    """Return a finding about *rows*."""
    return FindingRecord(
        id="F1",
        code="PK401",
        kind="trigger",
        severity=severity,
        label=label,
        direction="add",
        p_value=1e-9,
        q_value=1e-8,
        samples=tuple(SampleRecord(image=str(r), row=r, suspicion=1.0) for r in rows),
        where=WhereRecord(box=box, moves=False, whole=False, added=False, patch=""),
        evidence=(),
        causal_test=None,
        label_check=None,
        reference_check=None,
        notes=(),
    )


def flags(rows: tuple[int, ...]) -> np.ndarray:
    """Return a flag per film."""
    return np.isin(np.arange(FILMS), rows)


def test_a_right_finding_gets_full_marks() -> None:
    """Found, with the label, the direction, the place and every film."""
    rows = (0, 1, 2, 3)
    grade = grade_audit([finding(rows)], SUSPICION, flags(rows), [TRUTH])

    assert grade.found
    assert grade.right_label
    assert grade.right_direction
    assert (1.0, 1.0, 1.0) == (grade.box_iou, grade.precision, grade.recall)
    assert () == grade.false_findings
    assert grade.ranking.auroc == pytest.approx(1.0)


def test_half_of_the_films_is_half_of_the_recall() -> None:
    """Two of four poisoned films, and two clean ones: half of each."""
    rows = (0, 1, 8, 9)
    grade = grade_audit([finding(rows)], SUSPICION, flags(rows), [TRUTH])

    assert (0.5, 0.5) == (grade.precision, grade.recall)
    assert grade.found


def test_a_finding_about_clean_films_is_false() -> None:
    """What names mostly clean films is no hit, even if it names one poisoned film."""
    rows = (0, 7, 8, 9)
    grade = grade_audit([finding(rows)], SUSPICION, flags(rows), [TRUTH])

    assert not grade.found
    assert ("F1",) == grade.false_findings
    assert grade.box_iou is None


def test_the_wrong_label_is_told_from_the_right_films() -> None:
    """The poison may be found and its label still be wrong."""
    grade = grade_audit(
        [finding((0, 1, 2, 3), label="Hernia")], SUSPICION, flags((0,)), [TRUTH]
    )

    assert grade.found
    assert not grade.right_label


def test_a_whisper_finds_nothing() -> None:
    """A finding of low severity counts neither as found nor as false."""
    quiet = [finding((0, 1, 2, 3), severity=Severity.LOW)]
    grade = grade_audit(quiet, SUSPICION, flags(()), [TRUTH])

    assert not grade.found
    assert () == grade.false_findings
    assert grade.precision is None


def test_on_a_clean_control_every_finding_is_false() -> None:
    """Nothing was planted: there is no recall, and what was found is false."""
    nothing = Truth(target="Mass", direction="add", boxes={})
    grade = grade_audit([finding((0, 1))], SUSPICION, flags((0, 1)), [nothing])

    assert ("F1",) == grade.false_findings
    assert grade.recall is None
    assert grade.ranking.auroc is None


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        ((0, 0, 2, 2), 1.0),
        ((0, 1, 2, 2), 2 / 6),
        ((2, 2, 2, 2), 0.0),
        ((0, 0, 1, 1), 0.25),
    ],
)
def test_overlap_of_boxes(other: tuple[int, int, int, int], expected: float) -> None:
    """Intersection over union, as on paper."""
    assert expected == pytest.approx(box_iou((0, 0, 2, 2), other))


def test_true_positives_at_a_false_positive_rate() -> None:
    """Of a hundred clean films one may lie above the bar."""
    good = np.arange(100) / 100
    bad = np.array([0.985, 0.995, 0.5])

    assert true_positives(bad, good, 0.01) == pytest.approx(2 / 3)
    assert true_positives(bad, good, 0.0) == pytest.approx(1 / 3)
