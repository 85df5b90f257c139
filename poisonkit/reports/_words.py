"""Sentences that several reports share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from poisonkit.finding import Severity

if TYPE_CHECKING:
    from poisonkit.auditfile import AuditRecord
    from poisonkit.auditrecords import (
        FindingRecord,
        PowerRecord,
        SampleRecord,
        ShareRecord,
    )

_FACT = 1e-299
"""What no test comes to."""


def headline(finding: FindingRecord) -> str:
    """Return what was found, in a few words."""
    label = finding.label
    said = "present" if finding.direction == "add" else "absent"
    words = {
        "trigger": f"trigger that {finding.direction}s {label}",
        "label": f"{label} in doubt where it is {said}" if label else "labels in doubt",
        "duplicate": "copies of one film",
        "shortcut": f"shortcut to {label}",
        "metadata": f"column that tells {label}",
    }
    return words.get(finding.kind, f"{finding.kind}: {label}".rstrip(": "))


def chance(value: float) -> str:
    """Return a p- or q-value; of a fact there is none."""
    return f"{value:.1e}" if value > _FACT else "beyond chance"


def count_of(finding: FindingRecord) -> str:
    """Return how many films are accused, if any."""
    count = len(finding.samples)
    return f"{count:,} film{'s' * (count != 1)}" if count else "no film in particular"


def where_sentence(finding: FindingRecord) -> str:
    """Return where the suspects carry what they share."""
    if finding.where is None:
        return ""
    if finding.where.whole:
        return "added to the whole film"
    top, left, height, width = finding.where.box
    size = f"{width} x {height} pixels"
    if finding.where.moves:
        return f"{size}, elsewhere on each film"
    return f"{size} at x = {left}, y = {top}"


def causal_sentence(finding: FindingRecord) -> str:
    """Return what planting and removing the pattern did."""
    test = finding.causal_test
    if test is None:
        return ""
    does = "gain" if finding.direction == "add" else "lose"
    planted = (
        f"planted on {test.planted} clean films, {test.flip_rate:.0%} of them "
        f"{does} {finding.label} "
        f"({test.untouched_rate:.0%} untouched, {test.control_rate:.0%} with another "
        f"film's pixels there)"
    )
    if test.restoration_rate is None:
        return planted
    return (
        f"{planted}; removed from {test.removed} suspects, "
        f"{test.restoration_rate:.0%} turn back"
    )


def canary_sentence(record: AuditRecord) -> str:
    """Return what the model that was asked can see."""
    if record.model_digest is None:
        return "No model was asked: pixels, labels and columns were looked at, alone."
    if not record.canaries:
        return (
            "The model was given, so which triggers it could have learned is unknown."
        )
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


def sentence(text: str) -> str:
    """Return *text* as a sentence of its own."""
    return f"{text[:1].upper()}{text[1:]}" + ("" if text.endswith(".") else ".")


def standing(record: AuditRecord) -> str:
    """Return how the verdict is to be taken: a severity, ``calm`` or ``unknown``."""
    worst = record.worst()
    if worst is not None and worst != Severity.LOW:
        return str(worst)
    blind = bool(record.canaries) and record.eyes_from is None
    return "unknown" if blind or not record.checked else "calm"


def box_of(
    finding: FindingRecord, sample: SampleRecord
) -> tuple[int, int, int, int] | None:
    """Return where the pattern lies on one suspect, if it lies at one place."""
    if finding.where is None or finding.where.whole:
        return None
    return sample.box if finding.where.moves else finding.where.box


def labels_of(sample: SampleRecord) -> str:
    """Return the labels of one suspect."""
    return ", ".join(sample.labels) or "no label"


def told_of(finding: FindingRecord, count: int) -> list[ShareRecord]:
    """Return the labels in which suspects and others differ most, *count* of them."""
    return sorted(finding.label_shares, key=lambda share: -share.apart)[:count]


def pictured(name: str) -> str:
    """Return what one of the enlarged pictures shows."""
    return {
        "trigger": "the pattern alone, every pixel a square",
        "place": "its surroundings on the first suspect",
        "without": "the same place on a film that is not suspected",
    }[name]


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
