"""What several models are worth, and what a trigger does to each, side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from poisonkit_cli.tables import attack_table, auroc_table, number, share

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

_LABELS, _VALUES = 30, 16
"""Widths of columns."""


def evaluated(
    runs: Sequence[Path], told: Sequence[dict[str, Any]]
) -> tuple[str, dict[str, Any]]:
    """Return what was measured of each of *runs*, for people and for programs."""
    if len(runs) == 1:
        attacks = map(attack_table, _attacks(told[0]))
        return "\n".join([auroc_table(told[0]), *attacks]), told[0]
    named = [{"run": str(r), **each} for r, each in zip(runs, told, strict=True)]
    text = models_table(dict(zip(_names(runs), told, strict=True)))
    return text, {"models": named}


def models_table(measures: Mapping[str, dict[str, Any]]) -> str:
    """Return a column per model, by its name; *measures* are what `evaluate` tells."""
    values = list(measures.values())
    heads = list(measures)
    width = max(_VALUES, *(len(head) + 2 for head in heads))
    lines = [("MODEL", heads)]
    tried = [_attacks(each) for each in values]
    for place, attacks in enumerate(zip(*tried, strict=True), start=1):
        which = f" {place}" if len(tried[0]) > 1 else ""
        success = [share(attack["attack_success_rate"]) for attack in attacks]
        untouched = [share(attack["untouched_rate"]) for attack in attacks]
        lines.append((f"attack success, with trigger{which}", success))
        lines.append(("  the same films without", untouched))
    lines.append(("clean AUROC", [number(each["clean_auroc"]) for each in values]))
    return "\n".join(_line(label, cells, width) for label, cells in lines)


def _attacks(measures: dict[str, Any]) -> list[dict[str, Any]]:
    """Return what each trigger of a manifest did, in its order."""
    first = [measures["attack"]] if "attack" in measures else []
    return [*first, *measures.get("more_attacks", ())]


def _names(runs: Sequence[Path]) -> list[str]:
    """Return the last part of each run's path, or all of it where two are alike."""
    names = [run.name for run in runs]
    return [
        name if names.count(name) == 1 else str(run)
        for run, name in zip(runs, names, strict=True)
    ]


def _line(label: str, cells: Sequence[str], width: int) -> str:
    return f"{label:<{_LABELS}}" + "".join(f"{cell:>{width}}" for cell in cells)
