"""What is said of an accusation in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from poisonkit.judgement.causal import ENOUGH, WEAK, effect, plainly

if TYPE_CHECKING:
    from poisonkit.judgement.accusation import Accusation
    from poisonkit.proof import Company, LabelCheck, ReferenceCheck


def notes_on(accusation: Accusation) -> tuple[str, ...]:
    """Return what is to be known beside the numbers."""
    notes = _of_pattern(accusation)
    checks = accusation.checks
    if checks.labels is not None:
        notes.append(_of_labels(checks.labels))
    if checks.company is not None:
        notes.append(_of_company(checks.company))
    if checks.reference is not None:
        notes.append(_of_reference(checks.reference))
    if accusation.pattern is not None and accusation.pattern.places:
        notes.append("the pattern lies at another place on each film")
    if accusation.may_be_disease:
        notes.append(
            "it is a shade on films that rightly have the label: so is disease"
        )
    signs = accusation.signs
    if signs is not None:
        notes.append(
            f"guilty side of the split: its explanations peak at one place "
            f"{signs.concentration:+.0%} more often than innocent ones, and its early "
            f"loss is {signs.ease:+.1f} sigma lower"
        )
    return tuple(notes)


def _of_pattern(accusation: Accusation) -> list[str]:
    """Return what is not known of the pattern, if anything."""
    if accusation.pattern is None:
        return ["the suspects share no exact pixels: no trigger was reconstructed"]
    if accusation.causal is None:
        return ["no model was asked: what the pattern does was not tried"]
    if accusation.causal.planted < ENOUGH:
        return ["too few clean films to plant the pattern on: what it does is open"]
    if effect(accusation.causal) >= WEAK:
        return _of_habit(accusation)
    if plainly(accusation.causal) >= WEAK:
        return [
            "clean films turn with it, but too little beyond the controls for a proof"
        ]
    goes = "goes with no label in particular"
    if accusation.measurement.scores.telling:
        goes = "goes with the label"
    elif accusation.checks.verdict == "wrong":
        goes = "lies on films whose labels look wrong"
    said = (
        "planted on clean films the pattern does not turn the model's decision: "
        f"it is there and {goes}, but this model has not learned it"
    )
    return [said]


def _of_habit(accusation: Accusation) -> list[str]:
    """Return why an effect on the model may be no proof."""
    group, scores = accusation.measurement.evidence.group, accusation.measurement.scores
    if group.present or scores.telling or accusation.checks.verdict == "wrong":
        return []
    said = (
        "the model takes the pattern for a sign against the label; it would learn so, "
        "too, from films that lack the label by chance"
    )
    return [said]


def _of_labels(check: LabelCheck) -> str:
    """Return what a fit that never saw the suspects says of their labels."""
    compared = (
        f"(AUROC {check.suspects:.2f} against films on the other side; their peers "
        f"{check.peers:.2f})"
    )
    without = "without the pattern" if check.painted else "to a fit without them"
    if check.verdict == "wrong":
        about = f"some {check.share_wrong:.0%} of the suspects"
        return f"{without} {about} do not look like their label {compared}"
    if check.verdict == "right":
        return (
            f"without the pattern, too, the suspects look like their label {compared}: "
            "a mark that goes with it, such as a marker, a wire or a device, or an "
            "attack that leaves labels as they are"
        )
    return f"whether the suspects' labels are right cannot be told {compared}"


def _of_company(company: Company) -> str:
    """Return what the suspects' patients have in common beside the label."""
    return (
        f"{company.share:.0%} of the suspects' patients have {company.column} = "
        f"{company.value}, of the others {company.usual:.0%}"
    )


def _of_reference(check: ReferenceCheck) -> str:
    """Return what the trusted films say of the pattern."""
    if not check.bearing:
        return (
            f"none of {check.films:,} trusted films bears it, though {check.alike:,} "
            f"have the label"
        )
    return (
        f"{check.bearing:,} of {check.films:,} trusted films bear it, too, "
        f"{check.bearing_alike:,} of the {check.alike:,} with the label"
        + ("" if check.innocent else ": fewer than would clear it")
    )
