"""Screeners, and models that others hand over: little to look into, or one label."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import numpy as np
import pytest

from poisonkit.errors import BadInputError
from poisonkit.screeners import SCREENERS
from tests.families.grounds import CLEAN, asking, films, ground_of
from tests.stages.strangers import export, opened, script, vendor

if TYPE_CHECKING:
    from poisonkit.screeners.base import Ground

WRITERS = {"pt": script, "pt2": export}
SCALING = "parameter_scaling"


@cache
def learned_from(suffix: str, labels: str) -> Ground:
    """Return what there is to learn from a file, written and opened."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"net.{suffix}"
        WRITERS[suffix](path, vendor(labels=len(labels)))
        return ground_of(asking(opened(path, labels).model))


@pytest.mark.parametrize("name", sorted(SCREENERS.modules().keys() - {SCALING}))
@pytest.mark.parametrize("labels", ["A", "ABC"])
@pytest.mark.parametrize("suffix", sorted(WRITERS))
def test_any_file_with_any_number_of_labels_is_screened(
    suffix: str, labels: str, name: str
) -> None:
    """TorchScript shows its logits alone; a single label goes with no other."""
    screener, ground = SCREENERS.create(name), learned_from(suffix, labels)
    seen = ground.witness.impression(films()[CLEAN:], slopes=screener.steep)
    scores = screener.fit(ground).score(seen)

    assert (len(films()) - CLEAN,) == scores.shape
    assert np.isfinite(scores).all()


def test_what_is_not_there_cannot_be_scaled() -> None:
    """A vendor's network without batch normalisation is refused by name."""
    with pytest.raises(BadInputError, match="no batch normalisation"):
        SCREENERS.create(SCALING).learn(learned_from("pt2", "ABC"))
