"""The command group.

A file in `commands/` is a command: its name is the command's name and it holds one
click command called ``command``.

Exit codes: 0 done; 1 findings at or above what --fail-on names; 2 bad usage or input;
3 nothing could be audited; 130 interrupted.
"""

from __future__ import annotations

import importlib
import os
import pkgutil
from difflib import get_close_matches
from typing import Any

import click

from poisonkit import __version__
from poisonkit.errors import NothingToAuditError, PoisonkitError
from poisonkit_cli import commands

# Threads that wait in a loop slow a busy machine down manifold.  Said before torch is
# imported, which reads it then.
os.environ.setdefault("OMP_WAIT_POLICY", "passive")

_REFUSED, _NOTHING, _INTERRUPTED = 2, 3, 130


class Refusal(click.ClickException):
    """A refusal, shown as one line; exit code 1 is kept for findings."""

    exit_code = _REFUSED

    def format_message(self) -> str:
        """Return the text on one line, whatever names it quotes."""
        text = " ".join(self.message.split())
        return "".join(c if c.isprintable() else "?" for c in text)


class NothingToAudit(Refusal):
    """Nothing could be audited."""

    exit_code = _NOTHING


class Interrupted(Refusal):
    """The user pressed Ctrl-C."""

    exit_code = _INTERRUPTED


class Commands(click.Group):
    """Finds commands by file name and turns what goes wrong into one line."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the files in `commands/`."""
        del ctx
        return sorted(info.name for info in pkgutil.iter_modules(commands.__path__))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one command."""
        if cmd_name not in self.list_commands(ctx):
            return None
        module = importlib.import_module(f"{commands.__name__}.{cmd_name}")
        command = module.command
        assert isinstance(command, click.Command)
        # A raw docstring keeps the backslash of an example's lines; click's own mark
        # for lines that stay as they are is a control character.
        command.help = (command.help or "").replace("\\b\n", "\b\n")
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that *args* name, or guess which was meant."""
        name, known = args[0], self.list_commands(ctx)
        if not (name in known or name.startswith("-") or ctx.resilient_parsing):
            near = get_close_matches(name, known, n=1)
            hint = f" Did you mean {near[0]!r}?" if near else ""
            ctx.fail(f"No such command {name!r}.{hint}")
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; show what poisonkit refuses without a traceback."""
        try:
            return super().invoke(ctx)
        except NothingToAuditError as error:
            raise NothingToAudit(str(error)) from error
        except PoisonkitError as error:
            raise Refusal(str(error)) from error
        except BrokenPipeError:
            raise  # click ends quietly when nobody reads on
        except OSError as error:
            raise Refusal(_because(error)) from error
        except (MemoryError, RuntimeError) as error:
            if not _is_out_of_memory(error):
                raise
            raise Refusal("there is not enough memory for this") from error
        except KeyboardInterrupt as error:
            raise Interrupted("interrupted; nothing was left half-written") from error


def _is_out_of_memory(error: Exception) -> bool:
    """Return whether that is what *error* says; torch says it as a RuntimeError."""
    words = ("out of memory", "can't allocate memory")
    said = str(error).lower()
    return isinstance(error, MemoryError) or any(word in said for word in words)


def _because(error: OSError) -> str:
    reason = error.strerror or str(error)
    where = f"{os.fsdecode(error.filename)}: " if error.filename else ""
    return f"{where}{reason}"


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, message="poisonkit %(version)s")
def main() -> None:
    """Poison chest X-ray data sets, train on them, and audit them."""
