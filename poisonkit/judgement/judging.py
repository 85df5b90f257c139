"""Measure every group, try what is surprising, and conclude."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # no stubs

from poisonkit.detectors import DETECTORS
from poisonkit.detectors.base import Scope, Tier, tier_of
from poisonkit.errors import NothingToAuditError
from poisonkit.judgement.accusing import accuse
from poisonkit.judgement.chances import with_chances
from poisonkit.judgement.concluding import conclude
from poisonkit.judgement.measuring import measure
from poisonkit.judgement.ranking import detector_columns, overall
from poisonkit.judgement.surveying import survey
from poisonkit.spec import Spec
from poisonkit.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from poisonkit.detectors.base import Detector
    from poisonkit.judgement.accusation import Accusation
    from poisonkit.judgement.bench import Bench
    from poisonkit.judgement.brief import Brief
    from poisonkit.judgement.causal import Laboratory
    from poisonkit.judgement.measurement import Measurement
    from poisonkit.judgement.surveying import Surveyed
    from poisonkit.progress import Progress
    from poisonkit.verdict import Skip


@dataclass(kw_only=True)
class Inquest:
    """An audit under way: detectors get their turns, tier by tier, and are weighed."""

    brief: Brief
    progress: Progress
    measured: list[Measurement] = field(default_factory=list)
    surveyed: list[Surveyed] = field(default_factory=list)
    skips: list[Skip] = field(default_factory=list)

    def look(self, bench: Bench, tier: Tier) -> None:
        """Let the detectors of *tier* look at what is on the *bench*."""
        whole, by_group = self._chosen(tier, Scope.SET), self._chosen(tier, Scope.GROUP)
        steps = len(whole) + len(by_group) * len(bench.groups())
        if not steps:
            return
        # Many small decompositions: threads would wait for each other longer than they
        # work, by minutes where another process keeps a core busy.  A model that is
        # asked anew has its own way with threads.
        most = None if tier is Tier.DEEP else 1
        with threadpool_limits(most), self.progress(str(tier), steps, "looks") as step:
            measured, skips = measure(bench, by_group, self.brief.seed, step)
            surveyed, more = survey(bench, whole, step)
        self.measured += measured
        self.surveyed += surveyed
        self.skips += skips + more

    def _chosen(self, tier: Tier, scope: Scope) -> dict[str, Detector]:
        """Return the brief's detectors of one kind, by name."""
        all_of_them = {
            Spec.parse(text).name: DETECTORS.create(text)
            for text in self.brief.detectors
        }
        return {
            name: detector
            for name, detector in all_of_them.items()
            if tier_of(type(detector)) is tier and detector.scope is scope
        }

    def verdict(self, bench: Bench, laboratory: Laboratory | None) -> Verdict:
        """Try what is surprising, and conclude."""
        if not self.measured and not self.surveyed:
            raise _nothing(self.skips)
        measured = with_chances(self.measured)
        surprising = [one for one in measured if one.q_value <= self.brief.alpha]
        accusations = _tried(bench, laboratory, surprising, self.progress)
        observed = [f for one in self.surveyed for f in one.findings(self.brief.alpha)]
        findings = conclude(accusations, observed)
        columns = detector_columns(measured, accusations, len(bench.data))
        return Verdict(
            findings=findings,
            skips=tuple(self.skips),
            suspicion=overall(measured, accusations, findings, len(bench.data)),
            columns=columns | {one.detector: one.suspicion for one in self.surveyed},
            checked=(
                *(one.testimony() for one in measured),
                *(said for one in self.surveyed for said in one.testimonies),
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
