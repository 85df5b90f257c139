"""Look into somebody else's network, and start it in its middle.

Hooks live for one pass and are gone after it.  What they see is copied, and what they
put in is a copy: a later operation in place spoils neither.
"""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor, nn

if TYPE_CHECKING:
    from collections.abc import Iterator

_FLAT, _MAPS = 2, 4


@dataclass(frozen=True, kw_only=True)
class Call:
    """What a layer was given and gave, in one pass."""

    layer: str
    given: tuple[int, ...]
    gave: tuple[int, ...]

    def is_map(self) -> bool:
        """Return whether it gave maps with more than one place."""
        return len(self.gave) == _MAPS and min(self.gave[2:]) > 1


@dataclass(kw_only=True)
class Seen:
    """What came by at the two places that were looked at."""

    maps: Tensor | None = None
    activations: Tensor | None = None
    logits: Tensor = field(default_factory=lambda: torch.empty(0))


def calls(module: nn.Module, images: Tensor) -> list[Call]:
    """Return the layers of *module* in the order they finish, without repeated ones."""
    found: list[Call] = []
    names = {layer: name for name, layer in module.named_modules() if name}

    def note(layer: nn.Module, given: tuple[Any, ...], gave: Any) -> None:
        shapes = (_shape(given[0] if given else None), _shape(gave))
        found.append(Call(layer=names[layer], given=shapes[0], gave=shapes[1]))

    with ExitStack() as hooks, torch.no_grad():
        for layer in names:
            hooks.callback(layer.register_forward_hook(note).remove)
        module(images)
    said = [call.layer for call in found]
    return [call for call in found if said.count(call.layer) == 1]


def look(
    module: nn.Module,
    images: Tensor,
    *,
    middle: str | None,
    last: str | None,
    instead: Tensor | None = None,
) -> Seen:
    """Pass *images*, and see the maps of *middle* and what *last* is given.

    With *instead*, that takes the place of the maps.
    """
    seen = Seen()
    with _listening(module, seen, middle, last, instead):
        seen.logits = module(images)
    return seen


@contextmanager
def _listening(
    module: nn.Module,
    seen: Seen,
    middle: str | None,
    last: str | None,
    instead: Tensor | None,
) -> Iterator[None]:
    def at_middle(_layer: nn.Module, _given: Any, gave: Tensor) -> Tensor | None:
        seen.maps = gave.clone()
        return None if instead is None else instead.clone()

    def at_last(_layer: nn.Module, given: tuple[Tensor, ...]) -> None:
        seen.activations = given[0].flatten(1).clone()

    with ExitStack() as hooks:
        if middle:
            layer = module.get_submodule(middle)
            hooks.callback(layer.register_forward_hook(at_middle).remove)
        if last:
            layer = module.get_submodule(last)
            hooks.callback(layer.register_forward_pre_hook(at_last).remove)
        yield


def linear_layers(module: nn.Module, made: list[Call]) -> list[str]:
    """Return the layers among *made* that multiply activations by a matrix."""
    return [
        call.layer
        for call in made
        if len(call.given) == _FLAT == len(call.gave)
        and _shape(getattr(module.get_submodule(call.layer), "weight", None))
        == (call.gave[1], call.given[1])
    ]


def _shape(thing: Any) -> tuple[int, ...]:
    return tuple(thing.shape) if isinstance(thing, Tensor) else ()
