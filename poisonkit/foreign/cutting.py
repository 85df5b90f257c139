"""Where somebody else's network can be cut.

Nothing about it is believed: where it may be cut, and whether its last layer gives the
logits, is tried out on films of noise.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import nn

from poisonkit.errors import BadInputError, unknown
from poisonkit.foreign.model import Cut
from poisonkit.foreign.tapping import linear_layers, look

if TYPE_CHECKING:
    from torch import Tensor

    from poisonkit.foreign.model import ForeignClassifier
    from poisonkit.foreign.tapping import Call, Seen

_COARSEST = 8
"""Pixels a side of a map's cell, above which finer maps are preferred."""

_LOST = 1e-3
"""Share of what a film changes in the logits that a cut may lose to rounding."""


def head_of(module: nn.Module, cut: Cut, seen: Seen) -> nn.Linear:
    """Return the matrix that turns what `Cut.activations` returns into logits."""
    width, count = cut.activations(seen).shape[1], seen.logits.shape[1]
    head = nn.Linear(width, count)
    if cut.linear and cut.last:
        layer = module.get_submodule(cut.last)
        bias = getattr(layer, "bias", None)
        head.weight.data = layer.weight.detach().clone()  # type: ignore[operator]  # a tensor: seen by linear_layers
        head.bias.data = torch.zeros(count) if bias is None else bias.detach().clone()
    else:
        head.weight.data = torch.eye(count, width).roll(width - count, 1)
        head.bias.data = torch.zeros(count)
    return head.requires_grad_(requires_grad=False)


def find_last(module: nn.Module, pixels: Tensor, made: list[Call], wish: str) -> Cut:
    """Return a cut before the layer *wish*, or before the last linear one."""
    names = [call.layer for call in made]
    if wish and wish not in names:
        raise unknown("layer that a film passes once", wish, names)
    linear = linear_layers(module, made)
    last = wish or (linear[-1] if linear else None)
    cut = Cut(last=last, linear=last in linear)
    seen = look(module, pixels, middle=None, last=last)
    if cut.linear:
        said = head_of(module, cut, seen)(cut.activations(seen))
        same = said.shape == seen.logits.shape and _close(said, seen.logits)
        cut = Cut(last=last, linear=same)
    return cut


def find_middle(
    model: ForeignClassifier, pixels: Tensor, made: list[Call], wish: str
) -> str | None:
    """Return the layer *wish*, or the last one with fine maps, that can be cut at."""
    maps = [call for call in made if call.is_map()]
    names = [call.layer for call in maps]
    if wish and wish not in names:
        raise unknown("layer with maps (n, c, g, g)", wish, names)
    least = model.intake.size // _COARSEST
    fine = [call.layer for call in maps if min(call.gave[2:]) >= least]
    coarse = [name for name in names if name not in fine]
    for name in [wish] if wish else fine[::-1] + coarse:
        if _carries_all(model, pixels, name):
            return name
    if wish:
        raise BadInputError(
            f"the layer {wish} does not carry all that the layers above it see (a "
            f"shortcut passes it by); name another with --saliency-layer"
        )
    return None


@torch.no_grad()
def _carries_all(model: ForeignClassifier, pixels: Tensor, name: str) -> bool:
    """Return whether the logits follow from the maps of *name* alone."""
    seen = look(model.module, pixels, middle=name, last=None)
    blank = model.intake.blank(pixels)
    again = look(model.module, blank, middle=name, last=None, instead=seen.maps)
    matters = (model.module(blank) - seen.logits).abs().max()
    lost = (again.logits - seen.logits).abs().max()
    return bool(lost < _LOST * matters)


def _close(one: Tensor, other: Tensor) -> bool:
    return torch.allclose(one, other, rtol=1e-3, atol=1e-5)
