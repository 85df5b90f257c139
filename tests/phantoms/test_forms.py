"""Every form keeps the promises of `Form`; a new file is tested unasked."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from poisonkit.phantoms.cohort import plan_cohort
from poisonkit.phantoms.film import render
from poisonkit.phantoms.forms import FORMS
from poisonkit.spec import build, describe

if TYPE_CHECKING:
    from poisonkit.phantoms.forms.base import Form

STUDY = plan_cohort(2, seed=6)[1]


@pytest.fixture(params=FORMS.modules())
def form(request: pytest.FixtureRequest) -> Form:
    return FORMS.create(str(request.param))


def test_can_be_written_down(form: Form) -> None:
    """A form is built again from its description."""
    assert form == build(type(form), describe("any", form))


@pytest.mark.parametrize("bits", [8, 12, 16])
def test_is_deterministic(form: Form, bits: int) -> None:
    """The same film gives the same bytes."""
    pixels = render(STUDY, 33, bits)

    assert form.encode(STUDY, pixels, bits) == form.encode(STUDY, pixels, bits)


@pytest.mark.parametrize(("bits", "scale"), [(8, 255), (12, 4095), (16, 65535)])
def test_png_shows_the_picture(bits: int, scale: int) -> None:
    """Eight bits stay eight; more are spread over sixteen."""
    pixels = render(STUDY, 32, bits)
    data = FORMS.create("png").encode(STUDY, pixels, bits)
    stored = np.asarray(Image.open(BytesIO(data)))

    assert pixels.dtype == stored.dtype
    np.testing.assert_allclose(
        stored / np.iinfo(stored.dtype).max, pixels / scale, atol=1 / scale
    )
