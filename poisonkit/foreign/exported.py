"""A file of ``torch.export``, looked through before PyTorch opens it.

PyTorch's own reader unpickles parts of such a file, evaluates text in it as Python, and
finds operators by name anywhere in torch.  An honest export of a network needs none of
that; a file that asks for it is refused.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from typing import TYPE_CHECKING, Any

import torch

from poisonkit.errors import BadInputError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from torch import nn

_TARGET = re.compile(
    r"torch\.ops\.(aten|prims|higher_order)\.\w+(\.\w+)?|_operator\.\w+|math\.\w+"
    r"|torch\._?sym_\w+"
)
_WORD = re.compile(r"[A-Za-z_]\w*")
_HARMLESS = re.compile(r"[su]\d+|[A-Z][A-Za-z]*")
"""Symbols of sizes, and sympy's classes; its functions, and Python's, are small."""

_UNTIDY = re.compile(r"""["'\[\]{};:=@\\]|__|\.\s*[A-Za-z_]""")
_SYMBOL = re.compile(r"Symbol\('[A-Za-z]\w*'(, [a-z]\w*=(True|False))*\)")
_FORBIDDEN = {"torch.ops.aten.from_file"}
_MODULE = b"default_factory"
"""How a defaultdict among a network's inputs names what fills it."""

_COMPILED = "data/aotinductor/"
_PICKLED = ("custom_obj", "opaque_obj")


def open_exported(path: Path) -> nn.Module:
    """Return the network in *path*, or say in a line why not."""
    try:
        with zipfile.ZipFile(path) as archive:
            danger = next(_dangers(archive), None)
    except (OSError, zipfile.BadZipFile, ValueError, KeyError, RecursionError) as error:
        raise BadInputError(f"{path} is damaged, or no torch.export file") from error
    if danger:
        raise BadInputError(f"{path} is refused, none of it was run: {danger}")
    try:
        module: nn.Module = torch.export.unflatten(torch.export.load(path))
    except Exception as error:
        raise BadInputError(f"{path} is damaged, or no torch.export file") from error
    return module


def _dangers(archive: zipfile.ZipFile) -> Iterator[str]:
    """Yield what in *archive* could run code."""
    names = {name.partition("/")[2]: name for name in archive.namelist()}
    if len(names) < len(archive.namelist()):
        yield "two of its members have one name"
    if not any(name.startswith("models/") for name in names):
        yield "it is of an older format that PyTorch unpickles; export it again"
    for name, member in names.items():
        if name.startswith(_COMPILED):
            yield "it holds compiled code"
        elif name.startswith("data/sample_inputs/") or name.endswith(".pt"):
            if not _only_tensors(archive.read(member)):
                yield f"{name} is a pickle of more than tensors"
        elif name.startswith(("models/", "data/")) and name.endswith(".json"):
            text = archive.read(member)
            if _MODULE in text:
                yield "it names a Python module to import"
            yield from _dangers_of(json.loads(text))


def _only_tensors(data: bytes) -> bool:
    """Return whether *data* holds nothing that needs code to be read."""
    try:
        torch.load(io.BytesIO(data), weights_only=True)
    except Exception:  # noqa: BLE001 - a hostile file provokes any of them
        return False
    return True


def _dangers_of(value: Any) -> Iterator[str]:
    """Yield what in *value*, and in all within it, could run code."""
    if isinstance(value, list):
        for each in value:
            yield from _dangers_of(each)
    if not isinstance(value, dict):
        return
    if value.get("use_pickle"):
        yield "it holds a pickle beside its tensors"
    path = value.get("path_name")
    if isinstance(path, str) and path.startswith(_PICKLED):
        yield "it holds a pickled object"
    target = value.get("target")
    if isinstance(target, str) and not _known(target):
        yield f"it calls {target[:80]!r}, which is no operator of a network"
    formula = value.get("expr_str")
    if isinstance(formula, str) and not _harmless(formula):
        yield f"it has Python in the place of a size: {formula[:80]!r}"
    for each in value.values():
        yield from _dangers_of(each)


def _known(target: str) -> bool:
    whole = _TARGET.fullmatch(target)
    return bool(whole) and not any(target.startswith(each) for each in _FORBIDDEN)


def _harmless(formula: str) -> bool:
    plain = _SYMBOL.sub("S", formula)
    words = _WORD.findall(plain)
    return not _UNTIDY.search(plain) and all(map(_HARMLESS.fullmatch, words))
