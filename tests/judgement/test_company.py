"""What suspects have in common beside their label."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from poisonkit.films import Films
from poisonkit.finding import Group
from poisonkit.judgement.company import company_of

if TYPE_CHECKING:
    from poisonkit.proof import Company

COUNT, SUSPECTS = 400, np.arange(40)
RNG = np.random.default_rng(3)
PIXELS = np.zeros((COUNT, 4, 4), np.uint8)
VIEW = np.where(RNG.random(COUNT) < 0.4, "AP", "PA")


def found(columns: dict[str, np.ndarray], people: np.ndarray) -> Company | None:
    """Ask what the suspects have in common."""
    data = SimpleNamespace(
        meta={name: tuple(v) for name, v in columns.items()},
        labels=np.ones((COUNT, 1), np.int8),
        label=lambda _: 0,
    )
    bench: Any = SimpleNamespace(data=data, films=Films(PIXELS, people))
    return company_of(bench, Group("Mass", present=True), SUSPECTS)


def test_a_machine_that_prints_a_mark_is_named() -> None:
    """All that it made bears the mark, and nothing else does."""
    site = np.where(np.arange(COUNT) < 44, "North", "South")
    company = cast("Company", found({"site": site, "view": VIEW}, np.arange(COUNT)))

    assert ("site", "North", 1.0) == (company.column, company.value, company.share)
    assert company.usual < 0.02


def test_most_suspects_lie_down() -> None:
    """All suspects do, and fewer than half of the others."""
    view = VIEW.copy()
    view[SUSPECTS] = "AP"
    company = cast("Company", found({"view": view}, np.arange(COUNT)))

    assert ("view", "AP") == (company.column, company.value)
    assert 0.3 < company.usual < 0.5


def test_what_everybody_has_is_not_told() -> None:
    """Suspects like the others; a column of one value; one of a value for each film."""
    same, each = np.full(COUNT, "AP"), np.arange(COUNT).astype(str)

    assert found({"view": VIEW, "same": same, "each": each}, np.arange(COUNT)) is None


def test_films_of_one_patient_are_one() -> None:
    """Forty films of two patients have much in common, which says nothing."""
    people = np.where(np.arange(COUNT) < 40, np.arange(COUNT) % 2, np.arange(COUNT))
    site = np.where(np.arange(COUNT) < 44, "North", "South")

    assert found({"site": site}, people) is None
