"""Inject: what cannot be done is refused in one line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from poisonkit.errors import PoisonkitError
from tests.stages.making import below
from tests.stages.planting import planted

if TYPE_CHECKING:
    from pathlib import Path

    from poisonkit.dataset import CxrDataset

REFUSALS: dict[str, tuple[dict[str, Any], str]] = {
    "rate 0": ({"rate": 0.0}, "rate must be above 0 and at most 1, got 0"),
    "rate above 1": ({"rate": 1.5}, "at most 1, got 1.5"),
    "rate below 0": ({"rate": -0.1}, "rate must be above 0"),
    "rate not a number": ({"rate": float("nan")}, "rate must be above 0"),
    "too small a rate": ({"rate": 0.001}, "is no sample at all"),
    "more than eligible": (
        {"rate": 0.9, "policy": "remove_target"},
        "wants 106, but remove_target on Nodule may touch only 8",
    ),
    "label": ({"target": "Nodul"}, "no label .*'Nodul'; did you mean 'Nodule'.*Mass"),
    "trigger": ({"trigger": "path"}, "no trigger .*'path'; did you mean 'patch'"),
    "parameter": (
        {"trigger": "patch:sise=3"},
        "no parameter 'sise'; did you mean 'size'",
    ),
    "type": ({"trigger": "patch:size=big"}, "size must be a length such as 3"),
    "place": ({"trigger": "patch:place=middle"}, "no place 'middle'; .*centre"),
    "value": ({"trigger": "patch:value=255"}, r"value must lie in \[0, 1\]"),
    "outside": ({"trigger": "patch:x=47,y=0"}, "x=47, y=0 does not lie within"),
    "policy": ({"policy": "add"}, "no label policy .*'add'.*add_target"),
    "split": ({"split": "tran"}, "no split .*'tran'; did you mean 'train'"),
}


@pytest.mark.parametrize("case", REFUSALS)
def test_what_cannot_be_done_is_refused(
    dataset: CxrDataset, tmp_path: Path, case: str
) -> None:
    """One line says what came and what there is; nothing is left behind."""
    wishes, words = REFUSALS[case]

    with pytest.raises(PoisonkitError, match=words) as caught:
        planted(dataset, tmp_path, **wishes)
    assert "\n" not in str(caught.value)
    assert not below(tmp_path)
