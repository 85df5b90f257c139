"""How grave an accusation is, alone and beside others of the same films."""

from __future__ import annotations

from typing import TYPE_CHECKING

from poisonkit.finding import Severity
from poisonkit.judgement.causal import STRONG, WEAK, effect

if TYPE_CHECKING:
    from collections.abc import Sequence

    from poisonkit.judgement.accusation import Accusation

_CERTAIN, _LIKELY = 1e-3, 1e-2
"""False-discovery rates at which two kinds of evidence support each other."""

_GUILTY = 0.2
"""Sum of the signs from which a side of a group looks like the work of a trigger."""

_BACK = 0.1
"""Share of the suspects that turn back where a pattern is what turned them."""

ORDER = {Severity.HIGH: 0, Severity.MEDIUM: 1, Severity.LOW: 2}
"""The gravest first."""


def severity_of(members: Sequence[Accusation]) -> Severity:
    """Return the gravest of the members', or medium where two kinds agree.

    What only supports is no second kind: peaks at one place are among the signs, too.
    """
    alone = min((severity_alone(member) for member in members), key=ORDER.__getitem__)
    if alone is not Severity.LOW:
        return alone
    accusing = [m.measurement for m in members if not m.measurement.supports]
    explained = [m.q_value for m in accusing if m.code[2] == "2"]
    other = [m.q_value for m in accusing if m.code[2] != "2"]
    agree = min(explained, default=1.0) < _CERTAIN and min(other, default=1.0) < _LIKELY
    # A group may fall in two without any guilty side.
    return Severity.MEDIUM if agree and _is_guilty(speaker(members)) else Severity.LOW


def speaker(members: Sequence[Accusation]) -> Accusation:
    """Return who tells what several say: the first that splits a label's films.

    A stamp that is grave by itself needs nobody; else others know the label.
    """
    if severity_alone(members[0]) is not Severity.LOW:
        return members[0]
    return next((m for m in members if m.signs is not None), members[0])


def severity_alone(accusation: Accusation) -> Severity:
    """Return what one accusation weighs: a surprise alone is little, an effect much.

    Of a disease neither: a model that has learned it turns on its looks.
    """
    if accusation.may_be_disease:
        return Severity.LOW
    turned, scores = effect(accusation.causal), accusation.measurement.scores
    seen = scores.pattern is not None or scores.names_films
    told = scores.telling and (seen or accusation.measurement.evidence.group.present)
    wrong = accusation.checks.verdict == "wrong"
    if turned >= STRONG and (told or _is_no_habit(accusation)):
        return Severity.HIGH
    helped = turned >= WEAK and _is_guilty(accusation) and (told or wrong)
    exact = seen and (scores.telling or wrong)
    return Severity.MEDIUM if exact or helped else Severity.LOW


def _is_no_habit(accusation: Accusation) -> bool:
    """Return whether what goes with no label, as far as is seen, turned the model.

    Any noise turns some decisions, so suspects must turn back without the pattern.  And
    whoever bears it may well lack what is rare: a model learns that, too, so of what
    erases the labels must look wrong.
    """
    if not accusation.measurement.evidence.group.present:
        return accusation.checks.verdict == "wrong"
    rate = accusation.causal.restoration_rate if accusation.causal else None
    return rate is not None and rate >= _BACK


def _is_guilty(accusation: Accusation) -> bool:
    """Return whether one side of a split group looks like the work of a trigger.

    Alone a weak effect is no support: of a dozen labels one is turned by any mark.
    """
    return accusation.signs is not None and accusation.signs.sum >= _GUILTY
