"""Detectors that ask the model anew, and models that others hand over."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import torch

from poisonkit.detectors import DETECTORS
from poisonkit.detectors.base import Tier, tier_of
from poisonkit.detectors.confusion import taught
from poisonkit.evidence import Evidence, Need
from tests.families.scenes import MASS, OTHERS, ROWS, asked, smooth_films
from tests.stages.strangers import export, freeze, opened, script, vendor

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from torch import nn

DEEP = [n for n in DETECTORS.modules() if tier_of(DETECTORS.load(n)) is Tier.DEEP]
QUICK = {
    "cognitive_distillation": "cognitive_distillation:steps=5",
    "confusion": "confusion:steps=5",
    "trigger_inversion": "trigger_inversion:steps=5",
}


@pytest.mark.parametrize("name", DEEP)
@pytest.mark.parametrize(
    ("write", "suffix"), [(script, ".pt"), (freeze, ".pt"), (export, ".pt2")]
)
def test_every_kind_of_file_can_be_asked(
    tmp_path: Path, write: Callable[..., Path], suffix: str, name: str
) -> None:
    """Each answers with numbers, or says that there is nothing to learn."""
    model = opened(write(tmp_path / f"net{suffix}", vendor())).model
    respondent = replace(asked(smooth_films(0)), model=model)
    given: dict[Need, Any] = {Need.CLASSIFIER: respondent}
    before = [(w.detach().clone(), w.requires_grad) for w in model.parameters()]
    detector = DETECTORS.create(QUICK.get(name, name))
    scores = detector.score(Evidence(MASS, ROWS, OTHERS, given))

    assert scores.suspicion.shape == ROWS.shape
    assert np.isfinite(scores.suspicion).all()
    assert scores.p_value is not None
    assert 0 <= scores.p_value <= 1
    assert (write, name) != (freeze, "confusion") or scores.p_value == 1
    for weight, (values, tuned) in zip(model.parameters(), before, strict=True):
        assert torch.equal(weight, values)
        assert (tuned, None) == (weight.requires_grad, weight.grad)


def failing_lesson(model: nn.Module) -> None:
    """Teach *model* something, and fail."""
    with taught(model):
        for weight in model.parameters():
            weight.data.add_(1)
        raise KeyError


def test_lessons_that_fail_leave_no_trace(tmp_path: Path) -> None:
    """A model is what it was, whatever happened while it was taught; integers, too."""
    model = opened(export(tmp_path / "net.pt2", vendor())).model
    steps = torch.nn.Parameter(torch.tensor([3]), requires_grad=False)
    model.register_parameter("steps", steps)
    before = [(w.detach().clone(), w.requires_grad) for w in model.parameters()]
    with pytest.raises(KeyError):
        failing_lesson(model)

    for weight, (values, tuned) in zip(model.parameters(), before, strict=True):
        assert torch.equal(weight, values) or weight is steps
        assert tuned == weight.requires_grad
