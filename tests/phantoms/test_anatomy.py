"""The healthy chest: what is bright, what is dark, and what stays the same."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from poisonkit.phantoms.anatomy import anatomy_of
from poisonkit.phantoms.film import dissect, expose
from tests.phantoms.people import study_of


@pytest.mark.parametrize("number", range(6))
def test_bone_is_bright_and_lung_is_dark(number: int) -> None:
    """Air beside the patient, then lung, then heart, then abdomen: ever brighter."""
    chest = dissect(study_of(number), (128, 128))
    bright = expose(chest.density())
    lung = bright[chest.air > 0.6].mean()
    heart = bright[(chest.anatomy.mediastinum.thickness(chest.frame) > 0.9)].mean()
    abdomen = bright[chest.lungs.above < -0.2].mean()
    outside = bright[chest.soft <= 0]

    assert outside.size == 0 or outside.max() < lung
    assert lung + 0.2 < heart < abdomen
    assert bright[(chest.air > 0.6) & (chest.bone > 0.08)].mean() > lung


@pytest.mark.parametrize("number", range(6))
def test_ribs_cross_the_lungs(number: int) -> None:
    """Down a line through either lung the brightness goes up and down many times."""
    chest = dissect(study_of(number), (256, 256))
    for side in (-1, 1):
        column = np.abs(chest.frame.x - side * 0.4).argmin(axis=1)[128]
        inside = chest.lungs.inside[:, column] > 0.9
        bone = chest.bone[inside, column] > 0.05

        assert 5 <= (np.diff(bone.astype(int)) == 1).sum() <= 20


@pytest.mark.parametrize("number", range(6))
def test_a_patient_keeps_the_body(number: int) -> None:
    """Bones, heart and chest are the same at every study; breath and meals are not."""
    first = study_of(number)
    later = replace(first, number=77, follow_up=1)
    one, other = anatomy_of(first), anatomy_of(later)

    assert one.ribs == other.ribs
    assert one.body == other.body
    assert one.mediastinum.heart == other.mediastinum.heart
    assert one.cage.width == other.cage.width
    assert one.abdomen != other.abdomen


def test_patients_differ() -> None:
    """No two patients have the same chest."""
    chests = {anatomy_of(study_of(number)).cage for number in range(50)}

    assert len(chests) == 50


@pytest.mark.parametrize("number", range(6))
def test_ap_differs_from_pa(number: int) -> None:
    """In bed the heart is larger, the diaphragm higher, the blades over the lungs."""
    standing, lying = (anatomy_of(study_of(number, view=view)) for view in ("PA", "AP"))

    assert lying.mediastinum.heart > standing.mediastinum.heart
    assert max(lying.cage.domes) < max(standing.cage.domes)
    assert lying.girdle.blade < standing.girdle.blade
