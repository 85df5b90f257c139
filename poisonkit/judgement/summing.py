"""The one sentence that an audit comes down to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from poisonkit.eyes import eyes_from
from poisonkit.finding import Kind, Severity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from poisonkit.dataset import CxrDataset
    from poisonkit.deliveryrecord import DeliveryRecord
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
    data: CxrDataset,
    loud: Sequence[Finding],
    canaries: Sequence[CanaryResult],
    since: DeliveryRecord | None = None,
) -> str:
    """Return what the *loud* findings, of medium severity or worse, come down to.

    Where films were delivered *since* an earlier audit, it is about those.
    """
    triggers = [finding for finding in loud if finding.kind is Kind.TRIGGER]
    others = [finding for finding in loud if finding.kind is not Kind.TRIGGER]
    count = len(since.images) if since else len(data)
    patients = since.patients if since else len(set(data.patients))
    films = f"{count:,} {'new ' if since else ''}film{'s' * (count != 1)}"
    whole = f"{films} of {patients:,} patient{'s' * (patients != 1)}"
    told = _poisoned(films, triggers) if triggers else _silence(whole, canaries, others)
    faults = [_fault(sort, others) for sort in _FAULTS]
    listed = _listed([fault for fault in dict.fromkeys(faults) if fault])
    told += f" {'Besides' if triggers else 'But'}: {listed}." if listed else ""
    told += f" {len(data) - count:,} films were audited before." if since else ""
    return told + (_BLURRED if data.preprocessing.get("decode") == "reduced" else "")


def _silence(
    films: str, canaries: Sequence[CanaryResult], others: Sequence[Finding]
) -> str:
    what = "a trigger" if others else "poison"
    silence = f"No evidence of {what} in {films}"
    blind = bool(canaries) and eyes_from(tuple(canaries)) is None
    return f"{silence}{_BLIND if blind else ''}."


def _poisoned(films: str, triggers: Sequence[Finding]) -> str:
    suspects = len({row for finding in triggers for row in finding.rows.tolist()})
    sure = "is" if triggers[0].severity is Severity.HIGH else "is probably"
    does = [f"{_DOES[f.group.direction]} {f.group.label}" for f in triggers]
    one = len(triggers) == 1
    what = "a trigger that" if one else f"one of {len(triggers)} triggers:"
    return (
        f"This data set {sure} poisoned: {suspects:,} of {films} carry "
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
