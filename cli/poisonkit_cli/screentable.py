"""What a screening prints."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from poisonkit.screening.guardcard import GuardCard
    from poisonkit.screening.records import FilmRecord, Screening

_CERTAIN = 0.01
"""The chance of a difference below which it is called a drift."""


def line_of(film: FilmRecord, *, as_json: bool) -> str:
    """Return one film on one line."""
    if as_json:
        return json.dumps(asdict(film), ensure_ascii=False)
    # A name may hold a line feed, and what a terminal obeys.
    name = "".join(c if c.isprintable() else "?" for c in film.image)
    if film.verdict == "pass":
        return f"{film.verdict}  {name}"
    if film.verdict == "suspect":
        chance = f"{film.severity}, p = {film.p_value:.1e}"
        return f"{film.verdict}  {name}  {chance}: {film.reason}"
    return f"{film.verdict}  {name}  {film.reason}"


def summary(told: Screening) -> str:
    """Return what was found of all films."""
    read = told.films - told.unread
    expected = f"{told.alpha * read:.1f} would be (--alpha {told.alpha:g})"
    found = f"{told.suspects:,} of {read:,} films are suspect"
    lines = [f"{found}; if none was tampered with, about {expected}"]
    if told.unread:
        why = ", ".join(f"{count} {reason}" for reason, count in told.reasons.items())
        lines.append(f"{told.unread:,} files could not be read ({why})")
    return "\n".join([*lines, _drift(told)])


def _drift(told: Screening) -> str:
    drift = told.drift
    if drift.p_value is None:
        return f"too few films ({drift.films}) to tell a drift from the reference"
    beyond = f"{drift.beyond:.1%} lie beyond where 5 % of clean films do"
    if drift.p_value >= _CERTAIN:
        return f"no drift from the reference (p = {drift.p_value:.2g}); {beyond}"
    return (
        f"drift: these films are not like the reference (p = {drift.p_value:.1e}, most "
        f"in {drift.screener}, by {drift.distance:.2f} of 1); {beyond}: tampering, or "
        f"another kind of films, on which the false-alarm rate does not hold"
    )


def learned(card: GuardCard, out: Path) -> str:
    """Return what was learned of clean films, and how to use it."""
    return (
        f"learned from {card.bank:,} clean films, thresholds set on {card.tuned:,}\n"
        f"{out}: give it to `screen` as --reference"
    )
