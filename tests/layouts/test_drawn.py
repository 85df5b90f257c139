"""VinDr-CXR, RSNA and SIIM-ACR: what radiologists drew, and on what they disagree."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from poisonkit.errors import BadInputError
from poisonkit.layouts.base import Box, Wishes
from tests.layouts.examples import EXAMPLES
from tests.layouts.making import aside, make, positives, read, touch
from tests.layouts.rows import SIIM, VINBIGDATA, VINDR

if TYPE_CHECKING:
    from pathlib import Path

SIDE = 1024


def test_most_readers_decide(tmp_path: Path) -> None:
    """Two of three saw it; the third's vote is kept as a fact of the film."""
    table = read(make(tmp_path, EXAMPLES["vindr"][1]), "vindr")
    first, second = table.entries

    assert ("Cardiomegaly", "Nodule/Mass") == table.label_names
    assert [(1, 0), (0, 0)] == [first.labels, second.labels]
    assert {"votes": "Cardiomegaly 2/3|Nodule/Mass 1/3"} == dict(first.meta)
    assert {} == dict(second.meta)
    assert "train" == first.split
    assert (Box(label="Cardiomegaly", x=10, y=20, width=30, height=40),) == first.boxes
    assert ("1 boxes are of no image or no label of the table",) == table.notes


def test_the_consensus_is_one_vote(tmp_path: Path) -> None:
    """The test table has one row per film and names no reader."""
    folder = make(tmp_path, EXAMPLES["vindr"][1])
    text = "image_id,Cardiomegaly,Nodule/Mass,No finding\ncc,0,1,0\ngone,1,0,0\n"
    make(folder, {"annotations/image_labels_test.csv": text, "test/cc.dicom": ""})
    table = read(folder, "vindr")

    assert ["Nodule/Mass"] == positives(table)["test/cc.dicom"]
    assert ["train", "train", "test"] == [entry.split for entry in table.entries]
    assert [("gone", "missing")] == aside(table)


def test_half_of_the_readers_are_not_most(tmp_path: Path) -> None:
    """One of two is no majority."""
    folder = make(tmp_path, EXAMPLES["vindr"][1])
    make(
        folder, {"annotations/image_labels_train.csv": VINDR.replace("aa,R2", "dd,R2")}
    )

    assert (0, 0) == read(folder, "vindr").entries[0].labels


def test_vinbigdata_has_a_row_for_each_finding(tmp_path: Path) -> None:
    """A reader of several boxes has one vote, and one of none has a vote too."""
    table = read(make(tmp_path, EXAMPLES["vinbigdata"][1]), "vindr")
    first, second = table.entries

    assert ("Atelectasis", "ILD") == table.label_names
    assert [(0, 1), (0, 0)] == [first.labels, second.labels]
    assert "Atelectasis 1/3|ILD 2/3" == first.meta["votes"]
    assert 3 == len(first.boxes)
    assert Box(label="ILD", x=1.5, y=2, width=2, height=3) == first.boxes[0]
    assert [None, None] == [first.split, second.split]


def test_an_ignored_label_takes_its_boxes_along(tmp_path: Path) -> None:
    """No box is left whose label the data set does not have."""
    folder = make(tmp_path, EXAMPLES["vinbigdata"][1])
    table = read(folder, "vindr", Wishes(ignore=("ILD",)))

    assert ["Atelectasis"] == [box.label for box in table.entries[0].boxes]


def test_names_and_numbers_of_classes_must_agree(tmp_path: Path) -> None:
    """A shifted column would mislabel all films."""
    folder = make(tmp_path, EXAMPLES["vinbigdata"][1])
    make(folder, {"train.csv": VINBIGDATA.replace("ILD,5,R3", "ILD,6,R3")})
    with pytest.raises(BadInputError, match=r"train\.csv, line 4: class_name and"):
        read(folder, "vindr")


def test_rsna_gathers_the_boxes_of_a_film(tmp_path: Path) -> None:
    """Several rows are one film; whether it is of a known patient nobody says."""
    table = read(make(tmp_path, EXAMPLES["rsna"][1]), "rsna")
    healthy, ill = table.entries

    assert ("Lung Opacity",) == table.label_names
    assert [(0,), (1,)] == [healthy.labels, ill.labels]
    assert [0, 2] == [len(healthy.boxes), len(ill.boxes)]
    assert Box(label="Lung Opacity", x=5, y=6, width=7, height=8) == ill.boxes[1]
    assert ["Normal", "Lung Opacity"] == [e.meta["class"] for e in table.entries]
    assert [None, None] == [healthy.patient, ill.patient]
    assert [("gone", "missing")] == aside(table)
    assert 2 == len(table.tables)


def test_siim_frames_the_masks(tmp_path: Path) -> None:
    """A name has dots of its own; each row of a film is a region."""
    table = read(make(tmp_path, EXAMPLES["siim"][1]), "siim")
    frames = [
        [(box.x, box.y, box.width, box.height) for box in entry.boxes]
        for entry in table.entries
    ]

    assert [(0,), (1,), (1,)] == [entry.labels for entry in table.entries]
    assert [[], [(1, 2, 2, 4), (0, 0, 1, 5)], [(0, 0, 2, SIDE)]] == frames


def mask_of(text: str) -> np.ndarray:
    """Return the mask as the competition's own instructions decode it."""
    mask, place = np.zeros(SIDE * SIDE, bool), 0
    numbers = list(map(int, text.split()))
    for skip, length in zip(numbers[::2], numbers[1::2], strict=True):
        place += skip
        mask[place : place + length] = True
        place += length
    return mask.reshape(SIDE, SIDE).T


@pytest.mark.parametrize("seed", range(8))
def test_a_frame_is_that_of_the_mask(tmp_path: Path, seed: int) -> None:
    """Against the decoded mask, for random runs."""
    rng = np.random.default_rng(seed)
    runs = " ".join(f"{rng.integers(0, 2000)} {rng.integers(1, 60)}" for _ in range(20))
    folder = make(tmp_path, {"train-rle.csv": f"ImageId,EncodedPixels\na,{runs}\n"})
    box = read(touch(folder, ["a.dcm"]), "siim").entries[0].boxes[0]
    ys, xs = np.nonzero(mask_of(runs))

    assert [xs.min(), ys.min(), np.ptp(xs) + 1, np.ptp(ys) + 1] == [
        box.x,
        box.y,
        box.width,
        box.height,
    ]


@pytest.mark.parametrize("runs", ["1 2 3", "1 x", "-3 4", "5 0", "1048576 1", "9" * 30])
def test_a_bad_mask_is_refused(tmp_path: Path, runs: str) -> None:
    """Odd counts, words, and runs beyond the film's edge."""
    folder = make(tmp_path, {"train-rle.csv": f"{SIIM}1.2.3.851,{runs}\n"})
    with pytest.raises(BadInputError, match=r"train-rle\.csv, line 6: "):
        read(folder, "siim")
