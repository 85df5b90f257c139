"""How diseases come together, stay and go: a Gaussian copula that remembers.

Each finding has a hidden score for each study, normal with mean 0 and variance 1, and
is present where the score is above the quantile that its prevalence asks for.  Scores
share hidden causes, so findings come together; scores carry over from one study to the
next, so findings stay.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtr, ndtri

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from poisonkit.phantoms.findings.base import PhantomFinding
    from poisonkit.phantoms.study import Patient


def label_of(name: str) -> str:
    """Return the NIH label of the finding called *name*: its words capitalised."""
    return name.title()


def follow(
    patient: Patient, visits: int, findings: Mapping[str, PhantomFinding]
) -> list[dict[str, float]]:
    """Return the severities of all that *patient* has at each of some *visits*."""
    courses = {
        name: _severities(finding, name, patient, visits)
        for name, finding in findings.items()
    }
    return [
        {name: float(row[visit]) for name, row in courses.items() if row[visit] > 0}
        for visit in range(visits)
    ]


def _severities(
    finding: PhantomFinding, name: str, patient: Patient, visits: int
) -> NDArray[np.float64]:
    """Return one severity per visit, (visits,); 0 or less where absent."""
    scores = _remember(_news(finding, name, patient, visits), finding.persistence)
    absent = 1 - finding.prevalence
    above = (ndtr(scores) - absent) / finding.prevalence
    return np.where(scores > ndtri(absent), np.clip(above, 1e-6, 1), 0.0)


def _news(
    finding: PhantomFinding, name: str, patient: Patient, visits: int
) -> NDArray[np.float64]:
    """Return fresh scores: weighted causes, and for the rest the finding's own luck."""
    # A stream per cause and finding: a new file does not change the other columns.
    own = 1 - sum(weight**2 for weight in finding.causes.values())
    assert own >= 0, f"the causes of {name} weigh more than all of it"
    luck = patient.stream(f"luck {name}").standard_normal(visits)
    news: NDArray[np.float64] = np.sqrt(own) * luck
    for cause, weight in finding.causes.items():
        news += weight * patient.stream(f"cause {cause}").standard_normal(visits)
    return news


def _remember(news: NDArray[np.float64], kept: float) -> NDArray[np.float64]:
    """Return scores that follow each other with correlation *kept*."""
    scores = news.copy()
    for visit in range(1, len(scores)):
        scores[visit] = kept * scores[visit - 1] + np.sqrt(1 - kept**2) * news[visit]
    return scores
