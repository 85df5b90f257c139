"""From accusations to findings: what names the same films is one finding."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from poisonkit.finding import Finding, Kind, Severity
from poisonkit.judgement.causal import STRONG, WEAK, effect
from poisonkit.judgement.noting import notes_on

if TYPE_CHECKING:
    from collections.abc import Sequence

    from poisonkit.judgement.accusation import Accusation

_SAME = 0.5
"""Share of the smaller set of suspects in the larger from which they are one thing."""

_CERTAIN, _LIKELY = 1e-3, 1e-2
"""False-discovery rates at which two kinds of evidence support each other."""

_GUILTY = 0.2
"""Sum of the signs from which a side of a group looks like the work of a trigger."""

_ORDER = {Severity.HIGH: 0, Severity.MEDIUM: 1, Severity.LOW: 2}


def conclude(
    accusations: Sequence[Accusation], observed: Sequence[Finding] = ()
) -> tuple[Finding, ...]:
    """Return one finding per set of films, and what was *observed*; gravest first."""
    findings = [
        _finding(members)
        for members in _merged(accusations)
        if not all(member.measurement.supports for member in members)
    ]
    findings += observed
    findings.sort(key=_order)
    return tuple(
        replace(finding, id=f"F{number}")
        for number, finding in enumerate(findings, start=1)
    )


def _order(finding: Finding) -> tuple[int, bool, float]:
    """Return a key: the gravest first, of equally grave ones triggers."""
    other = finding.kind is not Kind.TRIGGER
    return _ORDER[finding.severity], other, finding.p_value


def _merged(accusations: Sequence[Accusation]) -> list[list[Accusation]]:
    """Return the accusations by the films they name, the strongest of each first."""
    parts: list[list[Accusation]] = []
    for accusation in sorted(accusations, key=_strength):
        home = next((part for part in parts if _same(part[0], accusation)), None)
        if home is None:
            parts.append([accusation])
        else:
            home.append(accusation)
    return parts


def _strength(accusation: Accusation) -> tuple[int, bool, float, float]:
    """Return a key that puts proven accusations first, then unlikely ones.

    Of equally grave ones that comes first whose label is in doubt: films that lost an
    effusion to a stamp all lack "No Finding", too, and rightly.
    """
    measurement, turned = accusation.measurement, effect(accusation.causal)
    grave = _ORDER[_severity_alone(accusation)] + measurement.supports
    doubted = accusation.checks.verdict == "wrong"
    return grave, not doubted, measurement.p_value, -turned


def _same(one: Accusation, other: Accusation) -> bool:
    common = len(np.intersect1d(one.rows, other.rows))
    return common >= _SAME * max(min(len(one.rows), len(other.rows)), 1)


def _finding(members: Sequence[Accusation]) -> Finding:
    first = members[0]
    # A stamp lies on the films of many labels; of no label that it does not tell of.
    told = [m for m in members if m is first or m.measurement.scores.telling]
    looks = any(
        member.pattern is not None
        or member.measurement.scores.suspects is not None
        or member.measurement.code.startswith("PK2")
        for member in members
    )
    kind = Kind.TRIGGER if looks else Kind.LABEL
    severity = _severity(members)
    if looks and _is_mark(first):
        kind = Kind.SHORTCUT
        severity = max(severity, Severity.MEDIUM, key=_ORDER.__getitem__)
    return Finding(
        id="",
        code=first.measurement.code,
        kind=kind,
        severity=severity,
        group=first.measurement.evidence.group,
        rows=first.rows,
        suspicion=first.suspicion,
        testimonies=tuple(member.measurement.testimony() for member in told),
        pattern=first.pattern,
        causal=first.causal,
        checks=first.checks,
        notes=notes_on(first),
    )


def _is_mark(accusation: Accusation) -> bool:
    """Return whether what the suspects share is innocent: a shortcut, no trigger."""
    checks, proven = accusation.checks, effect(accusation.causal) >= STRONG
    cleared = checks.trusted and not proven and checks.verdict != "wrong"
    return cleared or checks.verdict == "right"


def _severity(members: Sequence[Accusation]) -> Severity:
    """Return the gravest of the members', or medium where two kinds agree.

    What only supports is no second kind: peaks at one place are among the signs, too.
    """
    alone = min((_severity_alone(member) for member in members), key=_ORDER.__getitem__)
    if alone is not Severity.LOW:
        return alone
    accusing = [m.measurement for m in members if not m.measurement.supports]
    explained = [m.q_value for m in accusing if m.code[2] == "2"]
    other = [m.q_value for m in accusing if m.code[2] != "2"]
    agree = min(explained, default=1.0) < _CERTAIN and min(other, default=1.0) < _LIKELY
    signs = members[0].signs  # a group may fall in two without any guilty side
    guilty = signs is not None and signs.sum >= _GUILTY
    return Severity.MEDIUM if agree and guilty else Severity.LOW


def _severity_alone(accusation: Accusation) -> Severity:
    """Return what one accusation weighs: a surprise alone is little, an effect much."""
    turned = effect(accusation.causal)
    if turned >= STRONG:
        return Severity.HIGH
    scores = accusation.measurement.scores
    seen = scores.pattern is not None or scores.suspects is not None
    exact = seen and (scores.telling or accusation.checks.verdict == "wrong")
    return Severity.MEDIUM if exact or turned >= WEAK else Severity.LOW
