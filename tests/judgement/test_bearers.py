"""Who bears a proven trigger is suspected, and nobody who merely went with them."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import numpy as np

from poisonkit.films import Films
from poisonkit.judgement.bearers import bearers_of
from poisonkit.pattern import Box, Pattern
from tests.judgement.test_concluding import GUILTY, accusation, turning

if TYPE_CHECKING:
    from poisonkit.judgement.accusation import Accusation
    from poisonkit.judgement.bench import Bench
    from poisonkit.judgement.causal import Laboratory
    from poisonkit.proof import CausalTest

COUNT, BEARERS = 60, np.arange(15)
SIDE = np.r_[0:12, 40:44]
ONE = np.ones((1, 1), np.bool_)
WHITE = Pattern(Box(9, 9, 1, 1), ONE, ONE.astype(np.float32), tolerance=1.0)
AGAIN = turning(0.8)


def bench(bearers: np.ndarray) -> Bench:
    """Return dark films, of which *bearers* show a white pixel."""
    pixels = np.random.default_rng(0).integers(0, 90, (COUNT, 32, 32), dtype=np.uint8)
    pixels[bearers, 9, 9] = 255
    return cast("Bench", SimpleNamespace(films=Films(pixels, np.arange(COUNT))))


def side(turned: float, pattern: Pattern | None = WHITE) -> Accusation:
    """Return one side of a split, twelve bearers and four others, and its pattern."""
    split = accusation("PK104", 1e-6, GUILTY)
    return replace(
        split, rows=SIDE, suspicion=np.ones(len(SIDE)), pattern=pattern,
        causal=turning(turned), turned=True,
    )  # fmt: skip


def suspected(
    bearers: np.ndarray, accused: Accusation, again: CausalTest | None = AGAIN
) -> Accusation:
    """Return who is suspected in the end, tried *again* in a laboratory."""
    laboratory = SimpleNamespace(test=lambda *_: again)
    return bearers_of(bench(bearers), cast("Laboratory", laboratory), accused)


def test_all_who_bear_a_proven_trigger_are_named_and_nobody_else() -> None:
    """Three of fifteen bearers lay on the other side of the split, and four did not."""
    found = suspected(BEARERS, side(0.9))

    np.testing.assert_array_equal(BEARERS, np.sort(found.rows))
    assert len(BEARERS) == len(found.suspicion)
    assert (AGAIN, None, True) == (found.causal, found.signs, found.turned)


def test_pixels_that_turn_nothing_say_nothing_of_the_others() -> None:
    """Innocent sides have pixels in common, too: then the split alone speaks."""
    accused = side(0.1)

    assert accused is suspected(BEARERS, accused)


def test_what_most_bear_who_are_not_on_the_side_is_not_what_split_it() -> None:
    """A scanner's white corner lies on films of either side."""
    accused = side(0.9)

    assert accused is suspected(np.arange(COUNT), accused)
    assert accused is suspected(np.r_[0:10, 50:56], accused)  # ten of sixteen


def test_nobody_bears_what_cannot_be_seen() -> None:
    """A stain too soft to end anywhere: the side stays."""
    accused = side(0.9)

    assert accused is suspected(np.arange(0), accused)


def test_a_proof_is_not_lost_to_other_films() -> None:
    """Tried once more, with other films, it turned fewer, or none were left."""
    accused = side(0.9)

    assert accused is suspected(BEARERS, accused, turning(0.2))
    assert accused is suspected(BEARERS, accused, None)


def test_a_side_without_pixels_in_common_stays_as_it_is() -> None:
    """Whether a film bears a shade cannot be seen."""
    for pattern in (None, replace(WHITE, added=True)):
        accused = side(0.9, pattern)
        assert accused is suspected(BEARERS, accused)
