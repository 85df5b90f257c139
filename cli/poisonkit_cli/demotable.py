"""The demo's outcome, for somebody who has ten seconds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from poisonkit_cli.modelstable import models_table

if TYPE_CHECKING:
    from poisonkit.workflows.demonstration import Audited, Demonstration

_MODELS = {
    "backdoored": "backdoored",
    "twin": "clean twin",
    "cleaned": "after cleaning",
}


def demo_table(done: Demonstration) -> str:
    """Return what happened to the models, and what the audits said."""
    models = {head: done.measures[name] for name, head in _MODELS.items()}
    lines = [
        models_table(models),
        "",
        "AUDIT",
        f"poisoned set  {done.poisoned.record.summary}",
        *(f"              {line}" for line in _found(done)),
        f"clean set     {done.control.record.summary}",
        f"              {_false(done.control)}",
        "",
        f"SCREENING     {_arrived(done)} films arrive at the backdoored model",
        *_stopped(done),
        "",
        f"report        {done.poisoned.report}",
    ]
    return "\n".join(lines)


def _false(audited: Audited) -> str:
    grade = audited.grade
    return f"{len(grade.false_findings)} false findings, {grade.flagged} films flagged"


def _arrived(done: Demonstration) -> int:
    return sum(count.films for count in done.arrived.values())


def _stopped(done: Demonstration) -> list[str]:
    """Return how many of each kind were stopped."""
    return [
        f"{kind:<14}{count.suspects} of {count.films} stopped"
        for kind, count in done.arrived.items()
    ]


def _found(done: Demonstration) -> list[str]:
    audited, truth = done.poisoned, done.manifest
    grade = audited.grade
    wrongly = grade.flagged - grade.right
    lines = [
        f"found {grade.right} of {grade.poisoned} poisoned films, {wrongly} wrongly",
    ]
    where = _where(audited)
    top, left = truth.samples[0].box[:2]
    if where:
        lines.append(f"where: {where} (planted at x = {left}, y = {top})")
    return lines


def _where(audited: Audited) -> str:
    for finding in audited.record.findings:
        if finding.where:
            top, left, height, width = finding.where.box
            return f"{width} x {height} pixels at x = {left}, y = {top}"
    return ""
