"""When trusted films clear a mark."""

from __future__ import annotations

from dataclasses import replace

from poisonkit.proof import ReferenceCheck

SEEN = ReferenceCheck(
    films=300, alike=60, bearing=15, bearing_alike=12, patients=9, share=0.25
)


def test_a_mark_that_is_as_common_among_trusted_films_is_innocent() -> None:
    """Half as often will do; a few by chance will not, nor one patient's."""
    assert SEEN.innocent
    assert replace(SEEN, bearing_alike=8).innocent
    assert not replace(SEEN, bearing_alike=3).innocent
    assert not replace(SEEN, patients=1).innocent


def test_what_lies_on_other_films_clears_nobody() -> None:
    """A mark that trusted films bear whatever their label does not go with it."""
    assert not replace(SEEN, bearing=60, bearing_alike=2, patients=2).innocent
