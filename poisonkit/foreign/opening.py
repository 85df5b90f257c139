"""Open a model that was not trained here, and find out what can be seen of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import torch
from torch import Tensor

from poisonkit.errors import BadInputError
from poisonkit.foreign.cutting import find_last, find_middle, head_of
from poisonkit.foreign.model import Cut, ForeignClassifier, Intake
from poisonkit.foreign.reading import SUFFIXES, digest_module, first_line, made, read
from poisonkit.foreign.tapping import calls, look
from poisonkit.lineage import digest_file

if TYPE_CHECKING:
    from torch import nn

    from poisonkit.foreign.card import Card

_FACTORY = re.compile(r"[A-Za-z_][\w.]*:[A-Za-z_]\w*")
_GLARE = 1000
_TRIALS = 2
"""Films a network is tried on."""


@dataclass(frozen=True, kw_only=True)
class Foreign:
    """A model that was not trained here, opened."""

    name: str
    """The file's name without its folder, or ``module:factory``."""

    path: Path | None
    """The file, if it is one."""

    label_names: tuple[str, ...]
    size: int
    digest: str
    model: ForeignClassifier
    told: tuple[str, ...]
    """What cannot be seen of it, in words."""


def is_foreign(name: str) -> bool:
    """Return whether *name* can only be a model that was not trained here."""
    path = Path(name)
    named = path.suffix in SUFFIXES and not path.is_dir()
    return named or (bool(_FACTORY.fullmatch(name)) and not path.exists())


def open_foreign(
    name: str, card: Card, *, features: str = "", saliency_layer: str = ""
) -> Foreign:
    """Open the model *name*: a file, or ``module:factory``, whose code is run."""
    factory = bool(_FACTORY.fullmatch(name)) and not Path(name).exists()
    module = made(name) if factory else read(Path(name))
    for weight in module.parameters():
        weight.requires_grad = False  # TorchScript has no requires_grad_
    intake = _intake(module, card, name)
    model, told = _understood(module, intake, features, saliency_layer)
    return Foreign(
        name=name if factory else Path(name).name,
        path=None if factory else Path(name),
        label_names=card.label_names,
        size=card.size,
        digest=digest_module(module) if factory else digest_file(Path(name)),
        model=model,
        told=tuple(told),
    )


def _intake(module: nn.Module, card: Card, name: str) -> Intake:
    """Return how *module* takes films: one channel or three, found by trying."""
    why = ""
    for channels in (1, 3):
        if max(len(card.mean), len(card.std)) > channels:
            continue
        intake = Intake(channels=channels, size=card.size, mean=card.mean, std=card.std)
        try:
            with torch.no_grad():
                said = module(intake.prepare(intake.noise(_TRIALS)))
        except Exception as error:  # noqa: BLE001 - it is somebody else's code
            why = first_line(error)
            continue
        _check_logits(said, card, name)
        return intake
    raise BadInputError(
        f"{name} takes no {_TRIALS} films of {card.size} pixels, in one channel or "
        f"three (an exported one needs a dynamic batch): {why}"
    )


def _check_logits(said: object, card: Card, name: str) -> None:
    if not isinstance(said, Tensor) or said.shape[:1] != (_TRIALS,) or said.ndim != 2:  # noqa: PLR2004 - films and labels
        raise BadInputError(f"{name} does not give one row of logits per film")
    if said.shape[1] != len(card.label_names):
        raise BadInputError(
            f"{name} gives {said.shape[1]} logits per film, but "
            f"{len(card.label_names)} labels are named"
        )


def _understood(
    module: nn.Module, intake: Intake, features: str, saliency_layer: str
) -> tuple[ForeignClassifier, list[str]]:
    """Return the classifier, and what cannot be seen of it, in words."""
    pixels = intake.prepare(intake.noise(_TRIALS))
    closed = isinstance(module, torch.jit.ScriptModule)
    passed = [] if closed else calls(module, pixels)
    cut = find_last(module, pixels, passed, features)
    seen = look(module, pixels, middle=None, last=cut.last)
    model = ForeignClassifier(module, intake, head_of(module, cut, seen), cut)
    middle = find_middle(model, pixels, passed, saliency_layer)
    model.cut = Cut(middle=middle, last=cut.last, linear=cut.linear)
    told = _told(model.cut)
    with torch.no_grad():
        # Glaring light drives logits far; what stays within 0 and 1 was squeezed.
        said = module(pixels * _GLARE)
    if ((said >= 0) & (said <= 1)).all() and said.any():
        told.append("it may give probabilities; logits are expected, before a sigmoid")
    return model, told


def _told(cut: Cut) -> list[str]:
    told = []
    if cut.last is None:
        told.append("no layer can be looked into: the logits stand for activations")
    elif not cut.linear:
        told.append(
            f"the logits are more than a matrix times what {cut.last} is given: they "
            f"are kept beside the activations"
        )
    if cut.middle is None:
        told.append("no maps in its middle can be had: saliency is of the pixels")
    return told
