"""Results as lines of text that a person takes in at a glance."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from poisonkit.grading import Grade

_NONE = "n/a"


def auroc_table(measures: dict[str, Any]) -> str:
    """Return the clean AUROC of each label, and their mean."""
    per_label: dict[str, float | None] = measures["clean_auroc_per_label"]
    width = max(*(len(name) for name in per_label), len("macro mean"))
    head = f"clean AUROC on {measures['images']:,} {measures['split']} films"
    lines = [f"  {name:<{width}}  {number(v)}" for name, v in per_label.items()]
    mean = f"  {'macro mean':<{width}}  {number(measures['clean_auroc'])}"
    return "\n".join([head, *lines, mean])


def attack_table(attack: dict[str, Any]) -> str:
    """Return what a trigger does to a model."""
    victims = f"{attack['images']:,} films, target {attack['target']}"
    success, untouched = attack["attack_success_rate"], attack["untouched_rate"]
    infected, by_label = attack["infected_auroc"], attack["infected_label_auroc"]
    lines = (
        f"trigger {attack['trigger'] or attack['policy']} on {victims}",
        f"  attack success rate   {share(success)} (untouched: {share(untouched)})",
        f"  infected AUROC        {number(infected)}",
        f"  infected-label AUROC  {number(by_label)} (close to 1 by construction)",
    )
    return "\n".join(lines)


def grade_table(grade: Grade) -> str:
    """Return how right an audit was."""
    if not grade.poisoned:
        false = len(grade.false_findings)
        return f"clean control: {grade.flagged:,} films flagged, {false} false findings"
    ranking, wrongly = grade.ranking, grade.flagged - grade.right
    films = f"{grade.right:,} of {grade.poisoned:,} poisoned flagged, {wrongly} wrongly"
    one, tenth = ranking.tpr_at_1_percent, ranking.tpr_at_01_percent
    rates = f"TPR {number(one)} at 1 % FPR, {number(tenth)} at 0.1 %"
    lines = (
        f"found            {_yes(told=grade.found)}",
        f"right label      {_yes(told=grade.right_label)}",
        f"right direction  {_yes(told=grade.right_direction)}",
        f"box overlap      {number(grade.box_iou)} (intersection over union)",
        f"films            {films}",
        f"ranking          AUROC {number(ranking.auroc)}, {rates}",
        f"false findings   {len(grade.false_findings)}",
    )
    return "\n".join(lines)


def number(value: float | None) -> str:
    """Return *value* with three digits."""
    return _NONE if value is None else f"{value:.3f}"


def share(value: float | None) -> str:
    """Return *value* in per cent."""
    return _NONE if value is None else f"{value:.1%}"


def _yes(*, told: bool) -> str:
    return "yes" if told else "no"
