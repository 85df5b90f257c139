"""What each detector looks for, in its own words."""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from functools import cache

from poisonkit.detectors import DETECTORS
from poisonkit.errors import PoisonkitError


@dataclass(frozen=True)
class Rule:
    """A detector as its file describes it."""

    code: str
    detector: str
    name: str
    short: str
    """One sentence: what it does."""

    long: str
    """Why that finds poison, and whose idea it is."""


@cache
def rule_of(detector: str) -> Rule | None:
    """Return what is known of *detector*; None if no such detector is installed."""
    try:
        member = DETECTORS.load(detector.partition(":")[0])
    except (PoisonkitError, ImportError):
        return None
    module = inspect.getmodule(member)
    short = inspect.getdoc(member) or ""
    return Rule(
        code=member.code,
        detector=detector.partition(":")[0],
        name=member.__name__,
        short=short.partition("\n\n")[0].replace("\n", " "),
        long=inspect.cleandoc((module and module.__doc__) or short),
    )


def meaning_of(detector: str) -> str:
    """Return in a sentence what *detector* does; empty for a stranger."""
    rule = rule_of(detector)
    return rule.short if rule else ""
