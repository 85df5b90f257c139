"""Sentences that several reports share."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from poisonkit.auditrecords import FindingRecord, SampleRecord
    from poisonkit.frequencies import ShareRecord

_FACT = 1e-299
"""What no test comes to."""

_APART, _TOLD = 0.01, 6
"""How far shares are apart from which on they are told, and how many at most."""

_PLAIN = 0.01
"""From here up a chance needs no power of ten."""


def headline(finding: FindingRecord) -> str:
    """Return what was found, in a few words."""
    label = finding.label
    said = "present" if finding.direction == "add" else "absent"
    words = {
        "trigger": f"trigger that {finding.direction}s {label}",
        "label": f"{label} in doubt where it is {said}" if label else "labels in doubt",
        "duplicate": "copies of one film",
        "shortcut": f"shortcut to {label}",
        "stamp": "stamp that goes with no label in particular",
        "metadata": f"column that tells {label}",
    }
    return words.get(finding.kind, f"{finding.kind}: {label}".rstrip(": "))


def chance(value: float) -> str:
    """Return a p- or q-value; of a fact there is none."""
    if value >= _PLAIN:
        return f"{value:.2f}"
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
    added = ", added to what lies there" if finding.where.added else ""
    return f"{size} at x = {left}, y = {top}{added}"


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


def suppression_sentence(finding: FindingRecord) -> str:
    """Return who says that the finding shall stop nobody, if anybody does."""
    said = finding.suppressed
    if said is None:
        return ""
    return f"suppressed until {said.expires} by {said.reviewer}: {said.reason}"


def sentence(text: str) -> str:
    """Return *text* as a sentence of its own."""
    return f"{text[:1].upper()}{text[1:]}" + ("" if text.endswith(".") else ".")


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


def apart(shares: Sequence[ShareRecord]) -> list[ShareRecord]:
    """Return those of *shares* in which suspects and others differ most."""
    told = [share for share in shares if share.apart >= _APART]
    return sorted(told, key=lambda share: -share.apart)[:_TOLD]


def pictured(finding: FindingRecord, name: str) -> str:
    """Return what one of the enlarged pictures shows."""
    if finding.where and finding.where.whole:
        return {
            "trigger": "what is added to the whole film; grey is no change",
            "place": "the first suspect",
            "without": "a film that is not suspected",
        }[name]
    added = finding.where is not None and finding.where.added
    return {
        "trigger": "what is added; grey is no change"
        if added
        else "the pattern alone, every pixel a square",
        "place": "its surroundings on the first suspect",
        "without": "the same place on a film that is not suspected",
    }[name]
