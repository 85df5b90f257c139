"""An audit on the command line, by commands that go by what it found."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any, TypeVar

import click

from poisonkit_cli.options import PATH, SEVERITY

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from poisonkit.dataset import CxrDataset

    F = TypeVar("F", bound=Callable[..., Any])


def audited(command: F) -> F:
    """Add ``--audit`` and ``--severity``, the latter as a `Severity` or None."""

    @functools.wraps(command)
    def gather(*args: Any, severity: str | None, **kwargs: Any) -> Any:
        from poisonkit.finding import Severity  # noqa: PLC0415 - torch waits

        told = Severity(severity) if severity else None
        return command(*args, severity=told, **kwargs)

    wrapped: Any = gather
    for option in reversed(
        (
            click.option(
                "--audit", type=PATH, required=True, help="The audit's folder."
            ),
            click.option(
                "--severity",
                type=SEVERITY,
                help="Of films that nobody reviewed, leave out what findings of at "
                "least this severity name; default: medium, or none where anybody "
                "reviewed.",
            ),
        )
    ):
        wrapped = option(wrapped)
    typed: F = wrapped
    return typed


def audited_set(src: Path, audit: Path) -> CxrDataset:
    """Open the data set that was audited; a folder is refused, with a hint."""
    from poisonkit.dataset import CxrDataset  # noqa: PLC0415 - torch waits
    from poisonkit.errors import BadInputError  # noqa: PLC0415 - as above

    if src.is_dir():
        raise BadInputError(
            f"{src} is a folder; give the data set that was audited: for a folder the "
            f"audit keeps one as {audit / 'data.h5'}"
        )
    if not src.exists():
        raise BadInputError(f"{src} does not exist; give the data set that was audited")
    return CxrDataset.open(src)
