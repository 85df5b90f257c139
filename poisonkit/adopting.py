"""A network takes over the weights of a file: all of them, or says which do not fit.

Two differences are bridged, and told.  A first convolution for three colours becomes
one for grey films: the sum over colours sees a grey film as the three saw it.  And a
head for other labels is left fresh.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import torch
from torchvision import models

from poisonkit.errors import BadInputError
from poisonkit.spec import Spec

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from torch import Tensor

    from poisonkit.networks.base import Classifier
    from poisonkit.weights import Weights

_OLD_NAMES = (
    # Of torchvision's published files; its own loader renames them, too.
    (re.compile(r"(denselayer\d+\.(?:norm|conv))\.([12]\.)"), r"\1\2"),
    (re.compile(r"(mlp)\.linear_1\."), r"\1.0."),
    (re.compile(r"(mlp)\.linear_2\."), r"\1.3."),
)
_COLOURS, _CONVOLUTION = 3, 4
"""Channels of a colour film; dimensions of a convolution's weight."""

_COUNTER = "num_batches_tracked"
"""Batches seen by a normalisation; files of old lack it, and nothing depends on it."""


def adopt(weights: Weights, model: Classifier, network: str) -> tuple[str, ...]:
    """Put *weights* into *model*, a *network*; return what was adapted, in words."""
    own = model.state_dict()
    given = {_current(name): tensor for name, tensor in weights.tensors.items()}
    names = _torchvision_names(network, list(own))
    if len(given.keys() & names) <= len(given.keys() & own):
        names = {name: name for name in own}
    wanted = {word: own[name] for word, name in names.items()}
    told = [*_without_colour(given, wanted), *_without_head(given, wanted)]
    problem = _mismatch(given, wanted)
    if problem:
        raise BadInputError(f"{weights.file} does not fit {network}: {problem}")
    taken = {names[word]: tensor for word, tensor in given.items()}
    model.load_state_dict(own | taken)
    return tuple(told)


def _torchvision_names(network: str, own: list[str]) -> dict[str, str]:
    """Return our names by torchvision's; none if it knows no such network."""
    name = Spec.parse(network).name
    if name not in models.list_models():
        return {}
    with torch.device("meta"):
        theirs = list(models.get_model(name, weights=None).state_dict())
    # Ours are made of torchvision's own modules, in the same order.
    return dict(zip(theirs, own, strict=True)) if len(theirs) == len(own) else {}


def _current(name: str) -> str:
    """Return what torchvision calls today what a file may call by an old name."""
    for old, new in _OLD_NAMES:
        name = old.sub(new, name)
    return name


def _without_colour(
    given: dict[str, Tensor], wanted: Mapping[str, Tensor]
) -> Iterator[str]:
    """Sum the first convolution of *given* over its colours, if they are too many."""
    word = next(
        (word for word, here in wanted.items() if here.ndim == _CONVOLUTION), ""
    )
    if word not in given or wanted[word].shape[1] != 1:
        return
    there, here = given[word], wanted[word]
    if there.shape == (here.shape[0], _COLOURS, *here.shape[2:]):
        given[word] = there.float().sum(1, keepdim=True)
        yield f"{word}: summed over {_COLOURS} colours into one"


def _without_head(
    given: dict[str, Tensor], wanted: Mapping[str, Tensor]
) -> Iterator[str]:
    """Keep the fresh head where *given* has one of other labels."""
    # The head is the last module of every classifier: a weight, then a bias.
    weight, bias = list(wanted)[-2:]
    there, here = given.get(weight), wanted[weight]
    if there is None or there.shape == here.shape or there.shape[1:] != here.shape[1:]:
        return
    given |= {weight: here, bias: wanted[bias]}
    yield f"{weight}: left fresh, of {len(here)} labels here and {len(there)} there"


def _mismatch(given: Mapping[str, Tensor], wanted: Mapping[str, Tensor]) -> str | None:
    """Return in words the first tensor that is missing, misshapen or too many."""
    for word, here in wanted.items():
        if word not in given:
            if word.endswith(_COUNTER):
                continue
            return f"it has no {word}"
        if given[word].shape != here.shape:
            return f"its {word} is {_size(given[word])}, {_size(here)} is needed"
    more = next((word for word in given if word not in wanted), None)
    return f"it has {more}, which the network has not" if more else None


def _size(tensor: Tensor) -> str:
    return " x ".join(map(str, tensor.shape)) or "a number"
