"""A folder of films: ``images/`` and ``labels.csv``."""

from __future__ import annotations

import csv
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from typing import TYPE_CHECKING, final

from poisonkit.errors import BadParameterError, OutputError
from poisonkit.phantoms.cohort import plan_cohort
from poisonkit.phantoms.course import label_of
from poisonkit.phantoms.film import check_bits, check_size, render
from poisonkit.phantoms.findings import FINDINGS
from poisonkit.phantoms.forms import FORMS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from poisonkit.phantoms.forms.base import Form
    from poisonkit.phantoms.frame import Shape
    from poisonkit.phantoms.study import Study
    from poisonkit.spec import Spec

CHUNK = 8
"""Films that a worker takes at a time."""


def write_folder(  # noqa: PLR0913 - a folder is these, and how to make it
    destination: Path,
    count: int,
    *,
    seed: int,
    size: int | Shape = 96,
    form: Spec | str = "png",
    bits: int = 8,
    workers: int = 1,
    progress: Callable[[int, int], object] | None = None,
) -> Path:
    """Write *count* films and their labels into *destination*; return it.

    *size* is a side or (h, w) in pixels, *form* is ``dicom`` or ``png``.  The bytes
    depend on the seed and not on the number of *workers*.  *progress* is told how many
    films are done, and of how many, after each of them.
    """
    check_bits(bits)
    if workers < 1:
        raise BadParameterError(f"workers must be at least 1, got {workers}")
    printer = _Printer(destination, check_size(size), bits, FORMS.create(form))
    studies = plan_cohort(count, seed=seed)
    _prepare(destination)
    for done, _ in enumerate(_print_all(printer, studies, workers), 1):
        if progress:
            progress(done, count)
    _write_labels(destination / "labels.csv", studies, printer.form)
    return destination


@final
@dataclass(frozen=True)
class _Printer:
    """Draws a study and writes its file; it can be sent to another process."""

    destination: Path
    shape: Shape
    bits: int
    form: Form

    def __call__(self, study: Study) -> None:
        data = self.form.encode(study, render(study, self.shape, self.bits), self.bits)
        path = self.destination / "images" / file_name(study, self.form)
        path.write_bytes(data)


def file_name(study: Study, form: Form) -> str:
    """Return the name of the file of *study*, as the column ``image`` has it."""
    return f"{study.patient.code}_{study.follow_up:03d}{form.suffix}"


def _print_all(
    printer: _Printer, studies: Sequence[Study], workers: int
) -> Iterator[None]:
    """Yield once for each film that is on disk."""
    if workers == 1:
        yield from map(printer, studies)
        return
    # Spawned, because a forked copy of a process with threads may hang.
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        yield from pool.map(printer, studies, chunksize=CHUNK)


def _prepare(destination: Path) -> None:
    """Make the folders, or refuse to write over what is there."""
    if destination.exists() and not destination.is_dir():
        raise OutputError(f"{destination} is a file; choose a folder to write to")
    if destination.exists() and any(destination.iterdir()):
        raise OutputError(f"{destination} is not empty; choose a new or empty folder")
    try:
        (destination / "images").mkdir(parents=True)
    except OSError as error:
        raise OutputError(f"cannot make {destination}: {error}") from error


def _write_labels(path: Path, studies: Sequence[Study], form: Form) -> None:
    findings = list(FINDINGS.modules())
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        about = ["image", "patient_id", "split", "view", "sex", "age"]
        table.writerow(about + [label_of(name) for name in findings])
        for study in studies:
            patient = study.patient
            row = [file_name(study, form), patient.code, patient.split]
            row += [study.view, patient.sex, str(study.age)]
            row += [str(int(name in study.severity)) for name in findings]
            table.writerow(row)
