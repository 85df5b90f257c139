"""Which file a table means by a name: exactly one, or a line in the quarantine."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from poisonkit.listing import Listing, Quarantined

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from poisonkit.layouts._table import Row

IMAGES = (".png", ".jpg", ".jpeg", ".dcm", ".dicom", ".tif", ".tiff")
"""What a name may end in where the table names only the stem."""

AMBIGUOUS = "ambiguous"
"""Why a file is left that goes by a name of several."""


@dataclass(frozen=True, kw_only=True)
class Matcher:
    """Finds files by the last parts of their paths and keeps what it cannot match."""

    files: Mapping[str, Sequence[str]]
    depth: int
    stems: bool
    _left: list[Quarantined] = field(default_factory=list)
    _taken: set[str] = field(default_factory=set)
    """Files that a row meant and no other file."""

    @classmethod
    def of(cls, listing: Listing, *, depth: int = 1, stems: bool = False) -> Matcher:
        """Match the last *depth* parts; with *stems*, whatever kind of image it is."""
        files: dict[str, list[str]] = defaultdict(list)
        for file in listing.files:
            if not stems or file.lower().endswith(IMAGES):
                files[_key(file, depth, stems=stems)].append(file)
        return cls(files=dict(files), depth=depth, stems=stems)

    def meant(self, name: str) -> Sequence[str]:
        """Return the files that go by *name*; the whole of it may decide."""
        found = self.files.get(_key(name, self.depth, stems=self.stems), ())
        if len(found) > 1:
            whole = "/" + name.replace("\\", "/").lstrip("/")
            exact = [f for f in found if f"/{f}".endswith(whole)]
            return exact if len(exact) == 1 else found
        return found

    def find(self, name: str, row: Row) -> str | None:
        """Return the file that *row* means by *name*, or note why there is none."""
        found = self.meant(name)
        if len(found) == 1:
            self._taken.add(found[0])
            return found[0]
        if not found:
            self.leave(name, "missing", f"{_named(row)}, but there is no such file")
        for file in found:
            detail = f"{_named(row)}, but {len(found)} files go by that name"
            self.leave(file, AMBIGUOUS, detail)
        return None

    def leave(self, path: str, reason: str, detail: str) -> None:
        """Note that *path* is no film of the data set."""
        path = path or "(no name)"
        self._left.append(Quarantined(path=path, reason=reason, detail=detail))

    def left(self) -> tuple[Quarantined, ...]:
        """Return what was left, once all rows are read: each file has one place.

        A name of several files says nothing of one that has its place by another row.
        """
        placed, kept = set(self._taken), []
        for row in self._left:
            if row.reason == AMBIGUOUS:
                if row.path in placed:
                    continue
                placed.add(row.path)
            kept.append(row)
        return tuple(kept)


def _named(row: Row) -> str:
    return f"named in line {row.line} of {row.table}"


def _key(name: str, depth: int, *, stems: bool) -> str:
    if depth == 1:
        tail = name.replace("\\", "/").rpartition("/")[2]
    else:
        tail = "/".join(name.replace("\\", "/").split("/")[-depth:])
    end = next((e for e in IMAGES if stems and tail.lower().endswith(e)), "")
    return tail[: len(tail) - len(end)]
