"""``poisonkit inject``: plant a trigger, with the truth written beside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from poisonkit_cli import options

if TYPE_CHECKING:
    from pathlib import Path

    from poisonkit.manifest import Manifest
    from poisonkit.planning import Plan
    from poisonkit_cli.console import Console


@click.command()
@click.argument("src", type=options.PATH)
@click.argument("out", type=options.PATH)
@click.option(
    "--trigger",
    default="patch",
    show_default=True,
    metavar="SPEC",
    help="What to stamp; see `list triggers`.",
)
@click.option(
    "--policy",
    default="add_target",
    show_default=True,
    metavar="SPEC",
    help="What becomes of the labels; see `list policies`.",
)
@click.option("--target", required=True, metavar="LABEL", help="The label to poison.")
@click.option(
    "--rate", type=float, required=True, help="Poisoned films over all of the split."
)
@click.option("--split", default="train", show_default=True, help="Where to poison.")
@click.option("--dry-run", is_flag=True, help="Say what would be done; write nothing.")
@options.source
@options.seed
@options.force
@options.console
def command(
    src: Path,
    out: Path,
    trigger: str,
    policy: str,
    target: str,
    rate: float,
    split: str,
    order: dict[str, Any],
    seed: int,
    *,
    dry_run: bool,
    force: bool,
    console: Console,
) -> None:
    r"""Plant a trigger, with the exact truth beside.

    Copies SRC (.h5 or a folder) to OUT.h5, stamps some films and changes their labels.
    The truth goes to OUT.manifest.json and .csv.

    \b
    poisonkit inject data.h5 poisoned.h5 --target Effusion --rate 0.01 \
        --trigger patch:size=3,value=1.0,place=bottom_right
    """
    from poisonkit.errors import BadInputError
    from poisonkit.intake.sources import Order
    from poisonkit.planning import Attempt, draw_plan
    from poisonkit.stages.inject import inject
    from poisonkit.workflows.opening import Source

    attempt = Attempt(
        trigger=trigger,
        policy=policy,
        target=target,
        rate=rate,
        split=split,
        seed=seed,
    )
    if out.suffix != ".h5":
        raise BadInputError(f"{out}: give a name that ends in .h5")
    source = Source(
        path=src,
        order=Order(**order, seed=seed),
        told=console.ingested,
        progress=console.progress,
    )
    with source.for_now() if dry_run else source.beside(out, force=force) as data:
        plan = draw_plan(data, attempt)
        if dry_run:
            console.result(_planned(plan), _values(plan))
            return
        done = inject(data, out, plan, force=force, progress=console.progress)
    console.result(_told(done, out), _summary(done))


def _values(plan: Plan) -> dict[str, Any]:
    from dataclasses import asdict

    return {**asdict(plan.attempt), "rows": [int(row) for row in plan.rows]}


def _planned(plan: Plan) -> str:
    a = plan.attempt
    return f"would stamp {a.trigger} on {len(plan.rows)} films, {a.policy} {a.target}"


def _summary(done: Manifest) -> dict[str, Any]:
    return {
        "poisoned": len(done.samples),
        "rate": done.rate,
        "target_share": done.target_share,
        "vanished": len(done.vanished),
        "digest": done.poisoned_digest,
    }


def _told(done: Manifest, out: Path) -> str:
    changes = sorted(sample.largest_change for sample in done.samples)
    middle = changes[len(changes) // 2]
    who = f"{len(done.samples)} films poisoned ({done.rate:.2%} of {done.split};"
    share = f"{done.target_share:.1%} of the films there that now carry {done.target})"
    change = f"largest change of a pixel, in grey levels: median {middle}"
    lines = [f"{who} {share}", f"{change}, least {changes[0]}"]
    if done.vanished:
        lines.append(
            f"in {len(done.vanished)} more films nothing was left of the trigger: "
            f"they stay as they were"
        )
    return "\n".join([*lines, str(out)])
