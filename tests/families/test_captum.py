"""Saliency agrees with Captum, the field's own implementation."""

from __future__ import annotations

from typing import TYPE_CHECKING

import captum.attr
import pytest
import torch

from poisonkit.saliency import SALIENCY

if TYPE_CHECKING:
    from torch import Tensor

    from poisonkit.networks.base import Classifier

LABELS = torch.tensor([0, 2, 1, 2])


def middle(model: Classifier) -> torch.nn.Module:
    """Return the layer whose output `lower` returns."""
    return model.stages[model.middle - 1]


def test_grad_cam_is_captums(model: Classifier, films: Tensor) -> None:
    """Captum's LayerGradCam at the middle of the network says the same."""
    theirs = captum.attr.LayerGradCam(model, middle(model)).attribute(films, LABELS)

    ours = SALIENCY.create("grad_cam").explain(model, films, LABELS)
    torch.testing.assert_close(ours, theirs[:, 0].detach(), rtol=1e-5, atol=1e-5)


def test_hires_cam_is_captums(model: Classifier, films: Tensor) -> None:
    """Captum's gradient times activation, summed over channels, says the same."""
    theirs = captum.attr.LayerGradientXActivation(model, middle(model))
    expected = theirs.attribute(films, LABELS).sum(1).detach()

    ours = SALIENCY.create("hires_cam").explain(model, films, LABELS)
    torch.testing.assert_close(ours, expected, rtol=1e-5, atol=1e-5)


@pytest.mark.filterwarnings("ignore:Input Tensor 0 did not already require gradients")
def test_input_gradient_is_captums(model: Classifier, films: Tensor) -> None:
    """Captum's Saliency says the same."""
    theirs = captum.attr.Saliency(model).attribute(films.clone(), LABELS)

    ours = SALIENCY.create("input_gradient").explain(model, films, LABELS)
    torch.testing.assert_close(ours, theirs[:, 0], rtol=1e-5, atol=1e-5)


def test_integrated_gradients_are_captums(model: Classifier, films: Tensor) -> None:
    """From black, with as many steps, Captum says the same."""
    theirs = captum.attr.IntegratedGradients(model).attribute(
        films, target=LABELS, n_steps=8
    )

    method = SALIENCY.create("integrated_gradients:steps=8,blur=0")
    ours = method.explain(model, films, LABELS)
    torch.testing.assert_close(ours, theirs[:, 0].float(), rtol=1e-5, atol=1e-5)


def test_integrated_gradients_add_up(small: Classifier, films: Tensor) -> None:
    """A map sums to what the film has over its blurred self, the method's own claim."""
    method = SALIENCY.create("integrated_gradients:steps=64,blur=15")
    maps = method.explain(small, films, LABELS)
    blurred = torch.nn.functional.avg_pool2d(
        films, 15, stride=1, padding=7, count_include_pad=False
    )
    with torch.no_grad():
        gain = (small(films) - small(blurred)).gather(1, LABELS[:, None])[:, 0]

    torch.testing.assert_close(maps.sum((1, 2)), gain, rtol=0.05, atol=0.02)
