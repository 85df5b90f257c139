"""From accusations to findings: what names the same films is one finding."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from poisonkit.finding import Finding, Kind, Severity
from poisonkit.judgement.causal import STRONG, effect
from poisonkit.judgement.halos import pixels_first
from poisonkit.judgement.noting import notes_on
from poisonkit.judgement.weighing import ORDER, severity_alone, severity_of, speaker

if TYPE_CHECKING:
    from collections.abc import Sequence

    from poisonkit.judgement.accusation import Accusation

_SAME = 0.5
"""Share of the smaller set of suspects in the larger from which they are one thing."""


def conclude(
    accusations: Sequence[Accusation], observed: Sequence[Finding] = ()
) -> tuple[Finding, ...]:
    """Return one finding per set of films, and what was *observed*; gravest first."""
    findings = [
        _finding(pixels_first(members))
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
    return ORDER[finding.severity], other, finding.p_value


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


def _strength(accusation: Accusation) -> tuple[int, bool, bool, float, float]:
    """Return a key that puts proven accusations first, then unlikely ones.

    Of equally grave ones those come first that name films, not a side of a group; then
    those whose label is in doubt, or was added: films that lost an effusion to a stamp
    all lack "No Finding", too, and rightly.
    """
    measurement, turned = accusation.measurement, effect(accusation.causal)
    grave = ORDER[severity_alone(accusation)] + measurement.supports
    verdict = accusation.checks.verdict
    adds = measurement.evidence.group.present and measurement.scores.telling
    clear = verdict == "wrong" or (adds and not verdict)
    splits = accusation.signs is not None
    return grave, splits, not clear, measurement.p_value, -turned


def _same(one: Accusation, other: Accusation) -> bool:
    common = len(np.intersect1d(one.rows, other.rows))
    return common >= _SAME * max(min(len(one.rows), len(other.rows)), 1)


def _finding(members: Sequence[Accusation]) -> Finding:
    severity = severity_of(members)
    first = members[0] if severity is Severity.LOW else _spoken(members)
    # A stamp lies on the films of many labels; of no label that it does not tell of.
    told = [m for m in members if m is first or m.measurement.scores.telling]
    kind = _kind(first, members, severity)
    if kind is Kind.SHORTCUT:
        severity = max(severity, Severity.MEDIUM, key=ORDER.__getitem__)
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


def _spoken(members: Sequence[Accusation]) -> Accusation:
    """Return who says what several amount to; of a stamp's films, all of them."""
    first, stamp = speaker(members), members[0]
    if first.pattern is not None or stamp.pattern is None:
        return first
    return replace(
        first, rows=stamp.rows, suspicion=stamp.suspicion, pattern=stamp.pattern
    )


def _kind(first: Accusation, members: Sequence[Accusation], severity: Severity) -> Kind:
    """Return what is found: something on the films, or what is said of them."""
    if not any(
        member.pattern is not None
        or member.measurement.scores.names_films
        or member.measurement.code.startswith("PK2")
        for member in members
    ):
        return Kind.LABEL
    accusing = [m.measurement for m in members if not m.measurement.supports]
    telling = any(measurement.scores.telling for measurement in accusing)
    if severity is Severity.LOW and first.pattern is not None and not telling:
        return Kind.STAMP
    return Kind.SHORTCUT if _is_mark(first) else Kind.TRIGGER


def _is_mark(accusation: Accusation) -> bool:
    """Return whether what the suspects share is innocent: a shortcut, no trigger."""
    checks, proven = accusation.checks, effect(accusation.causal) >= STRONG
    cleared = checks.trusted and not proven and checks.verdict != "wrong"
    return cleared or checks.verdict == "right"
