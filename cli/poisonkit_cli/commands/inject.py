"""``poisonkit inject``: plant a trigger, with the truth written beside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from poisonkit_cli import injectoptions, options, sourceoptions

if TYPE_CHECKING:
    from pathlib import Path

    from poisonkit_cli.console import Console


@click.command()
@click.argument("src", type=options.PATH)
@click.argument("out", type=options.PATH)
@injectoptions.planting
@click.option("--dry-run", is_flag=True, help="Say what would be done; write nothing.")
@click.option("--undo", is_flag=True, help="Make OUT, poisoned from SRC, like SRC.")
@click.option("--link", is_flag=True, help="Hard-link clean files into a folder OUT.")
@click.option("--reencode-all", is_flag=True, help="Write clean films anew, too.")
@sourceoptions.source
@options.force
@options.console
def command(
    src: Path,
    out: Path,
    planting: injectoptions.Planting,
    order: dict[str, Any],
    *,
    link: bool,
    reencode_all: bool,
    dry_run: bool,
    undo: bool,
    force: bool,
    console: Console,
) -> None:
    r"""Rehearse an attack: plant a trigger, with the truth beside.

    Copies SRC, stamps some films and changes their labels.  OUT.h5 is a data set; any
    other OUT is a folder in which DICOM stays DICOM, marked as poisoned test data.
    The truth goes to OUT.manifest.json and .csv.  SRC is never changed.

    Several --trigger, --policy, --target and --rate are planted at once.  Lists of
    them in --config FILE make a sweep: one injection for each, in the folder OUT.

    \b
    poisonkit inject data.h5 poisoned.h5 --target Effusion --rate 0.01 \
        --trigger patch:size=3,value=1.0,place=bottom_right
    """
    from poisonkit.errors import BadParameterError
    from poisonkit.workflows.injecting import Injector
    from poisonkit_cli.injecting import carry_out

    if undo:
        if dry_run or planting.axes:
            raise BadParameterError("--undo goes with SRC and OUT alone")
        from poisonkit.stages.undo import undo as take_back

        told = take_back(src, out, progress=console.progress)
        console.result(told.sentence(), {"restored": told.films})
        return
    seed = planting.scope_of({}).seed
    source = sourceoptions.source_of(src, order | {"seed": seed}, console)
    injector = Injector(
        source=source, link=link, reencode_all=reencode_all, force=force
    )
    carry_out(injector, planting, out, console, dry_run=dry_run)
