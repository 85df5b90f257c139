"""One connection of the review page: who asks is checked before what is asked."""

from __future__ import annotations

from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from poisonkit.errors import LockedError, PoisonkitError
from poisonkit.reviewing.answer import SAFETY, refusal
from poisonkit.reviewing.routes import answer_get, answer_post, entrance

if TYPE_CHECKING:
    from collections.abc import Callable

    from poisonkit.reviewing.answer import Answer
    from poisonkit.reviewing.room import Room

_LARGEST = 1 << 20
"""Bytes of a request."""

_IDLE = 120
"""Seconds after which a silent connection is closed."""

_STRANGER = (
    "this page opens with the address that poisonkit printed, in one browser, once; "
    "it printed another for the next"
)


class Handler(BaseHTTPRequestHandler):
    """Answers what the page asks about one desk."""

    server: Room
    protocol_version = "HTTP/1.1"
    timeout = _IDLE
    disable_nagle_algorithm = True
    wbufsize = -1  # head and body leave together

    def version_string(self) -> str:
        """Say no more than needed."""
        return "poisonkit"

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - its name
        """Say nothing: a library does not print."""

    def do_GET(self) -> None:
        """Answer a question."""
        self._answer(self._got)

    def do_POST(self) -> None:
        """Keep decisions."""
        self._answer(self._posted)

    def send_error(
        self, code: int, message: str | None = None, explain: str | None = None
    ) -> None:
        """Refuse what is no request, or of a kind that there is not."""
        del message, explain
        odd = code == HTTPStatus.NOT_IMPLEMENTED
        status = HTTPStatus.METHOD_NOT_ALLOWED if odd else HTTPStatus(code)
        self._send(_closing(status, "such a request is not understood"))

    def _answer(self, work: Callable[[], Answer]) -> None:
        try:
            answer = work()
        except LockedError as error:
            answer = refusal(HTTPStatus.SERVICE_UNAVAILABLE, str(error))
        except PoisonkitError as error:
            answer = refusal(HTTPStatus.BAD_REQUEST, str(error))
        except Exception as error:  # noqa: BLE001 - it costs this request alone
            told = f"{type(error).__name__}: {error}"
            self.server.told(f"a request of the page failed: {told}")
            answer = refusal(HTTPStatus.INTERNAL_SERVER_ERROR, f"this failed: {told}")
        self._send(answer)

    def _got(self) -> Answer:
        guard, asked = self.server.guard, urlsplit(self.path)
        if not guard.knows_host(self.headers):
            return _closing(HTTPStatus.MISDIRECTED_REQUEST, "this is another server")
        if guard.knows(self.headers):
            return answer_get(self.server.desk, asked.path)
        tokens = parse_qs(asked.query).get("token", [""])
        if asked.path != "/" or not guard.spend(tokens[0]):
            return _closing(HTTPStatus.FORBIDDEN, _STRANGER)
        self.server.told(f"for another browser: {guard.address}")
        return entrance(guard.welcome())

    def _posted(self) -> Answer:
        guard, body = self.server.guard, self._body()
        if not guard.knows_host(self.headers):
            return _closing(HTTPStatus.MISDIRECTED_REQUEST, "this is another server")
        if not guard.knows(self.headers) or not guard.own_page(self.headers):
            return _closing(HTTPStatus.FORBIDDEN, _STRANGER)
        if self.headers.get("Content-Type") != "application/json":
            wrong = "decisions are told as application/json"
            return _closing(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, wrong)
        if body is None:
            return _closing(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "this is too long")
        return answer_post(self.server.desk, urlsplit(self.path).path, body)

    def _body(self) -> bytes | None:
        """Return what was sent, unless it does not say how long it is, or is long."""
        length = self.headers.get("Content-Length", "")
        if not length.isascii() or not length.isdigit() or int(length) > _LARGEST:
            return None
        return self.rfile.read(int(length))

    def _send(self, answer: Answer) -> None:
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.kind)
        self.send_header("Content-Length", str(len(answer.body)))
        for name, value in {**SAFETY, **answer.headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(answer.body)


def _closing(status: HTTPStatus, text: str) -> Answer:
    """Refuse without reading on: what follows may be no request."""
    return refusal(status, text, {"Connection": "close"})
