"""What an unlearning did, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from poisonkit_cli.console import counted
from poisonkit_cli.tables import auroc_table

if TYPE_CHECKING:
    from poisonkit.stages.unlearn import Unlearned


def unlearned_table(done: Unlearned, share: float) -> str:
    """Return what the model is worth now, and what it learned that from."""
    learned = f"learned from {counted(done.films, 'film')}; {done.left_out:,} left out"
    if done.relabelled:
        learned += f", {done.relabelled:,} relabelled"
    lines = [auroc_table(done.metrics), learned]
    if done.planted:
        lines.append(
            f"planted, under the films' own labels: the trigger of "
            f"{', '.join(done.planted)}, on {share:.0%} of the films"
        )
    if done.unplanted:
        lines.append(
            f"nothing was planted for {', '.join(done.unplanted)}: no trigger was "
            f"reconstructed, and clean films alone hardly make a model forget one; "
            f"train anew on what `clean` writes"
        )
    return "\n".join([*lines, str(done.run)])
