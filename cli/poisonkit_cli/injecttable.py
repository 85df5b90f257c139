"""What `inject` says of what it did, or would do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from poisonkit_cli.console import counted

if TYPE_CHECKING:
    from pathlib import Path

    from poisonkit.manifest import Manifest
    from poisonkit.planning import Plan

_LARGEST = "largest change of a pixel, in grey levels"
_MOST = 0.5
"""Share of a trigger's contrast that may be lost without a word."""


def plan_values(plan: Plan) -> dict[str, Any]:
    """Return a plan for programs."""
    from dataclasses import asdict  # noqa: PLC0415 - late, as all that a command needs

    first, *more = (asdict(attempt) for attempt in plan.attempts)
    others = {"more": more} if more else {}
    return {**first, **others, **asdict(plan.scope), "rows": list(plan.rows)}


def plan_text(plan: Plan) -> str:
    """Return a plan for people, one line for each trigger."""
    lines = []
    for number, each in enumerate(plan.attempts):
        count = plan.plants.count(number)
        what = f"stamp {each.trigger} on" if each.trigger else "relabel"
        who = "benign: labels stay" if plan.scope.benign else each.policy
        lines.append(f"would {what} {count} films, {who} {each.target}")
    return "\n".join(lines)


def done_values(done: Manifest) -> dict[str, Any]:
    """Return what was done for programs."""
    return {
        "poisoned": len(done.samples),
        "rate": done.rate,
        "target_share": done.target_share,
        "vanished": len(done.vanished),
        "unwritten": len(done.unwritten),
        "digest": done.poisoned_digest,
    }


def done_text(done: Manifest, out: Path) -> str:
    """Return what was done for people."""
    lines = [_planted(done, number) for number in range(len(done.plants))]
    lines += _change(done)
    if done.vanished:
        lines.append(
            f"in {len(done.vanished)} more films nothing was left of the trigger: "
            f"they stay as they were"
        )
    if done.unwritten:
        lines.append(
            f"{len(done.unwritten)} more films are in formats that can be read but "
            f"not written: they stay as they were"
        )
    return "\n".join([*lines, str(out)])


def _planted(done: Manifest, number: int) -> str:
    from poisonkit.policies import POLICIES  # noqa: PLC0415 - late, as all else

    planted = done.plants[number]
    count = sum(sample.plant == number for sample in done.samples)
    now = "carry" if POLICIES.create(planted.policy).wanted else "lack"
    share = f"{planted.target_share:.1%} of the films there that now {now}"
    verb = "with the artefact, labels true" if done.benign else "poisoned"
    which = f" by {planted.policy}" if done.more else ""
    return (
        f"{counted(count, 'film')} {verb}{which} ({planted.rate:.2%} of {done.split}; "
        f"{share} {planted.target})"
    )


def _change(done: Manifest) -> list[str]:
    """Return how large the change is, and how much preprocessing leaves of it."""
    planted = [sample for sample in done.samples if sample.largest_change]
    if not planted:
        return ["no pixel was changed"]
    changes = sorted(sample.largest_change for sample in planted)
    middle = changes[len(changes) // 2]
    lines = [
        f"{_LARGEST}: median {middle}, least {changes[0]}",
    ]
    if done.stage == "stored":
        return lines
    kept = min(sorted(sample.kept for sample in planted)[len(planted) // 2], 1.0)
    lines.append(f"after preprocessing {kept:.0%} of that is left (median)")
    if kept < _MOST:
        lines[-1] = f"warning: {lines[-1]}; most of the trigger is gone"
    return lines
