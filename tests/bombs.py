"""What must not go off when a stranger's file is read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


class Bomb:
    """Writes a file when it is unpickled."""

    def __init__(self, place: Path) -> None:
        """Take the file that would be written."""
        self.place = place

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Path]]:
        """Make pickle call what it should not."""
        return Path.touch, (self.place,)
