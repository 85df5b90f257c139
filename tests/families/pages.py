"""Look at a page as a browser does."""

from __future__ import annotations

from html.parser import HTMLParser


class Page(HTMLParser):
    """What a browser would make of a page: its elements, and what they would load."""

    def __init__(self, text: str) -> None:
        """Parse *text*."""
        super().__init__()
        self.elements: list[str] = []
        self.loads: list[str] = []
        self.words = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the element."""
        self.elements.append(tag)
        for name, value in attrs:
            assert not name.startswith("on"), f"{tag} runs {name}"
            if name in {"src", "href", "srcset", "data", "action", "background"}:
                self.loads.append(value or "")

    def handle_data(self, data: str) -> None:
        """Note what can be read."""
        self.words += data
