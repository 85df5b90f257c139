"""What the page may ask for.

Films, labels and methods are asked for by number.  No word of a request ever becomes
the name of a file.
"""

from __future__ import annotations

from dataclasses import asdict, replace
from functools import cache
from http import HTTPStatus
from importlib.resources import files
from typing import TYPE_CHECKING

from poisonkit.errors import BadInputError
from poisonkit.reviewing.agreement import agreements
from poisonkit.reviewing.answer import Answer, as_film, as_json, as_map, refusal
from poisonkit.reviewing.decision import parse
from poisonkit.reviewing.picture import native_picture, stored_picture

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from poisonkit.reviewing.desk import Desk

_TYPES = {
    "html": "text/html",
    "js": "text/javascript",
    "css": "text/css",
    "svg": "image/svg+xml",
}
_LONGEST_NUMBER = 9


@cache
def page_files() -> Mapping[str, Answer]:
    """Return the page's own files by the path under which it asks for them."""
    found = {}
    for file in files("poisonkit.reviewing").joinpath("page").iterdir():
        kind = _TYPES.get(file.name.rpartition(".")[2])
        if kind:
            name = "/" if file.name == "index.html" else f"/{file.name}"
            kind = f"{kind}; charset=utf-8"
            found[name] = Answer(kind=kind, body=file.read_bytes())
    return found


def answer_get(desk: Desk, path: str) -> Answer:
    """Answer a question."""
    if path in page_files():
        return page_files()[path]
    root, _, asked = path.removeprefix("/").partition("/")
    name, *numbers = asked.split("/")
    count, work = _QUESTIONS.get(name, (-1, _events))
    if root != "api" or len(numbers) != count or not all(map(_is_number, numbers)):
        return refusal(HTTPStatus.NOT_FOUND, "there is no such page")
    return work(desk, *map(int, numbers))


def entrance(cookie: str) -> Answer:
    """Return the page itself to a browser that is let in, with its *cookie*."""
    return replace(page_files()["/"], headers={"Set-Cookie": cookie})


def answer_post(desk: Desk, path: str, body: bytes) -> Answer:
    """Keep decisions."""
    if path != "/api/events":
        return refusal(HTTPStatus.NOT_FOUND, "there is no such page")
    told = parse(body)
    desk.say(told)
    return as_json({"kept": len(told)})


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= _LONGEST_NUMBER


def _film(desk: Desk, row: int) -> Answer:
    return as_film(stored_picture(desk.data, _known(desk, row)))


def _native(desk: Desk, row: int) -> Answer:
    if desk.films is None:
        raise BadInputError("the folder of films was not named: see --films")
    return as_film(native_picture(desk.data, desk.films, _known(desk, row)))


def _map(desk: Desk, row: int, label: int, method: int) -> Answer:
    return as_map(*desk.sight.map(_known(desk, row), label, method))


def _nearest(desk: Desk, row: int) -> Answer:
    suspect = next((one for one in desk.suspects if one.row == row), None)
    if suspect is None:
        raise BadInputError("no finding names this film")
    label = desk.record.findings[suspect.findings[0]].label
    found = desk.neighbours.nearest(row, label)
    if found is None:
        return as_json(None)
    labels = desk.data.labels[found.row].tolist()
    return as_json(
        asdict(found) | {"image": desk.data.ids[found.row], "labels": labels}
    )


def _known(desk: Desk, row: int) -> int:
    if row >= len(desk.data):
        raise BadInputError(f"the data set has no row {row}")
    return row


def _events(desk: Desk, after: int) -> Answer:
    return as_json([asdict(event) for event in desk.store.since(after)])


def _agreement(desk: Desk) -> Answer:
    return as_json([asdict(one) for one in agreements(desk.store.since())])


_QUESTIONS: dict[str, tuple[int, Callable[..., Answer]]] = {
    "audit": (0, lambda desk: as_json(desk.about())),
    "methods": (0, lambda desk: as_json(desk.sight.methods())),
    "agreement": (0, _agreement),
    "events": (1, _events),
    "film": (1, _film),
    "native": (1, _native),
    "nearest": (1, _nearest),
    "map": (3, _map),
}
"""Each question, how many numbers it comes with, and who answers."""
