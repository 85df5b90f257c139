"""Two audits beside each other, as lines of text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from poisonkit.reports._words import count_of, headline
from poisonkit_cli.console import counted

if TYPE_CHECKING:
    from poisonkit.auditrecords import FindingRecord
    from poisonkit.comparing import Comparison, Moved

_NAMED = 5
"""Films that are named; --json has them all."""


def compare_table(told: Comparison) -> str:
    """Return what has changed: findings first, then films."""
    lines = []
    for head, findings in (("new", told.new), ("gone", told.gone)):
        lines += [f"{head:<5}{_said(finding)}" for finding in findings]
    for kept in told.same:
        was = f"{kept.old.id}, {kept.old.severity}, {count_of(kept.old)}"
        lines.append(f"same {_said(kept.new)} (was {was})")
    return "\n".join([*(lines or ["no findings in either audit"]), *_films(told.moved)])


def _said(finding: FindingRecord) -> str:
    """Return one finding on one line."""
    quiet = ", suppressed" if finding.suppressed else ""
    told = f"{headline(finding)}, {count_of(finding)}{quiet}"
    return f"{finding.id}  {finding.severity}  {told}  {finding.fingerprint}"


def _films(moved: Moved) -> list[str]:
    """Return what became of films."""
    both = f"{counted(moved.films, 'film')} in both audits"
    if moved.mean is not None:
        both += f", suspicion {moved.mean:+.3f} in the mean"
    lines = [f"{both}; {moved.added:,} added, {moved.removed:,} no longer there"]
    for what, names in (("flagged", moved.flagged), ("cleared", moved.cleared)):
        more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
        shown = f": {', '.join(names[:_NAMED])}{more}" if names else ""
        lines.append(f"newly {what}: {counted(len(names), 'film')}{shown}")
    lines += [f"  {one.image}: {one.old:.3f} -> {one.new:.3f}" for one in moved.risen]
    return lines
