"""What a model shows of films is numbers, however small its last maps are."""

from __future__ import annotations

import numpy as np
from torch import nn

from poisonkit.networks.base import Classifier
from tests.families.grounds import asking, films


def test_maps_of_one_place_have_no_spread() -> None:
    """Their spread is nothing; it was not a number once, and stopped the screening."""
    stages = [nn.Conv2d(1, 3, 3), nn.AdaptiveAvgPool2d(1)]
    model = Classifier(stages, nn.Flatten(), nn.Linear(3, 2), middle=1).eval()
    seen = asking(model).impression(films()[:8])

    assert all(np.isfinite(layer).all() for layer in seen.layers)
    np.testing.assert_array_equal(seen.layers[-1][:, 3:], 0)
