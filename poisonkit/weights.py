"""Weights of a file to start a training from; nothing in the file is ever run.

Safetensors, or a PyTorch state dict, which PyTorch opens with its own unpickler that
knows tensors and nothing else.  Names are ours or torchvision's.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor

from poisonkit.errors import BadInputError
from poisonkit.lineage import digest_file

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_NESTS = ("state_dict", "model", "model_state_dict")
"""Under which of these a training script may have put the state dict."""

_PARALLEL = "module."


@dataclass(frozen=True, kw_only=True)
class Weights:
    """The tensors of a file, by the names they have there."""

    file: str
    """The file's name, without its folder."""

    sha256: str
    tensors: Mapping[str, Tensor]

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read *path*, or say in a line why not."""
        try:
            with path.open("rb") as file:
                head = file.read(9)
            plain = head[8:] == b"{"
            found = load_file(path) if plain else _unpickled(path)
            digest = digest_file(path)
        except (OSError, SafetensorError) as error:
            raise BadInputError(f"cannot read the weights {path}: {error}") from error
        return cls(file=path.name, sha256=digest, tensors=_tensors(found, path))

    def lineage(self) -> dict[str, str]:
        """Return what a checkpoint remembers of them."""
        return {"file": self.file, "sha256": self.sha256}


def _unpickled(path: Path) -> object:
    try:
        return torch.load(path, map_location="cpu", weights_only=True)
    except OSError:
        raise
    except Exception as error:
        if type(error).__name__ == "UnpicklingError" and "nsupported" in str(error):
            why = "it holds code or objects beside tensors, and code is never run; "
        else:
            why = "it is damaged, or no such file; "
        raise BadInputError(
            f"cannot read the weights {path}: {why}give safetensors, or what "
            f"torch.save(model.state_dict()) writes"
        ) from error


def _tensors(found: Any, path: Path) -> dict[str, Tensor]:
    """Return the tensors in *found*, out of what a script may have wrapped them in."""
    for nest in _NESTS:
        if isinstance(found, dict) and isinstance(found.get(nest), dict):
            found = found[nest]
    whole = isinstance(found, dict) and all(
        isinstance(name, str) and isinstance(value, Tensor)
        for name, value in found.items()
    )
    if not whole or not found:
        raise BadInputError(
            f"cannot read the weights {path}: it is no table of names and tensors"
        )
    return {name.removeprefix(_PARALLEL): value for name, value in found.items()}
