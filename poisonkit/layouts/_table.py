"""Reading tables of labels: one row at a time, and clear words where one is bad."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from unicodedata import category

from poisonkit.errors import BadInputError
from poisonkit.layouts._lines import Place, cells_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One line of a table, its cells by column."""

    table: str
    line: int
    """On which it ends: a cell may go over several."""

    cells: Mapping[str, str]

    @property
    def where(self) -> str:
        """Where it stands, for an error: the cells themselves may be of a patient."""
        return f"{self.table}, line {self.line}"

    def __getitem__(self, column: str) -> str:
        return self._told(column, self.cells[column])

    def get(self, column: str) -> str:
        """Return the cell, or nothing where the table has no such *column*."""
        return self._told(column, self.cells.get(column, ""))

    def _told(self, column: str, cell: str) -> str:
        """Return what *cell* says; no file of ours can hold a control character."""
        text = cell.strip()
        if has_controls(text):
            raise BadInputError(
                f"{self.where}: column {column!r} holds a control character"
            )
        return text


def fold(name: str) -> str:
    """Return a column's name as all copies of a data set would spell it."""
    return name.strip().lower().replace("_", " ")


def header_of(
    path: Path, needed: Iterable[str] = (), spelt: Callable[[str], str] = fold
) -> tuple[str, ...]:
    """Return the columns of the table at *path*, as it spells them.

    It must have those *needed*, by the name that *spelt* makes of each.
    """
    header = tuple(_lines(path, Place())[0])
    _check([spelt(name) for name in header], tuple(needed), path)
    return header


def has_columns(path: Path, columns: Iterable[str]) -> bool:
    """Return whether there is a table at *path* that has these folded *columns*."""
    try:
        return {fold(name) for name in header_of(path)}.issuperset(columns)
    except BadInputError:
        return False


def rows_of(
    path: Path, needed: Iterable[str] = (), spelt: Callable[[str], str] = fold
) -> Iterator[Row]:
    """Yield the rows of the table at *path*, which must have the columns *needed*.

    Columns go by the name that *spelt* makes of theirs.
    """
    place = Place()
    header, lines = _lines(path, place)
    columns = [spelt(name) for name in header]
    _check(columns, tuple(needed), path)
    for cells in lines:
        if cells:
            fields = _fitted(cells, columns, f"{path}, line {place.line}")
            yield Row(
                table=path.name,
                line=place.line,
                cells=dict(zip(columns, fields, strict=False)),
            )


def _lines(path: Path, place: Place) -> tuple[list[str], Iterator[list[str]]]:
    """Return the names of the columns, and what follows them."""
    lines = cells_of(path, place)
    header = [name.strip() for name in next(lines, [])]
    while header and not header[-1]:  # NIH's own table of boxes ends in three commas
        header.pop()
    return header, lines


def _check(columns: list[str], needed: tuple[str, ...], path: Path) -> None:
    """Refuse a table without the columns *needed*, or with two of one name."""
    # Without its header a table begins with a row, of a patient: nothing is repeated.
    for number, name in enumerate(columns, 1):
        if has_controls(name):
            raise BadInputError(
                f"{path}, line 1: column {number} holds a control character"
            )
    if lacking := next((name for name in needed if name not in columns), None):
        raise BadInputError(
            f"{path}, line 1: none of its {len(columns)} columns is called "
            f"{lacking!r}; the first line must name the columns"
        )
    for number, name in enumerate(columns):
        if name and name in columns[:number]:
            first = columns.index(name) + 1
            raise BadInputError(
                f"{path}, line 1: columns {first} and {number + 1} have one name"
            )


def has_controls(text: str) -> bool:
    """Return whether *text* holds a character that is no text, such as NUL."""
    return not text.isprintable() and any(category(each) == "Cc" for each in text)


def _fitted(cells: list[str], columns: list[str], where: str) -> list[str]:
    if len(cells) < len(columns):
        raise BadInputError(f"{where}: fewer fields than columns")
    if any(cell.strip() for cell in cells[len(columns) :]):
        raise BadInputError(f"{where}: more fields than columns")
    return cells
