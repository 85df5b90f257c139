"""Films that just escape a guilty group come before those that look odd by chance."""

from __future__ import annotations

import numpy as np
import pytest

from poisonkit.evidence import Evidence
from poisonkit.finding import Finding, Group, Kind, Severity
from poisonkit.judgement.measurement import Measurement
from poisonkit.judgement.ranking import overall
from poisonkit.scores import Scores

COUNT = 100


def measured(
    label: str, rows: np.ndarray, p_value: float, q_value: float
) -> Measurement:
    """Return what one detector measured on *rows*, each higher than the one before."""
    rest = np.setdiff1d(np.arange(COUNT), rows)
    return Measurement(
        detector="any",
        code="PK401",
        evidence=Evidence(Group(label, present=True), rows, rest, {}),
        scores=Scores(suspicion=np.arange(len(rows), dtype=float), separation=1.0),
        p_value=p_value,
        q_value=q_value,
    )


def test_a_guilty_group_outranks_an_odd_one() -> None:
    """One of a hundred groups has a p-value of 0.01, and is not guilty for that."""
    guilty = measured("Mass", np.arange(40), 1e-9, 1e-7)
    odd = measured("Edema", np.arange(40, 80), 0.01, 1.0)
    suspicion = overall([odd, guilty], [], [], COUNT)

    assert suspicion[20:40].min() > suspicion[40:80].max()
    assert suspicion.max() < 0.5
    assert (suspicion[80:] == 0).all()


def test_where_nothing_is_guilty_the_oddest_come_first() -> None:
    """A set without findings is ranked, too."""
    odd = measured("Mass", np.arange(40), 0.02, 1.0)
    usual = measured("Edema", np.arange(40, 80), 0.7, 1.0)
    suspicion = overall([odd, usual], [], [], COUNT)

    assert 39 == int(suspicion.argmax())
    assert suspicion[39] > suspicion[79]


def found(kind: Kind, severity: Severity, rows: np.ndarray, chance: float) -> Finding:
    """Return a finding of *rows*, with a false-discovery rate of *chance*."""
    return Finding(
        id="",
        code="PK401",
        kind=kind,
        severity=severity,
        group=Group("Mass", present=True),
        rows=rows,
        suspicion=np.linspace(1, 0, len(rows)),
        testimonies=(measured("Mass", rows, chance, chance).testimony(),),
    )


FIRST, NEXT = np.arange(10), np.arange(10, 20)


def test_of_low_findings_the_more_surprising_one_comes_first() -> None:
    """Whatever the place of a film within its finding."""
    stamp = found(Kind.STAMP, Severity.LOW, FIRST, 1e-40)
    doubt = found(Kind.STAMP, Severity.LOW, NEXT, 1e-3)
    suspicion = overall([], [], [doubt, stamp], COUNT)

    assert suspicion[:10].min() > suspicion[10:20].max()
    assert suspicion[10:20].min() > 0.5


@pytest.mark.parametrize(
    ("kind", "severity"),
    [
        (Kind.DUPLICATE, Severity.MEDIUM),
        (Kind.LABEL, Severity.LOW),
        (Kind.METADATA, Severity.LOW),
    ],
)
def test_what_is_no_poison_however_sure_comes_last(
    kind: Kind, severity: Severity
) -> None:
    """A film of two splits is on no account a likelier carrier than a stamped one."""
    stamp = found(Kind.STAMP, Severity.LOW, FIRST, 1e-6)
    sure = found(kind, severity, NEXT, 1e-300)
    suspicion = overall([], [], [sure, stamp], COUNT)

    assert suspicion[:10].max() > suspicion[10:20].max()
    assert suspicion[10:20].min() > 0.5


def test_a_mark_comes_after_what_may_be_poison() -> None:
    """A marker of healthy films is surely there; a blend's last film may be."""
    veil = found(Kind.TRIGGER, Severity.MEDIUM, FIRST, 1e-3)
    mark = found(Kind.SHORTCUT, Severity.MEDIUM, NEXT, 1e-300)
    stamp = found(Kind.STAMP, Severity.LOW, NEXT + 10, 1e-300)
    suspicion = overall([], [], [mark, veil, stamp], COUNT)

    assert suspicion[:10].min() > suspicion[10:20].max()
    assert suspicion[10:20].max() > suspicion[20:30].max()
