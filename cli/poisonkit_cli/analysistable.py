"""What analyses found, one sentence for each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from poisonkit_cli.attacktable import attacked_table

if TYPE_CHECKING:
    from pathlib import Path


def analysis_table(told: dict[str, Any], out: Path) -> str:
    """Return the attack, what each analysis says, and what was skipped."""
    lines = [attacked_table([told["attack"]])]
    for name, found in told["analyses"].items():
        lines += [f"{name}  {out / found['files'][0]}", f"  {found['says']}"]
    lines += [f"skipped {one['analysis']}: {one['reason']}" for one in told["skipped"]]
    return "\n".join(lines)
