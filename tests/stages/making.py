"""Small folders of films to order, and what an ingest made of them."""

from __future__ import annotations

import csv
from io import BytesIO
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image

from poisonkit.dataset import CxrDataset
from poisonkit.intake.quarantine import QUARANTINE
from poisonkit.intake.sources import Order
from poisonkit.stages.ingest import ingest

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from numpy.typing import NDArray

SIDE = 32


def film(seed: int, shape: tuple[int, int] = (SIDE, SIDE)) -> NDArray[np.uint8]:
    """Return a film of noise; another *seed* is another film."""
    return np.random.default_rng(seed).integers(256, size=shape, dtype=np.uint8)


def deep(seed: int) -> NDArray[np.uint16]:
    """Return a film of noise with 16 bits."""
    rng = np.random.default_rng(seed)
    return rng.integers(65_536, size=(SIDE, SIDE), dtype=np.uint16)


def encoded(pixels: NDArray[Any], kind: str = "PNG") -> bytes:
    """Return *pixels* as the bytes of a file."""
    buffer = BytesIO()
    Image.fromarray(pixels).save(buffer, kind)
    return buffer.getvalue()


def folder_of(place: Path, table: str | None, files: Mapping[str, bytes]) -> Path:
    """Write *files* below *place*, and the text of `labels.csv` beside them."""
    place.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_bytes(data)
    if table is not None:
        (place / "labels.csv").write_text(table, encoding="utf-8")
    return place


def films(count: int) -> dict[str, bytes]:
    """Return *count* readable files: ``0.png``, ``1.png``, ..."""
    return {f"{number}.png": encoded(film(number)) for number in range(count)}


def one_broken(place: Path, count: int) -> Path:
    """Write a folder of *count* films below *place*; the fourth cannot be read."""
    table = "image,Mass\n" + "".join(f"{n}.png,{n % 2}\n" for n in range(count))
    return folder_of(place, table, films(count) | {"3.png": b"broken"})


def ingested(source: Path, place: Path, **wishes: Any) -> CxrDataset:
    """Ingest *source* in this process into ``data.h5`` below *place*, and open it."""
    ingest(source, place / "data.h5", Order(**wishes))
    return CxrDataset.open(place / "data.h5")


def quarantined(place: Path) -> dict[str, str]:
    """Return path and reason of all that lies in quarantine below *place*."""
    path = place / QUARANTINE
    if not path.exists():
        return {}
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    found = {row["path"]: row["reason"] for row in rows}
    assert len(rows) == len(found), "no path twice"
    return found


def below(place: Path) -> list[str]:
    """Return the name of every file below *place*, hidden ones too."""
    return sorted(str(p.relative_to(place)) for p in place.rglob("*") if p.is_file())


def contents(place: Path) -> dict[str, bytes]:
    """Return the bytes of every file below *place*."""
    return {name: (place / name).read_bytes() for name in below(place)}
