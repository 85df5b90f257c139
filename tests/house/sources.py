"""Read the library's own files: modules, and which module imports which."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).parents[2]
LIBRARY = ROOT / "poisonkit"
FILES = {
    ".".join(path.relative_to(LIBRARY).with_suffix("").parts): path
    for path in sorted(LIBRARY.rglob("*.py"))
}
"""Each file by its name within the library, such as ``detectors.base``."""

MODULES = [name for name in FILES if name != "__main__"]
TREES = {name: ast.parse(path.read_text()) for name, path in FILES.items()}
FAMILIES = {name.removesuffix(".base") for name in FILES if name.count(".") == 1} & {
    name.removesuffix(".__init__")
    for name, tree in TREES.items()
    if name.endswith("__init__") and "Registry(__name__" in ast.unparse(tree)
}
"""Folders directly under poisonkit/ that are registries."""


def imported(name: str) -> set[str]:
    """Return the dotted names that *name* imports, also those only for its types."""
    found: set[str] = set()
    for node in ast.walk(TREES[name]):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name}: relative imports hide the layer"
            assert node.module is not None
            found.update(f"{node.module}.{alias.name}" for alias in node.names)
    return found


def below(name: str) -> set[str]:
    """Return the library's modules that *name* imports, as keys of `FILES`."""
    modules = set()
    for dotted in imported(name):
        if dotted == "poisonkit" or dotted.startswith("poisonkit."):
            modules.add(_module(dotted.removeprefix("poisonkit").removeprefix(".")))
    return modules - {name}


def _module(dotted: str) -> str:
    """Return the module that holds *dotted*, a module or a name within one."""
    parts = dotted.split(".") if dotted else []
    while parts:
        for candidate in (".".join(parts), ".".join([*parts, "__init__"])):
            if candidate in FILES:
                return candidate
        parts.pop()
    return "__init__"


def reached(start: str) -> set[str]:
    """Return every module that *start* can load, directly or not.

    Importing a module runs the `__init__` of its folders, and a registry can load every
    member of its family.
    """
    seen: set[str] = set()
    waiting = {start}
    while waiting:
        name = waiting.pop()
        seen.add(name)
        parts = name.split(".")
        above = {".".join([*parts[:k], "__init__"]) for k in range(len(parts))}
        members = {
            other
            for family in FAMILIES
            if name == f"{family}.__init__"
            for other in FILES
            if other.startswith(f"{family}.")
        }
        waiting |= (below(name) | (above & set(FILES)) | members) - seen
    return seen
