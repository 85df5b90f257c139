"""How an audit is to be taken: what it could see, and what its silence is worth."""

from __future__ import annotations

from typing import TYPE_CHECKING

from poisonkit.finding import Severity

if TYPE_CHECKING:
    from poisonkit.auditfile import AuditRecord
    from poisonkit.auditrecords import PowerRecord


def canary_sentence(record: AuditRecord) -> str:
    """Return what the model that was asked can see."""
    if record.model_digest is None:
        return "No model was asked: pixels, labels and columns were looked at, alone."
    if not record.canaries:
        whose = (
            "comes from an earlier audit or was given" if record.since else "was given"
        )
        return f"The model {whose}, so which triggers it could have learned is unknown."
    if record.eyes_from is None:
        return (
            "The probe is blind: it learned none of the canaries planted to try it, so "
            "that it found nothing more means nothing."
        )
    return (
        f"The probe has eyes from a rate of {record.eyes_from:.1%} up: it learned the "
        f"canaries (faint 3 x 3 patches) planted on that share of the films or more."
    )


def power_lines(record: AuditRecord) -> list[str]:
    """Return from which rate up each kind of known trigger was found, one line each."""
    kinds = dict.fromkeys(test.kind for test in record.power)
    lines = []
    for kind in kinds:
        tests = [test for test in record.power if test.kind == kind]
        found = {test.rate: test.found for test in tests if not test.skipped}
        reasons = dict.fromkeys(test.skipped for test in tests if test.skipped)
        told = [_found_from(found)] if found else []
        told += [f"not tried at {_rates(tests, why)} ({why})" for why in reasons]
        lines.append(f"{kind}: {'; '.join(told)}")
    return lines


def _rates(tests: list[PowerRecord], reason: str) -> str:
    """Return at which rates there was this reason."""
    return ", ".join(f"{test.rate:.1%}" for test in tests if test.skipped == reason)


def _found_from(found: dict[float, bool]) -> str:
    """Return the least rate from which up all was found, in words."""
    least = None
    for rate in sorted(found, reverse=True):
        if not found[rate]:
            break
        least = rate
    if least is None:
        return f"not found at {max(found):.1%}, nor below"
    blind = [rate for rate in found if rate < least]
    return f"found from {least:.1%} up{f', not at {max(blind):.1%}' if blind else ''}"


def standing(record: AuditRecord) -> str:
    """Return how the verdict is to be taken: a severity, ``calm`` or ``unknown``."""
    worst = record.worst()
    if worst is not None and worst != Severity.LOW:
        return str(worst)
    blind = bool(record.canaries) and record.eyes_from is None
    return "unknown" if blind or not record.checked else "calm"


def checked_sentence(record: AuditRecord) -> str:
    """Return how much was tested, and how often chance alone would speak."""
    if not record.checked:
        return "Nothing could be tested."
    names = {test.detector for test in record.checked}
    return (
        f"{len(record.checked):,} tests by {len(names)} detectors at a false-discovery "
        f"rate of {record.alpha:g}."
    )


def unseen_sentence(record: AuditRecord) -> str:
    """Return how much was not looked at."""
    count = len(record.skips)
    return f"{count:,} group{'s' * (count != 1)} could not be looked at."
