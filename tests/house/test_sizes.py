"""Files and functions stay small enough to be read at one sitting."""

from __future__ import annotations

import ast

from tests.house.sources import FILES, TREES

LONGEST_FILE = 150
"""60 is the aim."""

LONGEST_BODY = 30
"""10 is the aim; signature and docstring are not counted."""


def bodies(tree: ast.Module) -> dict[str, int]:
    """Return how many lines each function's statements take."""
    found = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            said = ast.get_docstring(node, clean=False) is not None
            rest = node.body[1:] if said else node.body
            first, last = (rest[0].lineno, node.end_lineno or 0) if rest else (1, 0)
            found[node.name] = last - first + 1
    return found


def test_files_are_short() -> None:
    """Beyond that, a file holds two things and should be two files."""
    lines = {name: len(path.read_text().splitlines()) for name, path in FILES.items()}

    assert {} == {name: count for name, count in lines.items() if count > LONGEST_FILE}


def test_functions_are_short() -> None:
    """Beyond that, a function does two things and should be two functions."""
    assert {} == {
        f"{name}.{function}": lines
        for name, tree in TREES.items()
        for function, lines in bodies(tree).items()
        if lines > LONGEST_BODY
    }


def test_files_say_what_they_are() -> None:
    """Every file begins with a docstring whose first line is whole."""
    first = {name: (ast.get_docstring(tree) or "") for name, tree in TREES.items()}
    lines = {name: text.partition("\n")[0] for name, text in first.items()}

    assert {} == {
        name: line for name, line in lines.items() if not line.endswith((".", ":"))
    }
