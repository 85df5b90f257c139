"""A trigger that erases a label is tried as hard as one that adds it."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import numpy as np
import pytest
import torch

from poisonkit.finding import Group
from poisonkit.judgement.causal import STRONG, Laboratory, effect
from poisonkit.judgement.hosts import Asked
from poisonkit.pattern import Box, Pattern
from tests.families.scenes import backdoored, smooth_films

if TYPE_CHECKING:
    from poisonkit.compute import Compute
    from poisonkit.dataset import CxrDataset
    from poisonkit.evidencefile import EvidenceFile

WHITE = Pattern(Box(20, 20, 3, 3), np.ones((3, 3), np.bool_), np.ones((3, 3), "f4"))


@pytest.mark.parametrize("present", [True, False])
def test_what_turns_a_poor_model_is_proven_both_ways(
    dataset: CxrDataset, processor: Compute, *, present: bool
) -> None:
    """It tells the label by chance: either side looks like the other, untouched."""
    model = backdoored()
    if not present:
        with torch.no_grad():
            model.head.weight.neg_()
    films = smooth_films(1)
    labels = np.random.default_rng(5).integers(2, size=(len(films), 1), dtype=np.int8)
    data = replace(
        dataset, images=films, labels=labels, label_names=("Mass",),
        split=np.zeros(len(films), np.uint8),
    )  # fmt: skip
    rows = np.arange(len(films))
    said = processor.logits(model, lambda some: films[some], rows)
    file = cast("EvidenceFile", SimpleNamespace(logits=said))
    laboratory = Laboratory(
        asked=Asked(data=data, file=file, model=model, compute=processor), seed=0
    )

    test = laboratory.test(WHITE, Group("Mass", present=present), rows[:10])

    assert test is not None
    assert test.untouched_rate < 0.1
    assert effect(test) > STRONG
