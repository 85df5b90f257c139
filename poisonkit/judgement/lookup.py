"""What is looked up once suspects are named: their labels, and who else is like so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from poisonkit.judgement.company import company_of
from poisonkit.judgement.labelcheck import check_labels
from poisonkit.judgement.trusted import look_among_trusted
from poisonkit.proof import Checks

if TYPE_CHECKING:
    from poisonkit.arrays import Rows
    from poisonkit.finding import Group
    from poisonkit.judgement.bench import Bench
    from poisonkit.pattern import Pattern


def looked_up(
    bench: Bench, group: Group, rows: Rows, pattern: Pattern | None
) -> Checks:
    """Compare the suspects with their peers, with trusted films and by columns."""
    return Checks(
        labels=check_labels(bench, group, rows, pattern),
        reference=look_among_trusted(bench, group, rows, pattern),
        company=company_of(bench, group, rows),
    )
