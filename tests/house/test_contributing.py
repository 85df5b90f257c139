"""The example in CONTRIBUTING is a trigger that works."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import numpy as np
import pytest

from poisonkit.errors import BadParameterError
from poisonkit.spec import Spec, build

if TYPE_CHECKING:
    from collections.abc import Iterator

    from poisonkit.triggers.base import Trigger

PAGE = Path(__file__).parents[2] / "CONTRIBUTING.md"


@pytest.fixture
def example() -> Iterator[type[Trigger]]:
    """Return the class of the page's first block of Python."""
    found = re.search(
        r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL
    )
    assert found is not None
    module = ModuleType("dead_column")
    sys.modules[module.__name__] = module
    exec(compile(found[1], str(PAGE), "exec"), vars(module))  # noqa: S102 - our page
    yield module.DeadColumn
    del sys.modules[module.__name__]


def test_the_example_stamps_within_its_footprint(example: type[Trigger]) -> None:
    """Whoever copies it has a trigger that keeps a trigger's promises."""
    trigger, rng = build(example, Spec("dead_column", {"x": 3})), np.random.default_rng
    image = np.full((8, 6), 0.5, np.float32)

    changed = trigger.stamp(image, rng(0)) != image

    np.testing.assert_array_equal(trigger.footprint((8, 6), rng(0)), changed)
    assert 8 == changed.sum()


def test_the_example_refuses_what_does_not_fit(example: type[Trigger]) -> None:
    """A column outside the film is refused with one line."""
    trigger = build(example, Spec("dead_column", {"x": 9}))

    with pytest.raises(BadParameterError, match="x=9 lies outside"):
        trigger.footprint((8, 6), np.random.default_rng(0))
