"""What attacks achieved, one line for each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from poisonkit_cli.tables import number, share

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_HEAD = ("attack", "AUROC", "of right kept", "flipped", "reached", "Linf x 255")


def write_curves(folder: Path, measures: dict[str, Any], *, force: bool) -> Path:
    """Draw how the model falls, and return where."""
    from poisonkit.attacking.curves import CURVES, draw_curves  # noqa: PLC0415
    from poisonkit.files import RUN_RECORD, write_json, writing_folder  # noqa: PLC0415

    with writing_folder(folder, force=force) as part:
        told = measures["attacks"]
        draw_curves(part, told, told[0]["clean_auroc"])
        write_json(part / RUN_RECORD, {"command": "evaluate"})
    return folder / CURVES


def attacked_table(told: Sequence[dict[str, Any]]) -> str:
    """Return a table with a line for each attack."""
    rows = [_HEAD, *map(_row, told)]
    widths = [max(len(row[k]) for row in rows) for k in range(len(_HEAD))]
    lines = [
        "  ".join(
            cell.rjust(width) if k else cell.ljust(width)
            for k, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]
    return "\n".join([*lines, *(_smallest(one) for one in told if "smallest" in one)])


def _smallest(told: dict[str, Any]) -> str:
    """Return the quartiles of the films' smallest eps, or distance, in words."""
    found = told["smallest"]
    if not found["films"]:
        return f"{told['attack']}: no film that {told['objective']} is about"
    limited = found["of"] == "eps"
    low, middle, high = (
        "more" if size is None else f"{size * (255 if limited else 1):.2f}"
        for size in found["quartiles"]
    )
    return (
        f"{told['attack']}: smallest {'eps x 255' if limited else 'L2'}: median "
        f"{middle}, quartiles {low} and {high}; {share(found['never_reached'])} of "
        f"{found['films']:,} films never reached"
    )


def _row(told: dict[str, Any]) -> tuple[str, ...]:
    return (
        f"{told['attack']} {told['objective']}",
        number(told["auroc"]),
        _share(told["accuracy_of_right"]),
        share(told["flip_rate"]),
        _share(told["reached"]),
        f"{255 * told['mean_linf']:.2f}",
    )


def _share(value: float | None) -> str:
    return "n/a" if value is None else share(value)
