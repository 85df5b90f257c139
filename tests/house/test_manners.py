"""The library does not talk, does not exit, and seeds nobody else's randomness."""

from __future__ import annotations

import ast

from tests.house.sources import MODULES, TREES, imported

FORBIDDEN = {
    "print", "input", "breakpoint", "exit", "quit",
    "sys.exit", "os._exit", "sys.stdout", "sys.stderr", "SystemExit",
}  # fmt: skip
SEEDS = {"manual_seed", "manual_seed_all", "seed", "seed_everything", "set_state"}
SAFELY = {"np.load": "allow_pickle=False", "torch.load": "weights_only=True"}
"""Doors that may be used, and the word that keeps code out."""

NEW_GENERATORS = {"default_rng", "Generator", "SeedSequence", "PCG64", "Philox"}


def words(tree: ast.AST) -> set[str]:
    """Return names and dotted names as they are written."""
    plain = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    dotted = {ast.unparse(n) for n in ast.walk(tree) if isinstance(n, ast.Attribute)}
    return plain | {word for word in dotted if "(" not in word}


def told(found: dict[str, set[str]]) -> dict[str, set[str]]:
    """Return only those of whom something was *found*."""
    return {name: words for name, words in found.items() if words}


def forked(tree: ast.AST) -> set[ast.AST]:
    """Return what lies within ``with torch.random.fork_rng(...)``."""
    return {
        inner
        for node in ast.walk(tree)
        if isinstance(node, ast.With)
        and any("fork_rng" in ast.unparse(item.context_expr) for item in node.items)
        for inner in ast.walk(node)
    }


def test_the_library_does_not_talk() -> None:
    """Only the command line prints, asks and exits."""
    assert {} == told({name: FORBIDDEN & words(TREES[name]) for name in MODULES})


def test_nobody_seeds_the_world() -> None:
    """A seed is set on a generator of one's own, or in a fork of torch's state."""
    found = {}
    for name in MODULES:
        own = forked(TREES[name])
        found[name] = {
            ast.unparse(node)
            for node in ast.walk(TREES[name])
            if isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in SEEDS
            and "Generator" not in ast.unparse(node)
            and node not in own
        }

    assert {} == told(found)


def test_nobody_draws_from_the_world() -> None:
    """Numbers are drawn from a generator that was handed over, never from a global."""
    places = ("np.random.", "numpy.random.")
    found = {
        name: {
            word
            for word in words(TREES[name])
            if word.startswith(places) and word.split(".")[2] not in NEW_GENERATORS
        }
        | ({"random"} & {dotted.partition(".")[0] for dotted in imported(name)})
        for name in MODULES
    }

    assert {} == told(found)


def test_nothing_is_unpickled() -> None:
    """No file can run code: no pickle, and `torch.load` for weights only."""
    doors = {"pickle", "dill", "joblib", "shelve", "marshal"}
    calls = {"eval", "exec"}
    found = {
        name: (doors & {dotted.partition(".")[0] for dotted in imported(name)})
        | (calls & words(TREES[name]))
        | {ast.unparse(call) for call in loads(TREES[name]) if not strict(call)}
        for name in MODULES
    }

    assert {} == told(found)


def loads(tree: ast.Module) -> list[ast.Call]:
    """Return every call of `np.load` and `torch.load`."""
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return [call for call in calls if ast.unparse(call.func) in SAFELY]


def strict(call: ast.Call) -> bool:
    """Return whether *call* says that it wants no code."""
    wanted = SAFELY[ast.unparse(call.func)]
    return any(ast.unparse(word) == wanted for word in call.keywords)


def test_the_checks_above_can_fail() -> None:
    """What they look for they would find."""
    tree = ast.parse("import sys\nprint(sys.exit(torch.load(np.random.rand(3))))")

    careless = ast.parse("torch.load(path, weights_only=False), torch.load(path)")

    assert {"print", "sys.exit"} == FORBIDDEN & words(tree)
    assert {"torch.load", "np.random.rand"} <= words(tree)
    assert [False, False] == [strict(call) for call in loads(careless)]
