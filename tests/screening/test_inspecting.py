"""A film over which the model fails costs itself, not its company."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from poisonkit.errors import DivergedError
from poisonkit.screening.arrivals import Arrived
from poisonkit.screening.guard import Judged
from poisonkit.screening.inspecting import Inspector

if TYPE_CHECKING:
    from poisonkit.arrays import Pixels


class Seen:
    """What a model makes of films: nothing much."""

    slopes = None

    def __init__(self, films: Pixels) -> None:
        """Take *films*."""
        self.surest = np.zeros(len(films), np.int64)

    def __len__(self) -> int:
        return len(self.surest)


class Moody:
    """A guard whose model fails over white films."""

    def look(self, films: Pixels) -> Seen:
        """Return little, or fail."""
        if (films == 255).all((1, 2)).any():
            raise DivergedError("what the model says of some films is not a number")
        return Seen(films)

    def measure(self, seen: Seen) -> Any:
        """Return one score a film."""
        return np.zeros((len(seen.surest), 1))

    def judge(self, scores: Any) -> Judged:
        """Return what surprises nobody."""
        return Judged(surprises=scores, suspicion=scores[:, 0])


def test_a_film_over_which_the_model_fails_costs_itself() -> None:
    """It is a row with its reason; the others are judged."""
    card = SimpleNamespace(screeners=("one",), label_names=("A",))
    inspector = Inspector(
        guard=cast("Any", Moody()),
        card=cast("Any", card),
        alpha=0.01,
        artist=cast("Any", None),
    )
    greys = {"a.png": 10, "white.png": 255, "b.png": 20}
    block = [
        Arrived(image=name, pixels=np.full((4, 4), grey, np.uint8))
        for name, grey in greys.items()
    ]

    records, scores = inspector.inspect(block)

    assert list(greys) == [film.image for film in records]
    assert ["pass", "could not be read", "pass"] == [film.verdict for film in records]
    assert records[1].reason.startswith("no-answer: ")
    assert 2 == len(scores)
