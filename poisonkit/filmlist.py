"""``films.json``: which films an audit looked at, so that a later one knows them."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from pydantic import TypeAdapter, ValidationError

from poisonkit import __version__
from poisonkit.errors import BadInputError
from poisonkit.files import write_json
from poisonkit.lineage import digest_text

if TYPE_CHECKING:
    from pathlib import Path

    from poisonkit.arrays import Rows
    from poisonkit.dataset import CxrDataset

NAME = "films.json"
SCHEMA = 1


@dataclass(frozen=True, kw_only=True)
class FilmList:
    """The films of one data set, in the order of its rows."""

    version: str
    """Of poisonkit."""

    label_names: tuple[str, ...]
    preprocessing: dict[str, Any]
    images: tuple[str, ...]
    digests: tuple[str, ...]
    """Of each film's pixels, patient and labels: if one changes, the film is new."""

    schema: int = SCHEMA

    @classmethod
    def of(cls, data: CxrDataset) -> Self:
        """List the films of *data*."""
        labels = (" ".join(map(str, row)) for row in data.labels.tolist())
        parts = zip(data.digests, data.patients, labels, strict=True)
        return cls(
            version=__version__,
            label_names=data.label_names,
            preprocessing=dict(data.preprocessing),
            images=tuple(data.ids),
            digests=tuple(digest_text(part) for part in parts),
        )

    def write(self, folder: Path) -> None:
        """Write ``films.json``."""
        write_json(folder / NAME, asdict(self))

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Read the list of the audit in *folder*, or say what is wrong with it."""
        path = folder / NAME
        try:
            values: Any = json.loads(path.read_text(encoding="utf-8"))
            films = TypeAdapter(cls).validate_python(values)
        except (OSError, UnicodeDecodeError, ValueError, ValidationError) as error:
            raise BadInputError(f"{path} is missing or damaged") from error
        if films.schema != SCHEMA or len(films.images) != len(films.digests):
            raise BadInputError(f"{path} is of another schema, or damaged")
        return films

    def rows_of(self, other: FilmList) -> Rows:
        """Return the row here of each film of *other*, ``(n,)``; -1 if it is new."""
        known = {film: row for row, film in enumerate(self._films())}
        return np.array([known.get(film, -1) for film in other._films()], np.int64)

    def unlike(self, other: FilmList) -> str:
        """Return in what the two cannot be compared, or nothing."""
        if self.version != other.version:
            return f"of poisonkit {self.version}, this is {other.version}"
        if self.label_names != other.label_names:
            names = sorted(set(self.label_names) ^ set(other.label_names))
            return f"of other labels: {', '.join(names) or 'another order'}"
        mine, theirs = self.preprocessing, other.preprocessing
        words = sorted(k for k in mine | theirs if mine.get(k) != theirs.get(k))
        return f"of films made with another {' and '.join(words)}" if words else ""

    def _films(self) -> list[tuple[str, str]]:
        return list(zip(self.images, self.digests, strict=True))
