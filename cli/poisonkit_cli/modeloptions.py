"""A model on the command line: a run, or one that was not trained here."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any, TypeVar

import click

from poisonkit_cli.options import names_in
from poisonkit_cli.sourceoptions import source_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from poisonkit.checkpoint import Run
    from poisonkit.workflows.opening import Source
    from poisonkit_cli.console import Console

    F = TypeVar("F", bound=Callable[..., Any])


def model(command: F) -> F:
    """Add ``--model-labels``, ``--features`` and ``--saliency-layer`` as *look*."""

    @functools.wraps(command)
    def gather(
        *args: Any, model_labels: str, features: str, saliency_layer: str, **kwargs: Any
    ) -> Any:
        look = {
            "labels": names_in(model_labels),
            "features": features,
            "saliency_layer": saliency_layer,
        }
        return command(*args, look=look, **kwargs)

    wrapped: Any = gather
    for option in reversed(
        (
            click.option(
                "--model-labels",
                default="",
                metavar="A,B,C",
                help="Labels of a model that was not trained here; else NAME.json.",
            ),
            click.option(
                "--features",
                default="",
                metavar="LAYER",
                help="Of such a model: the layer that is given the activations.",
            ),
            click.option(
                "--saliency-layer",
                default="",
                metavar="LAYER",
                help="Of such a model: the layer whose maps are explained.",
            ),
        )
    ):
        wrapped = option(wrapped)
    typed: F = wrapped
    return typed


def run_of(
    run: Path,
    look: dict[str, Any],
    src: Path | None,
    size: int | None,
    console: Console,
) -> Run:
    """Return the folder *run*, or the foreign model that it names, opened."""
    from poisonkit.dataset import CxrDataset  # noqa: PLC0415 - torch waits
    from poisonkit.errors import BadParameterError  # noqa: PLC0415 - as above
    from poisonkit.foreign.card import Card  # noqa: PLC0415 - as above
    from poisonkit.foreign.opening import is_foreign, open_foreign  # noqa: PLC0415

    if not is_foreign(str(run)):
        if any(look.values()):
            raise BadParameterError(
                f"{run} is a run of poisonkit's own, which knows its labels and "
                f"layers; leave out --model-labels, --features and --saliency-layer"
            )
        return run
    if src and src.is_file():
        size = int(CxrDataset.open(src).images.shape[1])
    options = {word: look[word] for word in ("features", "saliency_layer")}
    foreign = open_foreign(str(run), Card.of(run, look["labels"], size), **options)
    for line in foreign.told:
        console.tell(f"{foreign.name}: {line}")
    return foreign


def with_films(
    run: Path, look: dict[str, Any], src: Path, order: dict[str, Any], console: Console
) -> tuple[Run, Source]:
    """Return the model that *run* names, and the films of *src* at its size."""
    from poisonkit.checkpoint import Checkpoint  # noqa: PLC0415 - torch waits

    model = run_of(run, look, src, order["size"], console)
    size = order["size"] or Checkpoint.read(model).size
    return model, source_of(src, order | {"size": size}, console)
