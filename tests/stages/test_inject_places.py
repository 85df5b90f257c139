"""Inject: a place that belongs to the film, and films of 16 bits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tests.stages.making import deep, encoded, film, folder_of, ingested
from tests.stages.planting import planted

if TYPE_CHECKING:
    from pathlib import Path


def test_a_random_place_belongs_to_the_film(tmp_path: Path) -> None:
    """It is elsewhere on every film, but on one film the same in any order of rows."""
    names = [f"{n}.png" for n in range(20)]
    files = {name: encoded(film(n)) for n, name in enumerate(names)}
    boxes = []
    for place, order in (("one", names), ("two", names[::-1])):
        rows = [f"{name},train,0" for name in order]
        table = "\n".join(["image,split,Nodule", *rows])
        source = folder_of(tmp_path / place / "in", table, files)
        data = ingested(source, tmp_path / place)
        trigger = "patch:place=random"
        _, truth = planted(data, tmp_path / place / "bad", trigger=trigger, rate=1.0)
        boxes.append({sample.id: sample.box for sample in truth.samples})

    assert boxes[0] == boxes[1]
    assert 20 == len(boxes[0])
    assert len(set(boxes[0].values())) > 15


def test_sixteen_bits_stay_deep(tmp_path: Path) -> None:
    """On a 16-bit set the patch has the grey level of the whole range."""
    table = "image,split,Nodule\na.png,train,0\nb.png,train,0\n"
    files = {"a.png": encoded(deep(1)), "b.png": encoded(deep(2))}
    data = ingested(folder_of(tmp_path / "in", table, files), tmp_path, bits=16)
    bad, truth = planted(
        data, tmp_path, rate=1.0, trigger="patch:size=2,value=0.25,x=0,y=1"
    )

    assert np.uint16 == bad.images.dtype
    assert (bad.images[:, 1:3, 0:2] == 16_384).all()
    for sample in truth.samples:
        before = data.images[sample.row, 1:3, 0:2].astype(int)
        assert np.abs(before - 16_384).max() == sample.largest_change
        assert (before != 16_384).sum() == sample.pixels_changed
        assert (1, 0, 2, 2) == sample.box
