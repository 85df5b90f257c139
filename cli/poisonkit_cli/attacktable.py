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
        draw_curves(part, measures["attacks"], measures["clean_auroc"])
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
    return "\n".join(lines)


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
