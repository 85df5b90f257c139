"""Twenty thousand broken inputs: ``python -m benchmarks.fuzz``.

Sound films (our own, and those below --films) are mutated as fuzzers do: bits flipped,
pieces cut out, doubled, moved, swapped between files, lengths overwritten.  They are
ingested by the hundred.  What is counted: every file must end as a row or as a line of
the quarantine, none may hang, and nothing may escape as a traceback.  Tables are
mutated, too: each must be read, or refused in one line.
"""

from __future__ import annotations

import csv
import time
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click
import numpy as np
from PIL import Image
from tqdm import tqdm

from benchmarks.tables import table
from poisonkit.dataset import CxrDataset
from poisonkit.errors import PoisonkitError
from poisonkit.intake.quarantine import QUARANTINE
from poisonkit.intake.sources import Order, Work
from poisonkit.phantoms.folder import write_folder
from poisonkit.stages.ingest import ingest

if TYPE_CHECKING:
    from collections.abc import Sequence

RESULTS = Path(__file__).parent / "results"
_FOLDER = 500
_LARGEST = 400_000
"""Bytes; larger films are not mutated, for want of time."""

_LENGTHS = (b"\x00\x00\x00\x00", b"\xff\xff\xff\xff", b"\xff\x7f", b"\x00\x80")


def mutate(data: bytes, other: bytes, rng: np.random.Generator) -> bytes:
    """Return *data* with one to eight things done to it."""
    held = bytearray(data)
    for _ in range(min(8, int(rng.geometric(0.5)))):
        if not held:
            break
        # Headers are where decoders are led astray: half of all wounds go there.
        end = min(len(held), 1024) if rng.random() < 0.5 else len(held)
        at, run = int(rng.integers(end)), int(rng.integers(1, 64))
        match int(rng.integers(8)):
            case 0:
                held[at] ^= 1 << int(rng.integers(8))
            case 1:
                held[at : at + run] = rng.bytes(run)
            case 2:
                del held[at : at + run]
            case 3:
                held[at:at] = held[at : at + run] * int(rng.integers(1, 9))
            case 4:
                del held[at:]
            case 5:
                held[at : at + run] = bytes(run)
            case 6:
                held[at : at + 4] = _LENGTHS[int(rng.integers(len(_LENGTHS)))]
            case _:
                start = int(rng.integers(max(1, len(other))))
                held[at : at + run] = other[start : start + run]
    return bytes(held)


def seeds(folder: Path, films: Path | None) -> list[list[bytes]]:
    """Return sound films by kind, DICOM, PNG and JPEG: our own and the user's."""
    for form in ("dicom", "png"):
        write_folder(folder / form, 12, seed=1, size=48, form=form)
    for path in sorted(folder.rglob("*.png")):
        with Image.open(path) as picture:
            picture.convert("L").save(path.with_suffix(".jpg"))
    found = [*folder.rglob("*"), *(films.rglob("*") if films else ())]
    kinds: dict[str, list[bytes]] = {"dicom": [], ".png": [], ".jpg": []}
    for path in sorted(found):
        if path.is_file() and 0 < path.stat().st_size < _LARGEST:
            kinds.get(path.suffix, kinds["dicom"]).append(path.read_bytes())
    return list(kinds.values())


def fuzz_films(
    sources: Sequence[Sequence[bytes]],
    folder: Path,
    count: int,
    rng: np.random.Generator,
) -> Counter[str]:
    """Ingest *count* mutated films; return how many ended how."""
    source = folder / "films"
    source.mkdir()
    for number in range(count):
        kinds = [sources[int(rng.integers(len(sources)))] for _ in range(2)]
        one, other = (kind[int(rng.integers(len(kind)))] for kind in kinds)
        suffix = (".dcm", ".png", ".jpg", "")[int(rng.integers(4))]
        (source / f"{number}{suffix}").write_bytes(mutate(one, other, rng))
    work = Work(workers=2, limit=20)
    order = Order(unlabelled=True, any_modality=True, size=32, work=work)
    ingest(source, folder / "data.h5", order)
    rows = set(CxrDataset.open(folder / "data.h5").ids)
    with (folder / QUARANTINE).open(newline="", encoding="utf-8") as file:
        aside = [(row["path"], row["reason"]) for row in csv.DictReader(file)]
    paths, files = [path for path, _ in aside], {path.name for path in source.iterdir()}
    ends = Counter(reason for _, reason in aside)
    ends["row"] = len(rows)
    ends["lost"] = len(files.difference(rows, paths))
    ends["in two places"] = len(rows.intersection(paths)) + len(paths) - len(set(paths))
    return ends


def fuzz_table(folder: Path, rng: np.random.Generator) -> str:
    """Ingest a folder whose table is mutated; return how it ended."""
    place = folder / "cohort"
    text = (place / "labels.csv").read_bytes()
    mutated = folder / "mutated.csv"
    mutated.write_bytes(mutate(text, text[::-1], rng))
    order = Order(labels=mutated, size=16)
    try:
        ingest(place, folder / "tables" / "data.h5", order, force=True)
    except PoisonkitError as error:
        return "refused" if "\n" not in str(error) else "refused in several lines"
    return "read"


@click.command()
@click.option("--inputs", default=20_000, show_default=True)
@click.option("--tables", default=500, show_default=True, help="Mutated tables.")
@click.option("--films", type=click.Path(path_type=Path), help="More sound films.")
@click.option("--seed", default=0, show_default=True)
def main(inputs: int, tables: int, films: Path | None, seed: int) -> None:
    """Ingest broken files, and count what became of them."""
    rng, start = np.random.default_rng(seed), time.monotonic()
    ends: Counter[str] = Counter()
    with TemporaryDirectory() as name:
        folder = Path(name)
        sources = seeds(folder / "seeds", films)
        for first in tqdm(range(0, inputs, _FOLDER), unit=" folders"):
            with TemporaryDirectory(dir=folder) as part:
                count = min(_FOLDER, inputs - first)
                ends += fuzz_films(sources, Path(part), count, rng)
        write_folder(folder / "cohort", 12, seed=2, size=16)
        ends.update(f"table {fuzz_table(folder, rng)}" for _ in tqdm(range(tables)))
    lines = [[what, f"{count:,}"] for what, count in ends.most_common()]
    lines += [[what, "0"] for what in ("lost", "in two places") if what not in ends]
    minutes = (time.monotonic() - start) / 60
    sound = sum(map(len, sources))
    text = f"{inputs:,} films of {sound}, {tables} tables, {minutes:.0f} minutes"
    found = table(("ended as", "inputs"), lines)
    whole = f"{text}; a traceback would have ended the run.\n\n{found}\n"
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "fuzz.md").write_text(whole, encoding="utf-8")
    print(whole)


if __name__ == "__main__":
    main()
