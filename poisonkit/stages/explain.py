"""A run and some films in; pictures of what the model looked at out."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import numpy as np

from poisonkit.checkpoint import Checkpoint, model_digest
from poisonkit.decoding import decode, read_bytes
from poisonkit.errors import BadInputError, UnreadableFileError, unknown
from poisonkit.files import write_json, writing_folder
from poisonkit.overlays import overlay, side_by_side
from poisonkit.preparation import Preparation
from poisonkit.progress import silent
from poisonkit.runrecord import Stopwatch, write_run_record
from poisonkit.saliency import SALIENCY
from poisonkit.seer import Seer

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from poisonkit.arrays import Pixels
    from poisonkit.checkpoint import Run
    from poisonkit.compute import Compute
    from poisonkit.progress import Progress


@dataclass(frozen=True, kw_only=True)
class Explained:
    """One film, one label, and where the model looked."""

    image: str
    label: str
    probability: float
    peak: tuple[int, int]
    """x and y of the most important place, in pixels of the prepared film."""

    picture: str


def explain(  # noqa: PLR0913 - who, of what, for what, how, whither, on what
    run: Run,
    images: Sequence[Path],
    out: Path,
    *,
    labels: Sequence[str] = (),
    method: str = "hires_cam",
    compute: Compute,
    force: bool = False,
    progress: Progress = silent,
) -> list[Explained]:
    """Draw what the model of *run* looks at on *images*, for *labels* or its surest."""
    card = Checkpoint.read(run)
    for label in labels:
        if label not in card.label_names:
            raise unknown("label", label, card.label_names)
    seer = _seer(run, card, method, compute)
    films = [_film(path, card.size) for path in images]
    watch, explained = Stopwatch(), []
    with (
        writing_folder(out, force=force) as folder,
        progress("explaining", len(images)) as advance,
    ):
        for number, (path, film) in enumerate(zip(images, films, strict=True), start=1):
            for label, probability, heat in seer.looks(film, labels):
                one = Explained(
                    image=str(path),
                    label=label,
                    probability=probability,
                    peak=_peak(heat, card.size),
                    picture=f"{number:03d}-{_safe(label)}.png",
                )
                side_by_side(film, overlay(film, heat)).save(folder / one.picture)
                explained.append(one)
            advance()
        write_json(folder / "explanations.json", [asdict(one) for one in explained])
        watch.lap("explain")
        write_run_record(
            folder, "explain", watch, model=model_digest(run), method=method
        )
    return explained


def _seer(run: Run, card: Checkpoint, method: str, compute: Compute) -> Seer:
    member, model = SALIENCY.create(method), card.load(run)
    compute.place(model)
    return Seer(names=card.label_names, model=model, member=member, compute=compute)


def _film(path: Path, size: int) -> Pixels:
    try:
        film = decode(read_bytes(path), path.name)
    except UnreadableFileError as error:
        raise BadInputError(f"cannot read {path}: {error}") from error
    return Preparation(size=size, bits=8).apply(film.pixels)


def _peak(heat: NDArray[np.float32], size: int) -> tuple[int, int]:
    """Return x and y of the middle of the largest cell."""
    row, column = np.unravel_index(int(np.argmax(heat)), heat.shape)
    cell = size / heat.shape[0]
    return int((column + 0.5) * cell), int((row + 0.5) * cell)


def _safe(label: str) -> str:
    return "".join(c if c.isalnum() else "_" for c in label)
