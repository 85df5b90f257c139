"""``screen.pk``: a guard on disk, without its model.  Arrays and JSON: no code.

A safetensors file: of screener number k the arrays ``k/NAME`` and its tail ``k/tail``
and ``k/shape-of-tail``; ``whole/tail``, ``points``, ``spreads``; and in its header the
digest of all that, then a card.  A number that changed on disk would let films pass.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import numpy as np
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save_file

from poisonkit.errors import BadInputError
from poisonkit.files import writing
from poisonkit.lineage import digest_array, digest_text
from poisonkit.screeners import SCREENERS
from poisonkit.screeners.base import Fitted
from poisonkit.screening.guard import Guard
from poisonkit.screening.guardcard import GuardCard
from poisonkit.screening.tails import Tail
from poisonkit.witness import Witness

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    from poisonkit.compute import Compute
    from poisonkit.networks.base import Classifier

    Arrays = Mapping[str, NDArray[Any]]

_CARD = "poisonkit-screen"
_DIGEST = 64
"""Letters of a digest."""

_MAGIC = 8
"""Bytes of a safetensors file before its header, which begins with a brace."""


def is_guard(path: Path) -> bool:
    """Return whether the file at *path* looks like a guard, not like a data set."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(_MAGIC + 1)[_MAGIC:] == b"{"


def save_guard(path: Path, guard: Guard, card: GuardCard, *, force: bool) -> None:
    """Write *guard* to *path*."""
    arrays: dict[str, NDArray[Any]] = {
        "points": guard.witness.points,
        "spreads": guard.witness.spreads,
        **_of_tail("whole", guard.whole),
    }
    for number, (name, fitted) in enumerate(guard.screeners.items()):
        arrays |= _of_tail(str(number), guard.tails[name])
        arrays |= {f"{number}/{key}": value for key, value in fitted.state.items()}
    whole = {key: np.ascontiguousarray(value) for key, value in arrays.items()}
    text = json.dumps(asdict(card))
    with writing(path, force=force) as part:
        try:
            save_file(whole, part, {_CARD: _digest(text, whole) + text})
        except SafetensorError as error:
            raise OSError(str(error)) from error


def read_card(path: Path) -> GuardCard:
    """Return what the guard at *path* belongs to."""
    return _read(path)[0]


def load_guard(path: Path, model: Classifier, compute: Compute) -> Guard:
    """Return the guard at *path*, which was fitted to *model*."""
    card, arrays = _read(path)
    try:
        witness = Witness.again(model, compute, arrays["points"], arrays["spreads"])
        screeners, tails = {}, {}
        for number, name in enumerate(card.screeners):
            state = _below(arrays, str(number))
            tails[name] = _tail(arrays, str(number))
            screeners[name] = Fitted(
                screener=SCREENERS.create(name), witness=witness, state=state
            )
        whole = _tail(arrays, "whole")
    except KeyError as error:
        raise BadInputError(f"{path} is not whole: {error} is missing") from error
    return Guard(witness=witness, screeners=screeners, tails=tails, whole=whole)


def _read(path: Path) -> tuple[GuardCard, Arrays]:
    try:
        with safe_open(path, "numpy") as file:
            head = (file.metadata() or {})[_CARD]
            arrays = {key: file.get_tensor(key) for key in file.keys()}  # noqa: SIM118 - no mapping
    except (KeyError, OSError, SafetensorError) as error:
        raise BadInputError(
            f"{path} is no screen: make one with `poisonkit screen --fit`"
        ) from error
    digest, text = head[:_DIGEST], head[_DIGEST:]
    if digest != _digest(text, arrays):
        raise BadInputError(
            f"{path} is not as it was written: make it again with `poisonkit screen "
            f"--fit`"
        )
    return GuardCard.parse(text, path), arrays


def _digest(text: str, arrays: Arrays) -> str:
    told = (
        f"{key} {value.dtype} {value.shape} {digest_array(value)}"
        for key, value in sorted(arrays.items())
    )
    return digest_text([text, *told])


def _below(arrays: Arrays, name: str) -> dict[str, NDArray[Any]]:
    """Return the arrays of one screener, by their own names."""
    head = f"{name}/"
    return {
        key.removeprefix(head): value
        for key, value in arrays.items()
        if key.startswith(head)
    }


def _of_tail(name: str, tail: Tail) -> dict[str, NDArray[np.float64]]:
    shape = np.array([tail.border, tail.slope])
    return {f"{name}/tail": tail.scores, f"{name}/shape-of-tail": shape}


def _tail(arrays: Arrays, name: str) -> Tail:
    border, slope = arrays[f"{name}/shape-of-tail"].tolist()
    return Tail(scores=arrays[f"{name}/tail"], border=border, slope=slope)
