"""Means over seeds with their intervals, as Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import stats

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    Cells = Sequence[Mapping[str, Any]]

WIDTH, ALPHA = 0.95, 0.05
MEASURES = {"AUROC": "auroc", "TPR at 1 % FPR": "tpr_at_1_percent"}


def summary(values: Iterable[float | None]) -> str:
    """Return the mean over seeds and its 95 % interval by Student's t, within [0, 1].

    Three seeds say little, and t knows it: its factor for two degrees of freedom is
    4.3, where the normal's is 2.
    """
    known = [value for value in values if value is not None]
    if not known:
        return "-"
    mean = float(np.mean(known))
    if len(known) == 1:
        return f"{mean:.2f}"
    error = float(np.std(known, ddof=1)) / np.sqrt(len(known))
    reach = float(stats.t.ppf((1 + WIDTH) / 2, len(known) - 1)) * error
    return f"{mean:.2f} [{max(mean - reach, 0):.2f}, {min(mean + reach, 1):.2f}]"


def span(values: Iterable[float | None]) -> str:
    """Return the mean over seeds, the smallest and the largest."""
    known = [value for value in values if value is not None]
    if not known:
        return ""
    return f"{np.mean(known):.2f} ({min(known):.2f}-{max(known):.2f})"


def table(head: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table."""
    rows = [head, ["---"] * len(head), *lines]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def ranking_table(by_rate: Mapping[float, Cells], part: str, measure: str) -> str:
    """Return one measure of every row, a column per rate."""
    names = list(dict.fromkeys(n for cells in by_rate.values() for n in cells[0][part]))
    lines = [
        [name]
        + [
            summary(cell[part][name][MEASURES[measure]] for cell in cells)
            for cells in by_rate.values()
        ]
        for name in names
    ]
    return table([measure, *(f"{rate:.1%}" for rate in by_rate)], lines)


def audit_table(by_rate: Mapping[float, Cells]) -> str:
    """Return what the audit concluded, and what its probe had learned."""

    def line(name: str, cells: Iterable[str]) -> list[str]:
        return [name, *cells]

    def grades(key: str) -> list[str]:
        return [
            f"{sum(bool(c['grade'][key]) for c in cells)} of {len(cells)}"
            for cells in by_rate.values()
        ]

    def means(*path: str) -> list[str]:
        return [summary(_at(c, path) for c in cells) for cells in by_rate.values()]

    lines = [
        line("poisoned films", (_range(c, "poisoned") for c in by_rate.values())),
        line(
            "share of the target's positives", means("share of the target's positives")
        ),
        line("probe's infected AUROC", means("probe's infected_auroc")),
        line("poison found", grades("found")),
        line("right label", grades("right_label")),
        line("films' recall", means("grade", "recall")),
        line("films' precision", means("grade", "precision")),
        line("box's overlap (IoU)", means("grade", "box_iou")),
        line(
            "false findings",
            (
                str(sum(c["grade"]["false_findings"] for c in cells))
                for cells in by_rate.values()
            ),
        ),
    ]
    names = next(iter(by_rate.values()))[0]["tests"]
    lines += [line(f"accused by {name}", _accusations(by_rate, name)) for name in names]
    return table(["the audit", *(f"{rate:.1%}" for rate in by_rate)], lines)


def _accusations(by_rate: Mapping[float, Cells], name: str) -> list[str]:
    """Return in how many audits detector *name* alone held the group for poisoned."""
    values = [
        [c["tests"][name]["q of the group"] for c in cs] for cs in by_rate.values()
    ]
    return [
        f"{sum(q is not None and q <= ALPHA for q in qs)} of {len(qs)}" for qs in values
    ]


def alarm_table(twins: Cells) -> str:
    """Return what every row accuses on clean twins, where every accusation is false."""
    lines = []
    for name in twins[0]["rows"]:
        found = [twin["rows"][name]["findings"] for twin in twins]
        flagged = summary(twin["rows"][name]["flagged"] for twin in twins)
        lines.append([name, flagged, "-" if None in found else str(sum(found))])
    head = ["clean twin", "share of films flagged", f"findings in {len(twins)} audits"]
    return table(head, lines)


def _at(cell: Mapping[str, Any], path: Sequence[str]) -> float | None:
    value: Any = cell
    for key in path:
        value = value[key]
    return None if value is None else float(value)


def _range(cells: Cells, key: str) -> str:
    values = sorted({cell[key] for cell in cells})
    return str(values[0]) if len(values) == 1 else f"{values[0]} to {values[-1]}"
