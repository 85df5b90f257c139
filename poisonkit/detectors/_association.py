"""How surprising it is that the films which share something also share a label.

Counted by patients, since one patient's films share everything; against an association
that innocence may have; and paid for, as one of all the things that were looked at.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from poisonkit.chance import log_chance_of_share

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from poisonkit.arrays import Rows, Suspicion
    from poisonkit.evidence import Evidence
    from poisonkit.pattern import Pattern

TELLING = -10.0
"""Log chance from which a repeat is beyond doubt."""

_SHORTLIST = 200
"""Lines worth counting by patients, chosen by films."""

_MAJORITY = 0.5

_ONE = np.ones(1, np.int64)


@dataclass(frozen=True, kw_only=True)
class Repeat:
    """One detail that films share."""

    log_chance: float
    """Of so many of its patients having the label; corrected for the search."""

    shown: Suspicion
    """(n,) over the whole set: which share of the detail each film shows."""

    pattern: Pattern

    telling: bool = True
    """False where it repeats strangely, but goes with no label in particular."""


def surest(telling: bool, log_chance: float) -> tuple[bool, float]:  # noqa: FBT001 - a key
    """Return a key that puts what surely goes with the label first, then the rest."""
    return not (telling and log_chance < TELLING), log_chance


def most_telling(
    films: sparse.csr_matrix, rows: Rows, evidence: Evidence, odds: float
) -> int | None:
    """Return the line of *films* ``(k, len(rows))`` that most points at the group."""
    lines = by_telling(films, rows, evidence, odds)
    return int(lines[0]) if len(lines) else None


def by_telling(
    films: sparse.csr_matrix, rows: Rows, evidence: Evidence, odds: float
) -> Rows:
    """Return those lines of *films* that most point at the group, the clearest first.

    There may be thousands: some two hundred are counted by patients, and returned.
    """
    if not films.shape[0]:
        return np.array([], np.int64)
    inside = np.isin(rows, evidence.rows).astype(np.float32)
    known = inside + np.isin(rows, evidence.others)
    hits, trials = films @ inside, films @ known
    base = _base(evidence)
    chances = log_chance_of_share(hits.astype(int), trials.astype(int), base, odds)
    shortlist = np.argsort(chances, kind="stable")[:_SHORTLIST]
    counted = _by_patients(films[shortlist], rows, evidence, odds)
    found: Rows = shortlist[np.argsort(counted, kind="stable")]
    return found


def _base(evidence: Evidence) -> float:
    return len(evidence) / max(len(evidence) + len(evidence.others), 1)


def log_rivals(
    films: sparse.csr_matrix, chance: float, evidence: Evidence, odds: float
) -> float:
    """Return the log number of lines that could have been as unlikely as *chance*.

    A line of few films cannot, whatever their labels, and need not be paid for: Tarone
    (1990), Biometrics 46:515.
    """
    share = np.exp(log_chance_of_share(_ONE, _ONE, _base(evidence), odds)[0])
    fewest = chance / np.log(share) if share < 1 else 0.0
    able = int((np.diff(films.indptr) >= fewest).sum())
    return float(np.log(max(able, 1)))


def by_patient(carriers: Rows, evidence: Evidence, odds: float) -> float:
    """Return the log chance of the carriers' labels; a patient counts once."""
    line = sparse.csr_matrix(np.ones((1, len(carriers)), np.float32))
    return float(_by_patients(line, carriers, evidence, odds)[0])


def _by_patients(
    films: sparse.csr_matrix, rows: Rows, evidence: Evidence, odds: float
) -> NDArray[np.float64]:
    """Return the log chance of each line of *films* ``(k, len(rows))``, ``(k,)``.

    A patient has the label if most of the films with it that a line holds have it.
    """
    inside = np.isin(rows, evidence.rows)
    known = inside | np.isin(rows, evidence.others)
    people = np.unique(evidence.images.patients[rows], return_inverse=True)[1]
    shape = len(rows), int(people.max(initial=-1)) + 1
    belongs = np.arange(len(rows)), people
    seen, positive = (
        films @ sparse.csr_matrix((side.astype(np.float32), belongs), shape)
        for side in (known, inside)
    )
    trials = (seen.toarray() > 0).sum(axis=1)
    majority = positive.toarray() >= _MAJORITY * np.maximum(seen.toarray(), 1)
    return log_chance_of_share(majority.sum(axis=1), trials, _base(evidence), odds)
