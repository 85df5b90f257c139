"""Official lists of the films of a split: one name per line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from poisonkit.errors import BadInputError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def official_splits(lists: Mapping[str, Path | None]) -> dict[str, str]:
    """Return the split of each film that one of *lists* names."""
    splits: dict[str, str] = {}
    for split, path in lists.items():
        for line, name in enumerate(_lines(path), 1):
            if name and splits.setdefault(name, split) != split:
                raise BadInputError(
                    f"{path}, line {line}: the film is in another split's list too"
                )
    return splits


def _lines(path: Path | None) -> list[str]:
    if path is None:
        return []
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8"
        raise BadInputError(f"cannot read the list {path}: {reason}") from error
    return [line.strip() for line in text.splitlines()]
