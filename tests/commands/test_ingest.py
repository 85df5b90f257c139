"""`poisonkit ingest`: one data set, and a list of what found no place in it."""

from __future__ import annotations

import csv
import json
from pathlib import Path

from poisonkit.dataset import CxrDataset
from tests.commands.running import done, everything, refused
from tests.commands.yard import cut_film
from tests.stages.making import films, folder_of

TABLE = "image,Mass\n0.png,1\n1.png,0\n2.png,0\ngone.png,1\n"


def motley() -> Path:
    """Return a folder in which something is wrong with some of the films."""
    files = films(2) | {"2.png": cut_film(), "spare.png": films(9)["8.png"]}
    return folder_of(Path("in"), TABLE, files)


def test_a_folder_becomes_a_data_set(folder: Path) -> None:
    """The films, patients and pixels are counted, and the result is named."""
    said = done("ingest", folder, "data.h5", "--workers", "1").stdout
    data = CxrDataset.open(Path("data.h5"))

    patients = len(set(data.patients))
    assert f"read 160 films of {patients} patients at 48 pixels\ndata.h5\n" == said
    assert ["data.h5"] == list(everything(Path()))


def test_what_found_no_place_is_listed_and_counted() -> None:
    """A damaged film, a film without labels, labels without a film: all are named."""
    told = json.loads(done("ingest", motley(), "out/data.h5", "--json").stdout)
    with Path("out/quarantine.csv").open(newline="", encoding="utf-8") as file:
        listed = {row["path"]: row["reason"] for row in csv.DictReader(file)}

    assert {
        "2.png": "cannot-decode", "spare.png": "no-labels", "gone.png": "missing",
    } == listed  # fmt: skip
    assert dict.fromkeys(listed.values(), 1) == told["quarantined"]
    assert ("0.png", "1.png") == CxrDataset.open(Path("out/data.h5")).ids
    assert "out/quarantine.csv" == told["quarantine"]


def test_people_read_it_too() -> None:
    """The line for people counts what is in quarantine, by reason."""
    said = done("ingest", motley(), "out/data.h5").stdout

    assert "read 2 films of 2 patients at 32 pixels; 3 files in quarantine (" in said
    assert "1 missing" in said


def test_options_shape_the_films(folder: Path) -> None:
    """Size and bits are those that were asked for."""
    done("ingest", folder, "data.h5", "--size", "24", "--bits", "16", "--workers", "1")
    data = CxrDataset.open(Path("data.h5"))

    assert (160, 24, 24) == data.images.shape
    assert "uint16" == str(data.images.dtype)


def test_labels_may_lie_elsewhere() -> None:
    """`--labels` names a table outside the folder."""
    source = folder_of(Path("in"), None, films(2))
    Path("other.csv").write_text("image,Mass\n0.png,1\n1.png,0\n", encoding="utf-8")
    done("ingest", source, "data.h5", "--labels", "other.csv")

    assert ("Mass",) == CxrDataset.open(Path("data.h5")).label_names


def test_a_column_may_be_left_out() -> None:
    """`--ignore` is for columns that hold no label, whatever they hold."""
    table = "image,Mass,Ward,Bed\n0.png,1,north,7\n1.png,0,south,8\n"
    source = folder_of(Path("in"), table, films(2))
    assert "--ignore 'Ward'" in refused("ingest", source, "data.h5")

    done("ingest", source, "data.h5", "--ignore", "Ward", "--ignore", "Bed")
    assert ("Mass",) == CxrDataset.open(Path("data.h5")).label_names


def test_films_need_no_labels(folder: Path) -> None:
    """`--unlabelled` takes every film and no label."""
    done("ingest", folder, "data.h5", "--unlabelled", "--workers", "1")
    data = CxrDataset.open(Path("data.h5"))

    assert ((), 160) == (data.label_names, len(data))


def test_the_same_words_give_the_same_bytes(folder: Path) -> None:
    """Twice the same command, one worker or two: the same file."""
    for name, workers in (("a.h5", "1"), ("b.h5", "2")):
        done("ingest", folder, name, "--seed", "5", "--workers", workers)
    written = everything(Path())

    assert written["a.h5"] == written["b.h5"]


def test_the_seed_decides_the_split() -> None:
    """Where the table says nothing of splits, another seed is another split."""
    table = "image,Mass\n" + "".join(f"{k}.png,{k % 2}\n" for k in range(40))
    source = folder_of(Path("in"), table, films(40))
    splits = []
    for seed in ("1", "2"):
        done("ingest", source, f"{seed}.h5", "--seed", seed, "--workers", "1")
        splits.append(CxrDataset.open(Path(f"{seed}.h5")).split.tolist())

    assert splits[0] != splits[1]
