"""One injection, or a sweep of them, carried out or only told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from poisonkit_cli.injecttable import done_text, done_values, plan_text, plan_values

if TYPE_CHECKING:
    from pathlib import Path

    from poisonkit.workflows.injecting import Injector
    from poisonkit_cli.console import Console
    from poisonkit_cli.injectoptions import Planting


def carry_out(
    injector: Injector,
    planting: Planting,
    out: Path,
    console: Console,
    *,
    dry_run: bool,
) -> None:
    """Do what is asked, or say what it would be."""
    from poisonkit.planning import draw_plan  # noqa: PLC0415

    if planting.axes:
        sweep(injector, planting, out, console, dry_run=dry_run)
        return
    attempts, scope = planting.attempts({}), planting.scope_of({})
    if dry_run:
        with injector.source.for_now() as data:
            plan = draw_plan(data, attempts, scope)
        console.result(plan_text(plan), plan_values(plan))
        return
    with injector.opened(out) as data:
        done = injector.run(data, out, attempts, scope)
    console.result(done_text(done, out), done_values(done))


def sweep(
    injector: Injector,
    planting: Planting,
    out: Path,
    console: Console,
    *,
    dry_run: bool,
) -> None:
    """Do every combination of what is listed, from one reading of the source."""
    from poisonkit.planning import draw_plan  # noqa: PLC0415
    from poisonkit.workflows.sweeping import Sweep  # noqa: PLC0415

    each = Sweep.of(planting.axes, out, injector)
    if dry_run:
        with injector.source.for_now() as data:
            plans = {
                member.path.name: draw_plan(
                    data,
                    planting.attempts(member.choice),
                    planting.scope_of(member.choice),
                )
                for member in each.members
            }
        text = "\n".join(f"{name}: {plan_text(plan)}" for name, plan in plans.items())
        console.result(text, {name: plan_values(plan) for name, plan in plans.items()})
        return
    done = each.run(
        lambda choice: (planting.attempts(choice), planting.scope_of(choice))
    )
    text = "\n".join(done_text(truth, path) for path, truth in done.items())
    console.result(
        f"{text}\n{len(done)} injections: {each.table}",
        {path.name: done_values(truth) for path, truth in done.items()},
    )
