"""ART's activation clustering and spectral signature, on the audit's own probe.

Both take one class per film, by ``argmax``.  Given multi-hot labels they would put a
film with three findings, and one with none, into the class of the first label, and most
of what they then cluster would not have that label.  So each film is given once for
each label that it carries, with that label as its class: every class is then exactly
the positives of one label, which is what the two papers ask for.  Labels with fewer
positives than the ten components that ART reduces to are left out, because ART stops on
them.

Three choices favour ART.  The classifier shows it the penultimate activations, as in
both papers, where on a plain module ART would read the logits.  Its rows come twice:
over every label (a film is as suspicious as it is in the worst of its labels), and told
the target, where films without that label count as innocent; poisonkit is never told.
And the spectral score is ranked as it is, though ART's default only flags the upper
half of every class.  Clustering says no more than suspect or not.  All parameters are
ART's defaults, the films and the weights those of the audit's probe.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import stats

from benchmarks.question import Question
from poisonkit.dataset import CxrDataset, Split

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from poisonkit.judgement.brief import Witness

    Floats = NDArray[np.float64]
    Rows = NDArray[np.int64]


@dataclass(frozen=True, kw_only=True)
class Rival:
    """What one of ART's defences says of the training films."""

    scores: Floats
    flagged: NDArray[np.bool_]


def art_scores(
    witness: Witness, data: CxrDataset, target: str, seed: int
) -> dict[str, Rival]:
    """Return both defences, over every label and told the *target*."""
    from art.defences.detector.poison import (  # noqa: PLC0415 - installed only for this benchmark
        SpectralSignatureDefense,
    )

    question = Question.of(witness, data)
    clustering, flags = question.clustering(seed), question.spectral()
    films, classes = question.films, question.classes
    train = data.rows(Split.TRAIN)
    activations = question.classifier.get_activations(
        question.x, layer=0, batch_size=128
    )
    lengths = np.zeros(len(films))
    for label in range(len(question.asked)):
        members = classes == label
        said = SpectralSignatureDefense.spectral_signature_scores(activations[members])
        # As ranks within the label, for the lengths of two labels have no common unit.
        lengths[members] = stats.rankdata(said[:, 0]) / members.sum()
    told = question.asked[classes] == data.label(target)
    rivals = {}
    for name, scores, clean in (
        ("ART activation clustering", 1.0 - np.array(clustering), clustering),
        ("ART spectral signature", lengths, flags),
    ):
        bad = np.array(clean) == 0
        for kind, pairs in (("every label", np.ones_like(told)), ("target told", told)):
            rivals[f"{name}, {kind}"] = Rival(
                scores=_worst(scores[pairs], films[pairs], len(train)),
                flagged=_worst(bad[pairs], films[pairs], len(train)) > 0,
            )
    return rivals


def _worst(said: NDArray[Any], films: Rows, count: int) -> Floats:
    """Return per film ``(count,)`` the largest of what was *said* of its pairs."""
    worst = np.zeros(count)
    np.maximum.at(worst, films, said.astype(float))
    return worst
