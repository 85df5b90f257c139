"""Reports of Open-i as XML: the indexed terms and the names of the films, no text.

A document type could make a small file swell or read other files: it is refused.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from xml.etree.ElementTree import ParseError, XMLParser

from poisonkit.errors import BadInputError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_LARGEST = 1 << 20
"""Bytes; the longest report has about 10,000."""


@dataclass
class Report:
    """What is kept of a report while it is parsed."""

    patient: str | None = None
    terms: list[str] = field(default_factory=list)
    films: list[str] = field(default_factory=list)
    _inside: bool = False

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Note the number of a report or a film, and the beginning of a term."""
        if tag == "uId":
            self.patient = attributes.get("id")
        if tag == "parentImage":
            self.films.append(attributes.get("id", ""))
        self._inside = tag == "major"
        if self._inside:
            self.terms.append("")

    def data(self, text: str) -> None:
        """Keep the text of a term."""
        if self._inside:
            self.terms[-1] += text

    def end(self, tag: str) -> None:
        """Note the end of a term."""
        del tag
        self._inside = False

    def doctype(self, *declared: str) -> None:
        """Refuse a document type, whatever is *declared*."""
        del declared
        raise BadInputError("it declares a document type or entities")

    def close(self) -> Report:
        """Return what was kept."""
        return self


def read_report(path: Path) -> Report:
    """Return the report at *path*; BadInputError says what is wrong with it."""
    report = Report()
    parser = XMLParser(target=report)  # noqa: S314 - entities are refused, see above
    try:
        if path.stat().st_size > _LARGEST:
            raise BadInputError("it is too long for a report")
        parser.feed(path.read_bytes())
        parser.close()
    except ParseError as error:
        line, _ = error.position
        raise BadInputError(f"it is no XML, see line {line}") from error
    except (OSError, ValueError, LookupError) as error:
        raise BadInputError("it cannot be read") from error
    return report
