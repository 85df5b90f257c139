"""Loss trace: what was learned at once is suspicious, what is hard is not."""

from __future__ import annotations

import numpy as np
import pytest

from poisonkit.detectors import DETECTORS
from poisonkit.errors import BadParameterError
from poisonkit.evidence import Need
from poisonkit.measures import auroc
from tests.families.scenes import GROUP, POISONED, measure, planted


def test_an_easy_film_is_suspicious_early() -> None:
    """What is learned at once and only at first looks poisoned; what is hard does not.

    Anti-backdoor learning's claim: the loss of poison falls within the first epochs.
    """
    losses = np.full((GROUP, 10), 0.6, np.float32)
    losses += np.linspace(0.1, 0, GROUP, dtype=np.float32)[:, None]
    losses[POISONED, :3] = 0.01
    losses[-1] = 3.0
    early = measure(DETECTORS.create("loss_trace:early=0.3"), {Need.LOSSES: losses})

    assert 1.0 == auroc(early.suspicion[POISONED], early.suspicion[~POISONED])
    assert GROUP - 1 == np.argmin(early.suspicion)
    late = losses[:, ::-1].copy()
    blind = measure(DETECTORS.create("loss_trace:early=0.3"), {Need.LOSSES: late})
    assert (auroc(blind.suspicion[POISONED], blind.suspicion[~POISONED]) or 0) < 1.0


@pytest.mark.parametrize("early", [0.0, -0.5, 1.5])
def test_a_share_of_no_epoch_is_refused(early: float) -> None:
    """The early part of the training lies within the training."""
    with pytest.raises(BadParameterError, match="early must be above 0, at most 1"):
        DETECTORS.create(f"loss_trace:early={early}")


def test_one_epoch_is_enough_for_a_trace() -> None:
    """A model trained for a single epoch left a trace too."""
    losses = planted(0)[Need.LOSSES][:, :1]
    scores = measure(DETECTORS.create("loss_trace"), {Need.LOSSES: losses})

    assert 1.0 == auroc(scores.suspicion[POISONED], scores.suspicion[~POISONED])
