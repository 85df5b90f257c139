"""The one sentence that an audit comes down to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from poisonkit.eyes import eyes_from
from poisonkit.finding import Kind, Severity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from poisonkit.dataset import CxrDataset
    from poisonkit.eyes import CanaryResult
    from poisonkit.finding import Finding

_DOES = {"add": "adds", "remove": "removes"}
_BLIND = "; but the probe is blind, so this speaks only of pixels that repeat"
_BLURRED = (
    " Its films were decoded at a reduced scale, which may have blurred small triggers."
)
_MARK = "mark"
_TOLD_BESIDE = "a column beside the labels all but tells {labels}"
_FAULTS = {
    Kind.LABEL: "{films} bear labels that are in doubt",
    Kind.DUPLICATE: "{films} are copies of others",
    Kind.SHORTCUT: _TOLD_BESIDE,
    _MARK: "{films} bear a mark that goes with {labels}",
    Kind.METADATA: _TOLD_BESIDE,
}

_NAMED = 3
"""Findings that the summary names."""


def summary(
    data: CxrDataset, loud: Sequence[Finding], canaries: Sequence[CanaryResult]
) -> str:
    """Return what the *loud* findings, of medium severity or worse, come down to."""
    triggers = [finding for finding in loud if finding.kind is Kind.TRIGGER]
    others = [finding for finding in loud if finding.kind is not Kind.TRIGGER]
    told = _poisoned(data, triggers) if triggers else _silence(data, canaries, others)
    faults = [_fault(sort, others) for sort in _FAULTS]
    listed = _listed([fault for fault in dict.fromkeys(faults) if fault])
    told += f" {'Besides' if triggers else 'But'}: {listed}." if listed else ""
    return told + (_BLURRED if data.preprocessing.get("decode") == "reduced" else "")


def _silence(
    data: CxrDataset, canaries: Sequence[CanaryResult], others: Sequence[Finding]
) -> str:
    count = len(set(data.patients))
    patients = f"{count:,} patient{'s' * (count != 1)}"
    what = "a trigger" if others else "poison"
    silence = f"No evidence of {what} in {len(data):,} films of {patients}"
    blind = bool(canaries) and eyes_from(tuple(canaries)) is None
    return f"{silence}{_BLIND if blind else ''}."


def _poisoned(data: CxrDataset, triggers: Sequence[Finding]) -> str:
    suspects = len({row for finding in triggers for row in finding.rows.tolist()})
    sure = "is" if triggers[0].severity is Severity.HIGH else "is probably"
    does = [f"{_DOES[f.group.direction]} {f.group.label}" for f in triggers]
    one = len(triggers) == 1
    what = "a trigger that" if one else f"one of {len(triggers)} triggers:"
    return (
        f"This data set {sure} poisoned: {suspects:,} of {len(data):,} films carry "
        f"{what} {_listed(does)}."
    )


def _sort(finding: Finding) -> str:
    """Return under which of `_FAULTS` a finding is told."""
    mark = finding.kind is Kind.SHORTCUT and len(finding.rows)
    return _MARK if mark else finding.kind


def _fault(sort: str, others: Sequence[Finding]) -> str:
    """Return what the findings of one sort amount to, if there are any."""
    mine = [finding for finding in others if _sort(finding) == sort]
    if not mine:
        return ""
    count = len({row for finding in mine for row in finding.rows.tolist()})
    labels = _listed(sorted({f.group.label for f in mine if f.group.label}))
    films = f"{count:,} film{'s' * (count != 1)}"
    named = f" ({labels})" if sort == Kind.LABEL and labels else ""
    return _FAULTS[sort].format(films=films, labels=labels) + named


def _listed(words: list[str]) -> str:
    shown = words[:_NAMED] + ([f"{len(words) - _NAMED} more"] * (len(words) > _NAMED))
    return (
        " and ".join(filter(None, [", ".join(shown[:-1]), shown[-1]])) if words else ""
    )
