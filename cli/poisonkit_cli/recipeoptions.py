"""Options that say how a network is trained."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from collections.abc import Callable

    F = TypeVar("F", bound=Callable[..., Any])

_OPTIONS = {
    "epochs": click.option(
        "--epochs", type=click.IntRange(1), default=12, show_default=True,
        help="How often each film is seen.",
    ),
    "batch_size": click.option(
        "--batch-size", type=click.IntRange(2), default=64, show_default=True,
        help="Films per step, of all processes together.",
    ),
    "learning_rate": click.option(
        "--learning-rate", type=float,
        help="The highest. Default: what suits the network.",
    ),
    "schedule": click.option(
        "--schedule", type=click.Choice(["one-cycle", "cosine", "constant"]),
        default="one-cycle", show_default=True, help="How the rate goes.",
    ),
    "warm_up": click.option(
        "--warm-up", type=float, default=0.0, metavar="SHARE",
        help="Of the steps, before a cosine or constant rate is reached.",
    ),
    "weight_decay": click.option(
        "--weight-decay", type=float, default=1e-4, show_default=True,
        help="Of AdamW.",
    ),
    "clip": click.option(
        "--clip", type=float, default=1.0, show_default=True,
        help="Largest norm of a gradient.",
    ),
    "class_weights": click.option(
        "--class-weights", type=click.Choice(["none", "balanced"]), default="none",
        show_default=True, help="Balanced: present weighs as much as absent.",
    ),
    "sampling": click.option(
        "--sampling", type=click.Choice(["films", "patients"]), default="films",
        show_default=True, help="Patients: each is drawn equally often.",
    ),
    "augment": click.option(
        "--augment", multiple=True, metavar="SPEC",
        help="See `list augmentations`; in the order given.",
    ),
    "defense": click.option(
        "--defense", default="undefended", show_default=True, metavar="SPEC",
        help="See `list defenses`.",
    ),
    "keep": click.option(
        "--keep", type=click.Choice(["best", "last"]), default="last",
        show_default=True,
        help="Weights of the best epoch by validation AUROC, or of the last.",
    ),
    "patience": click.option(
        "--patience", type=click.IntRange(0), default=0, metavar="N",
        help="Stop after N epochs without a better validation AUROC; 0: never.",
    ),
}  # fmt: skip


def recipe(command: F) -> F:
    """Add all of them, as a dictionary ``terms`` of fields of a `Recipe`."""

    @functools.wraps(command)
    def gather(**kwargs: Any) -> Any:
        terms = {name: kwargs.pop(name) for name in _OPTIONS}
        return command(terms=terms, **kwargs)

    wrapped: Any = gather
    for option in reversed(_OPTIONS.values()):
        wrapped = option(wrapped)
    typed: F = wrapped
    return typed
