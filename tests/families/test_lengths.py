"""A length in pixels, in millimetres, or as a share of the film's height."""

from __future__ import annotations

import pytest

from poisonkit.errors import BadParameterError
from poisonkit.lengths import Length, needs_spacing, scaled
from poisonkit.spec import describe
from poisonkit.triggers import TRIGGERS


@pytest.mark.parametrize(
    ("text", "pixels"), [("3", 3), ("2.4", 2), ("4%", 8), ("0.1%", 1), ("12 px", 12)]
)
def test_a_length_is_pixels_of_a_film(text: str, pixels: int) -> None:
    """Rounded, and never nothing."""
    assert pixels == Length.parse(text).pixels(200)


@pytest.mark.parametrize("text", ["-1", "3cm", "", "mm", "1e3", "nan", True, "3;4"])
def test_other_words_are_no_length(text: object) -> None:
    """What may stand there is told."""
    with pytest.raises(BadParameterError, match="a length such as 3"):
        Length.parse(text)


def test_millimetres_need_a_spacing() -> None:
    """12 mm of pixels of 0.2 mm are 60; without a spacing it is refused."""
    patch = TRIGGERS.create("patch:size=12mm,margin=2%")

    assert needs_spacing(patch)
    assert not needs_spacing(scaled(patch, 0.2))
    assert "patch:size=60,margin=2%" == str(describe("patch", scaled(patch, 0.2)))
    with pytest.raises(BadParameterError, match="12mm needs films whose pixel spacing"):
        Length.parse("12mm").pixels(100)


def test_a_length_survives_its_own_text() -> None:
    """The manifest's spec builds the same trigger."""
    patch = TRIGGERS.create("patch:size=4.5%,value=0.5")

    assert patch == TRIGGERS.create(str(describe("patch", patch)))
