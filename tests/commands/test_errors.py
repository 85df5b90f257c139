"""What goes wrong becomes one line and the right exit code; a bug stays a bug."""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING

import pytest

from poisonkit.auditfile import AuditRecord
from poisonkit.errors import BadInputError, NothingToAuditError
from tests.commands.running import one_line, refused, run

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

FULL = OSError(errno.ENOSPC, "No space left on device", "scores.csv")
ERRORS: dict[str, tuple[BaseException, int, str]] = {
    "refused": (BadInputError("no good"), 2, "no good"),
    "two lines": (BadInputError("no\ngood\x1b[31m"), 2, "no good?[31m"),
    "nothing": (NothingToAuditError("no labels"), 3, "no labels"),
    "disk": (FULL, 2, "scores.csv: No space left on device"),
    "memory": (MemoryError(), 2, "there is not enough memory for this"),
    "device": (
        RuntimeError("CUDA out of memory. Tried to allocate 20.00 GiB"),
        2,
        "there is not enough memory for this",
    ),
    "torch": (
        RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried"),
        2,
        "there is not enough memory for this",
    ),
    "interrupt": (
        KeyboardInterrupt(),
        130,
        "interrupted; nothing was left half-written",
    ),
}


def raising(error: BaseException) -> Callable[[Path], AuditRecord]:
    """Return a reading of an audit that fails."""

    def read(folder: Path) -> AuditRecord:
        del folder
        raise error

    return read


@pytest.mark.parametrize("case", ERRORS)
def test_an_error_is_one_line(case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever it quotes, the message is one line of what can be printed."""
    error, code, words = ERRORS[case]
    monkeypatch.setattr(AuditRecord, "read", raising(error))

    assert words == refused("report", "somewhere", code=code)


def test_a_bug_is_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    """What nobody foresaw is shown in full, so that it can be reported."""
    bug = RuntimeError("shapes differ")
    monkeypatch.setattr(AuditRecord, "read", raising(bug))
    result = run("report", "somewhere")

    assert bug is result.exception
    assert "" == result.stderr


def test_hostile_names_are_one_line() -> None:
    """A name with line breaks and control characters does not reach the terminal."""
    said = one_line(run("report", "no\nwhere\x1b[2J").stderr)

    assert said.startswith("no where?[2J is no audit")
