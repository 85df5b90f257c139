"""A real browser without a window, driven through the DevTools protocol."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any
from urllib.request import Request, urlopen

from websockets.sync.client import connect

if TYPE_CHECKING:
    from collections.abc import Iterator

    from websockets.sync.client import ClientConnection

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_PATIENCE = 30
_CODES = {"Enter": "\r", "Escape": "\x1b", "Tab": "\t"}


def chromium() -> str | None:
    """Return the browser of this machine, if there is one."""
    return next((found for name in NAMES if (found := shutil.which(name))), None)


class NavigatedError(AssertionError):
    """The page that was asked has gone."""


@dataclass
class Page:
    """One tab."""

    socket: ClientConnection
    troubles: list[str] = field(default_factory=list)
    """What the browser complained of: errors, and what the page's policy forbade."""

    asked: list[str] = field(default_factory=list)
    """What the browser asked the user, who always agrees."""

    number: int = 0

    def send(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Ask the browser for something and wait for it."""
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters}
        self.socket.send(json.dumps(message))
        while True:
            told: dict[str, Any] = json.loads(self.socket.recv(timeout=_PATIENCE))
            self._note(told)
            if told.get("id") == self.number:
                if "navigated" in told.get("error", {}).get("message", ""):
                    raise NavigatedError(told)
                assert "error" not in told, told
                result: dict[str, Any] = told["result"]
                return result

    def run(self, script: str) -> Any:
        """Return what *script*, which may be a promise, comes to."""
        told = self.send(
            "Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True
        )
        assert "exceptionDetails" not in told, told
        return told["result"].get("value")

    def wait(self, script: str) -> Any:
        """Wait until *script* is true, and return what it is then.

        It may fail before: the page is not there yet.
        """
        end = time.monotonic() + _PATIENCE
        while time.monotonic() < end:
            try:
                found = self.run(
                    f"(() => {{ try {{ return {script} }} catch {{}} }})()"
                )
            except NavigatedError:  # between one page and the next
                found = None
            if found:
                return found
            time.sleep(0.02)
        raise AssertionError(f"this never came: {script}; {self.troubles}")

    def press(self, *keys: str, shift: bool = False) -> None:
        """Press keys, one after the other; with *shift*, while that is held."""
        for key in keys:
            text = _CODES.get(key, key if len(key) == 1 else "")
            about = {"key": key, "text": text, "unmodifiedText": text}
            about = {name: value for name, value in about.items() if value}
            kind = "keyDown" if text else "rawKeyDown"
            code = {"Enter": 13, "Escape": 27, "Tab": 9}.get(key, 0)
            self.send(
                "Input.dispatchKeyEvent",
                type=kind,
                windowsVirtualKeyCode=code,
                modifiers=8 * shift,
                **about,
            )
            self.send("Input.dispatchKeyEvent", type="keyUp", key=key)

    def write(self, text: str) -> None:
        """Type *text* where the focus is."""
        self.send("Input.insertText", text=text)

    def text(self, selector: str) -> str:
        """Return the text of the first element that *selector* finds."""
        quoted = json.dumps(selector)
        return str(self.run(f"document.querySelector({quoted}).textContent"))

    def size(self, width: int, height: int) -> None:
        """Make the window so large."""
        self.send(
            "Emulation.setDeviceMetricsOverride", width=width, height=height,
            deviceScaleFactor=1, mobile=False,
        )  # fmt: skip

    def scheme(self, name: str) -> None:
        """Prefer ``light`` or ``dark``."""
        feature = {"name": "prefers-color-scheme", "value": name}
        self.send("Emulation.setEmulatedMedia", features=[feature])

    def shot(self) -> bytes:
        """Return what is seen, as a PNG."""
        told = self.send("Page.captureScreenshot", format="png")
        return base64.b64decode(told["data"])

    def open(self, address: str) -> None:
        """Go to *address*."""
        self.send("Page.navigate", url=address)

    def _note(self, told: dict[str, Any]) -> None:
        if told.get("method") == "Runtime.exceptionThrown":
            self.troubles.append(str(told["params"]["exceptionDetails"]))
        if told.get("method") == "Page.javascriptDialogOpening":
            self.asked.append(str(told["params"]["type"]))
            accept = {
                "method": "Page.handleJavaScriptDialog",
                "params": {"accept": True},
            }
            self.socket.send(json.dumps({"id": 0, **accept}))
        if told.get("method") == "Log.entryAdded":
            self.troubles.append(str(told["params"]["entry"]["text"]))


@dataclass(frozen=True)
class Browser:
    """A browser, and where it is spoken to."""

    port: int

    @contextmanager
    def page(self, address: str = "about:blank") -> Iterator[Page]:
        """Open a tab; all tabs of one browser share their cookies."""
        place = f"http://127.0.0.1:{self.port}/json"
        with urlopen(Request(f"{place}/new?about:blank", method="PUT")) as told:  # noqa: S310 - our own browser
            target = json.load(told)
        with connect(target["webSocketDebuggerUrl"], max_size=None) as socket:
            page = Page(socket)
            for part in ("Page", "Runtime", "Log"):
                page.send(f"{part}.enable")
            page.open(address)
            yield page
            page.send("Page.close")


@contextmanager
def browser() -> Iterator[Browser]:
    """Start a browser with a profile of its own, and end it."""
    path = chromium()
    assert path, "there is no Chromium"
    with TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        words = [
            path, "--headless", "--disable-gpu", "--hide-scrollbars", "--no-first-run",
            "--remote-debugging-port=0", f"--user-data-dir={profile}",
            "--disable-background-networking", "--force-color-profile=srgb",
        ]  # fmt: skip
        if os.geteuid() == 0:  # its sandbox does not work for root
            words.append("--no-sandbox")
        quiet = subprocess.DEVNULL
        with subprocess.Popen(words, stdout=quiet, stderr=quiet) as process:
            try:
                yield Browser(_port(Path(profile)))
            finally:
                process.terminate()


def _port(profile: Path) -> int:
    """Return the port that the browser chose."""
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end:
        told = profile / "DevToolsActivePort"
        if told.exists() and "\n" in (text := told.read_text()):
            return int(text.partition("\n")[0])
        time.sleep(0.05)
    raise AssertionError("the browser did not start")
