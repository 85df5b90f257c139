"""What goes back to the browser, and under which conditions it may be used there."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from poisonkit.reviewing.picture import Picture

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
SAFETY = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cache-Control": "no-store",
}
"""Headers of every answer: nothing from elsewhere, nothing inline, nothing kept."""

_BYTES = "application/octet-stream"


@dataclass(frozen=True, kw_only=True)
class Answer:
    """One answer."""

    status: HTTPStatus = HTTPStatus.OK
    kind: str = "application/json; charset=utf-8"
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


def as_json(value: Any) -> Answer:
    """Return *value* as JSON."""
    text = json.dumps(value, allow_nan=False, separators=(",", ":"))
    return Answer(body=text.encode())


def refusal(
    status: HTTPStatus, text: str, headers: Mapping[str, str] | None = None
) -> Answer:
    """Return a refusal with one line that the page can show."""
    return replace(as_json({"error": text}), status=status, headers=headers or {})


def as_film(picture: Picture) -> Answer:
    """Return a film's grey levels; its measures are in the headers."""
    measures = f"{picture.width} {picture.height} {picture.bits}"
    square = " ".join(map(str, picture.square))
    audited = str(int(picture.audited))
    told = {"X-Film": measures, "X-Square": square, "X-Audited": audited}
    return Answer(kind=_BYTES, body=picture.levels, headers=told)


def as_map(cells: int, levels: bytes) -> Answer:
    """Return a map of *cells* a side."""
    return Answer(kind=_BYTES, body=levels, headers={"X-Cells": str(cells)})
