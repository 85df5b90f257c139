"""Whatever a library raises over broken bytes becomes a refusal of the file."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from poisonkit.errors import UnreadableFileError

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def refusing(detail: str, code: str = "cannot-decode") -> Iterator[None]:
    """Refuse the file with *code* and *detail* if anything within fails."""
    try:
        yield
    except (UnreadableFileError, KeyboardInterrupt):
        raise
    except MemoryError as error:
        raise UnreadableFileError("too-large", "takes too much memory") from error
    except BaseException as error:  # a panic in Rust is no Exception
        raise UnreadableFileError(code, detail) from error
