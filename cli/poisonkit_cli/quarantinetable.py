"""What was left out of a data set, and what a person can do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from poisonkit.stages.ingest import Ingested

_ADVICE = {
    "missing": "fetch them, or shorten the table",
    "no-labels": "add them to the table, or move them away",
    "ambiguous": "give each film one name, or its path in the table",
    "many-frames": "split them into single frames first",
    "cannot-decode": "fetch them again; `poisonkit doctor` shows the decoders",
    "crashed": "fetch them again; if they crash again, report it",
    "timed-out": "give them more with --time-limit SECONDS",
    "changed": "wait until nobody writes to the folder, then use --since",
    "no-access": "allow yourself to read them",
    "outside": "copy what the links lead to",
    "broken-link": "repair or remove the links",
    "bad-name": "rename them",
}


def quarantine_table(told: Ingested) -> str:
    """Return a line per reason: how many, what is said of them, what to do."""
    width = max(len(reason) for reason in told.quarantined)
    lines = [f"in quarantine ({told.quarantine}):"]
    for reason, count in told.quarantined.items():
        what = "; ".join(_said(told.details[reason], count))
        advice = f" - {_ADVICE[reason]}" if reason in _ADVICE else ""
        lines.append(f"  {count:>7,} {reason:<{width}}  {what}{advice}")
    return "\n".join(lines)


def _said(details: Sequence[tuple[str, int]], count: int) -> list[str]:
    """Return the details that are said of several files, or one for all."""
    often = [(text, times) for text, times in details if times > 1]
    if not often:
        return [details[0][0] if count == 1 else f"{details[0][0]}, and the like"]
    return [text if times == count else f"{text} ({times:,})" for text, times in often]
