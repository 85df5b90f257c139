"""Where a review stands, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from poisonkit_cli.console import counted

if TYPE_CHECKING:
    from poisonkit.reviewing.agreement import Agreement
    from poisonkit.reviewing.summary import Summary
    from poisonkit.stages.clean import Cleaned

_WORDS = {
    "accept": "accepted as poison",
    "reject": "rejected as innocent",
    "relabel": "relabelled",
    "unsure": "unsure",
}


def review_table(told: Summary) -> str:
    """Return the lines that end a review."""
    if not told.suspects:
        return "No finding names a film: there is nothing to review."
    lines = [
        f"{name}: "
        + ", ".join(
            f"{counts[word]:,} {said}"
            for word, said in _WORDS.items()
            if word in counts
        )
        for name, counts in told.reviewers.items()
    ]
    lines += [_agreement_line(one) for one in told.agreements]
    if told.disputed:
        lines.append(f"{counted(told.disputed, 'film')} on which reviewers differ")
    left = counted(told.suspects, "suspect")
    return "\n".join([*lines, f"{told.undecided:,} of {left} left to decide"])


def _agreement_line(one: Agreement) -> str:
    kappa = "unknown: all alike" if one.kappa is None else f"{one.kappa:.2f}"
    both = f"{one.first} and {one.second} agree on {one.same:,}"
    return f"{both} of {counted(one.films, 'film')}; Cohen's kappa {kappa}"


def cleaned_table(done: Cleaned) -> str:
    """Return what a cleaning did, and who decided it."""
    counts = f"{counted(done.removed, 'film')} left out"
    if not done.reviewers:
        who = "by the audit's findings; nobody reviewed them"
        return f"{counts}, {done.kept:,} kept\n{who}\n{done.dataset}"
    counts += f", {done.relabelled:,} relabelled, {done.kept:,} kept"
    lines = [counts, f"by the decisions of {', '.join(done.reviewers)}"]
    if done.spared:
        differ = f" ({done.disputed:,} since reviewers differ)" * bool(done.disputed)
        lines.append(f"{counted(done.spared, 'accused film')} kept on purpose{differ}")
    if done.undecided:
        lines.append(
            f"{counted(done.undecided, 'accused film')} kept since nobody decided "
            f"(--severity medium leaves them out)"
        )
    return "\n".join([*lines, str(done.dataset)])
