"""Two kinds of evidence weigh more than one, if a side of the group looks guilty."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from poisonkit.evidence import Evidence
from poisonkit.finding import Group, Kind, Severity
from poisonkit.judgement.accusation import Accusation
from poisonkit.judgement.concluding import conclude
from poisonkit.judgement.measurement import Measurement
from poisonkit.judgement.sides import Signs
from poisonkit.pattern import Box, Pattern
from poisonkit.proof import CausalTest, Checks, LabelCheck
from poisonkit.scores import Scores

ROWS = np.arange(30)
GUILTY = Signs(concentration=0.5, ease=1.0)
NEITHER = Signs(concentration=-0.02, ease=-0.5)


def accusation(code: str, chance: float, signs: Signs) -> Accusation:
    """Return what a detector of explanations or activations says of thirty films."""
    group = Group("Hernia", present=False)
    measurement = Measurement(
        detector=code,
        code=code,
        evidence=Evidence(group, ROWS, ROWS[:0], {}),
        scores=Scores(suspicion=np.ones(len(ROWS)), separation=3.0),
        p_value=chance,
        q_value=chance,
    )
    return Accusation(
        measurement=measurement,
        rows=ROWS,
        suspicion=np.ones(len(ROWS)),
        pattern=None,
        causal=None,
        signs=signs,
    )


@pytest.mark.parametrize(
    ("codes", "signs", "severity"),
    [
        (("PK105", "PK201"), GUILTY, Severity.MEDIUM),
        (("PK105", "PK201"), NEITHER, Severity.LOW),
        (("PK105", "PK101"), GUILTY, Severity.LOW),
        (("PK201",), GUILTY, Severity.LOW),
    ],
)
def test_agreement_needs_a_guilty_side(
    codes: tuple[str, ...], signs: Signs, severity: Severity
) -> None:
    """Explanations and activations agree that films fall in two: that may be nature."""
    findings = conclude([accusation(code, 1e-6, signs) for code in codes])

    assert [severity] == [finding.severity for finding in findings]


def test_who_only_supports_is_no_second_kind() -> None:
    """Peaks at one place are a sign already; as a witness they would count twice."""
    accuser, witness = (accusation(code, 1e-6, GUILTY) for code in ("PK105", "PK203"))
    witness = replace(witness, measurement=replace(witness.measurement, supports=True))

    assert [Severity.LOW] == [one.severity for one in conclude([accuser, witness])]


def turning(rate: float) -> CausalTest:
    """Return that a planted pattern turned a share of the decisions."""
    return CausalTest(
        planted=40, flip_rate=rate, untouched_rate=0.0, control_rate=0.0,
        removed=0, restoration_rate=None, threshold=0.0,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("telling", "turned", "verdict", "kind"),
    [
        (False, 0.0, "", Kind.STAMP),
        (False, 0.0, "right", Kind.STAMP),
        (False, None, "", Kind.STAMP),
        (False, 0.9, "", Kind.STAMP),
        (False, 0.0, "wrong", Kind.TRIGGER),
        (True, 0.0, "", Kind.TRIGGER),
        (True, 0.0, "right", Kind.SHORTCUT),
    ],
)
def test_what_goes_with_no_label_and_turns_nothing_is_a_stamp(
    *, telling: bool, turned: float | None, verdict: str, kind: Kind
) -> None:
    """Nobody is told that a logo on films of every label removes one of them.

    Nor if a model turns on it that the suspects themselves did not turn.
    """
    (found,) = conclude([stamped(verdict, telling=telling, turned=turned)])

    assert kind is found.kind
    said = any("no label in particular" in note for note in found.notes)
    assert said == (not telling and turned == 0 and verdict != "wrong")


@pytest.mark.parametrize(
    ("signs", "severity"), [(GUILTY, Severity.MEDIUM), (NEITHER, Severity.LOW)]
)
def test_a_weak_effect_supports_a_guilty_side_alone(
    signs: Signs, severity: Severity
) -> None:
    """A benign patch turned a third of one label's films: of fifteen labels, one."""
    weak = on_side(accusation("PK104", 1e-6, signs), present=True)
    weak = replace(weak, causal=turning(0.35))
    (idle,) = conclude([stamped("", telling=False, turned=0.35)])

    assert severity is conclude([weak])[0].severity
    assert (Severity.LOW, Kind.STAMP) == (idle.severity, idle.kind)


@pytest.mark.parametrize(
    ("telling", "back", "severity", "kind"),
    [
        (False, 0.5, Severity.HIGH, Kind.TRIGGER),
        (False, 0.05, Severity.LOW, Kind.STAMP),
        (True, 0.05, Severity.HIGH, Kind.TRIGGER),
    ],
)
def test_a_stamp_that_lets_nobody_go_is_not_proven(
    *, telling: bool, back: float, severity: Severity, kind: Kind
) -> None:
    """Noise turns a model that never saw any; without it suspects should turn back."""
    mark = turning_stamp("", back, telling=telling, present=True)

    (found,) = conclude([mark])

    assert (severity, kind) == (found.severity, found.kind)


@pytest.mark.parametrize(
    ("verdict", "severity", "kind"),
    [("", Severity.LOW, Kind.STAMP), ("wrong", Severity.HIGH, Kind.TRIGGER)],
)
def test_a_model_that_learned_what_is_rare_proves_nothing(
    verdict: str, severity: Severity, kind: Kind
) -> None:
    """No film with a benign patch has a hernia, by chance: the patch speaks against."""
    (found,) = conclude([turning_stamp(verdict, 0.5, telling=False, present=False)])

    assert (severity, kind) == (found.severity, found.kind)
    assert ("sign against the label" in " ".join(found.notes)) == (not verdict)


def turning_stamp(
    verdict: str, back: float, *, telling: bool, present: bool
) -> Accusation:
    """Return a stamp that turned nine decisions of ten, and how many turned back."""
    mark = stamped(verdict, telling=telling, turned=0.9)
    assert mark.causal is not None
    causal = replace(mark.causal, removed=30, restoration_rate=back)
    return on_side(replace(mark, causal=causal), present=present)


def on_side(some: Accusation, *, present: bool) -> Accusation:
    """Return *some* of films with the label, or without it."""
    group = replace(some.measurement.evidence, group=Group("Hernia", present=present))
    return replace(some, measurement=replace(some.measurement, evidence=group))


@pytest.mark.parametrize(
    ("present", "rate", "severity"),
    [
        (True, 0.9, Severity.HIGH),
        (False, 0.9, Severity.LOW),
        (True, 0.35, Severity.MEDIUM),
        (False, 0.35, Severity.LOW),
    ],
)
def test_a_split_of_films_without_a_label_proves_nothing_either(
    *, present: bool, rate: float, severity: Severity
) -> None:
    """A benign patch was found by activations, too, and turned the model likewise."""
    split = replace(accusation("PK102", 1e-6, GUILTY), causal=turning(rate))

    assert severity is conclude([on_side(split, present=present)])[0].severity


def test_a_label_that_was_added_is_named_before_one_that_is_missed() -> None:
    """Films with a stamp and an effusion lack other labels, too, by chance oddly."""
    added, lacking = (stamped(v, telling=t) for v, t in (("", True), ("wrong", False)))
    mass = replace(added.measurement.evidence, group=Group("Mass", present=True))
    added = replace(
        added, measurement=replace(added.measurement, evidence=mass, p_value=1e-9)
    )

    (found,) = conclude([lacking, added])

    assert Group("Mass", present=True) == found.group


def test_a_witness_who_tells_of_a_label_makes_it_no_stamp() -> None:
    """Explanations that split one label's films speak of that label."""
    witness = accusation("PK201", 1e-5, NEITHER)

    assert Kind.TRIGGER is conclude([stamped("", telling=False), witness])[0].kind


def test_a_split_does_not_swallow_a_stamp() -> None:
    """Eight of thirty films that a group fell into would stand for all of them."""
    few = replace(accusation("PK104", 1e-9, NEITHER), rows=ROWS[:8])

    (found,) = conclude([few, stamped("", telling=False)])

    assert found.pattern is not None
    np.testing.assert_array_equal(ROWS, found.rows)


def test_witnesses_who_agree_name_the_label_of_a_stamp() -> None:
    """It goes with no label that it tells of itself."""
    agreeing = [accusation(code, 1e-6, GUILTY) for code in ("PK105", "PK201")]
    mass = Group("Mass", present=True)
    theirs = replace(agreeing[0].measurement.evidence, group=mass)
    agreeing[0] = replace(
        agreeing[0], measurement=replace(agreeing[0].measurement, evidence=theirs)
    )

    (found,) = conclude([stamped("", telling=False), *agreeing])

    assert (Severity.MEDIUM, mass) == (found.severity, found.group)


def stamped(verdict: str, *, telling: bool, turned: float | None = 0.0) -> Accusation:
    """Return thirty films that share a white square."""
    white = np.ones((3, 3), np.float32)
    pattern = Pattern(box=Box(2, 2, 3, 3), mask=white > 0, values=white)
    plain = accusation("PK401", 1e-6, GUILTY)
    scores = replace(plain.measurement.scores, telling=telling, pattern=pattern)
    labels = LabelCheck(
        suspects=0.7, peers=0.8, painted=True, share_wrong=0.5,
        p_wrong=1e-4 if verdict == "wrong" else 0.5,
        p_right=1e-6 if verdict == "right" else 0.5,
        p_seen=1e-3 if verdict == "right" else 0.5,
    )  # fmt: skip
    return replace(
        plain,
        pattern=pattern,
        causal=None if turned is None else turning(turned),
        signs=None,
        checks=Checks(labels=labels),
        measurement=replace(plain.measurement, scores=scores),
    )


def test_two_films_prove_nothing() -> None:
    """A decision or two turn by themselves; that it was tried is said."""
    few = replace(turning(0.9), planted=2)
    (found,) = conclude([replace(stamped("", telling=False, turned=0.9), causal=few)])

    assert (Severity.LOW, Kind.STAMP) == (found.severity, found.kind)
    assert any("too few clean films" in note for note in found.notes)


@pytest.mark.parametrize(
    ("verdict", "added", "severity"),
    [("right", True, Severity.LOW), ("right", False, Severity.MEDIUM),
     ("wrong", True, Severity.HIGH), ("", True, Severity.HIGH)],
)  # fmt: skip
def test_a_shade_on_films_that_rightly_have_the_label_may_be_disease(
    verdict: str, severity: Severity, *, added: bool
) -> None:
    """A model that knows the disease turns on it; squares are no disease."""
    plain = stamped(verdict, telling=True, turned=0.9)
    assert plain.pattern is not None
    shade = replace(plain.pattern, added=added)
    (found,) = conclude([replace(plain, pattern=shade)])

    assert severity == found.severity
    assert (Kind.SHORTCUT if verdict == "right" else Kind.TRIGGER) == found.kind
    said = any("so is disease" in note for note in found.notes)
    assert said == (severity is Severity.LOW)


def test_what_turns_too_little_for_a_proof_is_told() -> None:
    """Eight of ten turn, and five with another film's pixels: a third, or by chance."""
    close = replace(turning(0.8), control_rate=0.5)
    (found,) = conclude([replace(stamped("", telling=True), causal=close)])

    assert Severity.MEDIUM == found.severity
    assert any("too little beyond the controls" in note for note in found.notes)
