"""What stops a build: ``--fail-on`` and ``--suppressions``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import click

from poisonkit_cli.options import PATH, SEVERITY

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from poisonkit.auditfile import AuditRecord
    from poisonkit.suppressions import Suppressions
    from poisonkit_cli.console import Console

    F = TypeVar("F", bound=Callable[..., Any])

_FINDINGS = 1


def fail_on(command: F) -> F:
    """Add ``--fail-on``."""
    return click.option(
        "--fail-on",
        type=SEVERITY,
        help="Exit with 1 if a finding is at least this severe.",
    )(command)


def gate(command: F) -> F:
    """Add ``--fail-on`` and ``--suppressions``."""
    excuse = click.option(
        "--suppressions",
        type=PATH,
        metavar="FILE",
        help="A TOML file of findings that stop nobody, with reasons and a last day.",
    )
    return fail_on(excuse(command))


def suppressions_in(path: Path | None) -> Suppressions | None:
    """Return the entries of the file at *path*, as they count today."""
    if path is None:
        return None
    from datetime import datetime  # noqa: PLC0415 - only where a file is given

    from poisonkit.suppressions import Suppressions  # noqa: PLC0415 - as above

    return Suppressions.read(path, datetime.now().astimezone().date())


def tell_unused(
    console: Console, suppressions: Suppressions | None, record: AuditRecord
) -> None:
    """Say which entries have expired or are not needed."""
    for line in suppressions.told(record) if suppressions else ():
        console.tell(f"note: {line}")


def stop(ctx: click.Context, worst: str | None, severity: str | None) -> None:
    """Exit with 1 if the *worst* that was found is at least of *severity*."""
    from poisonkit.finding import Severity  # noqa: PLC0415 - `--help` needs no NumPy

    if severity and worst and Severity(worst).at_least(Severity(severity)):
        ctx.exit(_FINDINGS)
