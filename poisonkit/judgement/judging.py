"""Measure every group, try what is surprising, and conclude."""

from __future__ import annotations

from typing import TYPE_CHECKING

from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # no stubs

from poisonkit.detectors import DETECTORS
from poisonkit.detectors.base import Scope
from poisonkit.errors import NothingToAuditError
from poisonkit.judgement.accusing import accuse
from poisonkit.judgement.concluding import conclude
from poisonkit.judgement.measuring import measure
from poisonkit.judgement.ranking import detector_columns, overall
from poisonkit.judgement.surveying import survey
from poisonkit.spec import Spec
from poisonkit.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from poisonkit.judgement.accusation import Accusation
    from poisonkit.judgement.bench import Bench
    from poisonkit.judgement.brief import Brief
    from poisonkit.judgement.causal import Laboratory
    from poisonkit.judgement.measurement import Measurement
    from poisonkit.progress import Progress
    from poisonkit.verdict import Skip


def judge(
    bench: Bench, laboratory: Laboratory | None, brief: Brief, progress: Progress
) -> Verdict:
    """Return the verdict on the data of *bench*."""
    chosen = {Spec.parse(text).name: DETECTORS.create(text) for text in brief.detectors}
    whole = {n: d for n, d in chosen.items() if d.scope is Scope.SET}
    by_group = {n: d for n, d in chosen.items() if d.scope is Scope.GROUP}
    steps = len(by_group) * len(bench.groups())
    # Many small decompositions: threads would wait for each other longer than they
    # work, by minutes where another process keeps a core busy.
    with threadpool_limits(1), progress("measuring", steps, "groups") as advance:
        measured, skips = measure(bench, by_group, brief.seed, advance)
    with threadpool_limits(1), progress("surveying", len(whole), "surveys") as advance:
        surveyed, more = survey(bench, whole, advance)
    skips += more
    if not measured and not surveyed:
        raise _nothing(skips)
    surprising = [one for one in measured if one.q_value <= brief.alpha]
    accusations = _tried(bench, laboratory, surprising, progress)
    observed = [finding for one in surveyed for finding in one.findings(brief.alpha)]
    findings = conclude(accusations, observed)
    columns = detector_columns(measured, accusations, len(bench.data))
    return Verdict(
        findings=findings,
        skips=tuple(skips),
        suspicion=overall(columns, findings, len(bench.data)),
        columns=columns | {one.detector: one.suspicion for one in surveyed},
        checked=(
            *(one.testimony() for one in measured),
            *(said for one in surveyed for said in one.testimonies),
        ),
    )


def _tried(
    bench: Bench,
    laboratory: Laboratory | None,
    surprising: Sequence[Measurement],
    progress: Progress,
) -> list[Accusation]:
    """Return what each surprising measurement amounts to."""
    accusations = []
    with progress("trying suspects", len(surprising), "accusations") as advance:
        for one in surprising:
            accusations.append(accuse(bench, laboratory, one))
            advance()
    return accusations


def _nothing(skips: Sequence[Skip]) -> NothingToAuditError:
    """Return why nothing could be looked at."""
    reasons = sorted({skip.reason for skip in skips}) or ["there are no labels"]
    return NothingToAuditError(f"nothing could be audited: {'; '.join(reasons)}")
