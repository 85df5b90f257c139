"""Options of `inject`, and what they mean together."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import click

from poisonkit_cli.config import SWEEP, Swept
from poisonkit_cli.options import LARGEST_SEED

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from poisonkit.attempts import Attempt, Scope

    F = TypeVar("F", bound=Callable[..., Any])

_SEVERAL = ("trigger", "policy", "target", "rate")
_SCOPE = ("split", "benign", "per_patient", "stratify")
_OPTIONS: dict[str, dict[str, Any]] = {
    "--trigger": {"metavar": "SPEC", "help": "What to stamp; see `list triggers`."},
    "--policy": {"metavar": "SPEC", "help": "What becomes of labels: `list policies`."},
    "--target": {"metavar": "LABEL", "help": "The label to poison."},
    "--rate": {"type": float, "help": "Poisoned films over all of the split."},
}


@dataclass(frozen=True, kw_only=True)
class Planting:
    """What is to be planted, or the lists of a sweep."""

    given: Mapping[str, tuple[Any, ...]]
    axes: Mapping[str, tuple[list[Any], ...]]
    scope: Mapping[str, Any]

    def attempts(self, choice: Mapping[str, Any]) -> tuple[Attempt, ...]:
        """Return what is planted at once; what is given once holds for all."""
        from poisonkit.errors import BadParameterError  # noqa: PLC0415 - `--help` is quick

        told = {name: tuple(choice.get(name, self.given[name])) for name in _SEVERAL}
        for name in ("target", "rate"):
            if not told[name]:
                raise BadParameterError(f"give --{name}")
        count = max(map(len, told.values()))
        if odd := next((n for n, v in told.items() if len(v) not in {0, 1, count}), ""):
            raise BadParameterError(
                f"--{odd} is given {len(told[odd])} times, another option {count} "
                "times: give each once, or as often as the others"
            )
        whole = {
            name: values * (count // max(len(values), 1))
            for name, values in told.items()
        }
        return tuple(_attempt(whole, number) for number in range(count))

    def scope_of(self, choice: Mapping[str, Any]) -> Scope:
        """Return among which films is chosen."""
        from poisonkit.attempts import Scope  # noqa: PLC0415

        (seed,) = choice.get("seed", self.given["seed"])
        return Scope(seed=int(seed), **self.scope)


def _attempt(told: Mapping[str, tuple[Any, ...]], number: int) -> Attempt:
    from poisonkit.attempts import Attempt  # noqa: PLC0415
    from poisonkit.policies import POLICIES  # noqa: PLC0415

    policy = told["policy"][number] if told["policy"] else "add_target"
    usual = "patch" if POLICIES.create(policy).plants else ""
    return Attempt(
        trigger=told["trigger"][number] if told["trigger"] else usual,
        policy=policy,
        target=told["target"][number],
        rate=_number(told["rate"][number]),
    )


def _number(rate: Any) -> float:
    from poisonkit.errors import BadParameterError  # noqa: PLC0415

    try:
        return float(rate)
    except ValueError as error:
        raise BadParameterError(f"rate must be a number, got {rate!r}") from error


def planting(command: F) -> F:
    """Add what is planted and where, gathered in the argument *planting*."""

    @functools.wraps(command)
    def gather(*args: Any, **kwargs: Any) -> Any:
        ctx = click.get_current_context()
        given = {name: kwargs.pop(name) for name in _SEVERAL}
        given["seed"] = (kwargs.pop("seed"),)
        scope = {name: kwargs.pop(name) for name in _SCOPE}
        axes = {
            name: values
            for name, values in ctx.meta.get(SWEEP, {}).items()
            if ctx.get_parameter_source(name) != click.core.ParameterSource.COMMANDLINE
        }
        return command(
            *args, planting=Planting(given=given, axes=axes, scope=scope), **kwargs
        )

    wrapped: Any = gather
    for option in reversed(
        [
            *(
                click.option(n, cls=Swept, multiple=True, **o)
                for n, o in _OPTIONS.items()
            ),
            click.option(
                "--split", default="train", show_default=True, help="Where to poison."
            ),
            click.option(
                "--benign", is_flag=True, help="The same artefact, labels true."
            ),
            click.option("--per-patient", is_flag=True, help="All films of a patient."),
            click.option(
                "--stratify", default="", metavar="FACT", help="Fairly by view, sex..."
            ),
            click.option(
                "--seed",
                cls=Swept,
                type=click.IntRange(0, LARGEST_SEED),
                default=0,
                show_default=True,
                help="Everything random follows from it.",
            ),
        ]
    ):
        wrapped = option(wrapped)
    typed: F = wrapped
    return typed
