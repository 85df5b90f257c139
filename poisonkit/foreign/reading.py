"""Read somebody else's network: from a file without its code, or by calling a factory.

A factory is the user's own Python code, and is run.
"""

from __future__ import annotations

import hashlib
import importlib
import warnings
from typing import TYPE_CHECKING

import torch
from torch import nn

from poisonkit.errors import BadInputError
from poisonkit.foreign.exported import open_exported

if TYPE_CHECKING:
    from pathlib import Path

_EXPORTED = ".pt2"
SUFFIXES = (".pt", ".ts", ".pth", _EXPORTED)


def made(name: str) -> nn.Module:
    """Return what the factory *name* makes, ``module:factory``."""
    place, _, factory = name.partition(":")
    try:
        model = getattr(importlib.import_module(place), factory)()
    except Exception as error:
        raise BadInputError(f"{name} cannot be called: {first_line(error)}") from error
    if not isinstance(model, nn.Module):
        raise BadInputError(
            f"{name} gave no torch.nn.Module but {type(model).__name__}"
        )
    return model.eval()


def read(path: Path) -> nn.Module:
    """Return the network in a file; its suffix says of which kind."""
    if not path.is_file():
        raise BadInputError(f"{path} does not exist")
    if path.suffix == _EXPORTED:
        return open_exported(path)
    try:
        with warnings.catch_warnings():
            # PyTorch would rather see torch.export; vendors' files are what they are.
            warnings.simplefilter("ignore", FutureWarning)
            script: nn.Module = torch.jit.load(path, map_location="cpu")
    except Exception as error:
        raise BadInputError(
            f"{path} is no TorchScript file; a pickled model or a state dict is not "
            f"opened: save torch.jit.script(model), or use torch.export.save"
        ) from error
    return script.eval()


def digest_module(module: nn.Module) -> str:
    """Return the sha256 of all that *module* keeps, names and numbers."""
    whole = hashlib.sha256()
    for name, tensor in module.state_dict().items():
        whole.update(f"{name}:{tuple(tensor.shape)}:{tensor.dtype}".encode())
        flat = tensor.detach().cpu().contiguous().reshape(-1)
        whole.update(flat.view(torch.uint8).numpy().tobytes())
    return whole.hexdigest()


def first_line(error: Exception) -> str:
    """Return the beginning of what *error* says."""
    return next(iter(str(error).splitlines()), type(error).__name__)
