"""A data set, and what a model showed of it, in; findings and scores out.

Nothing here, and nothing that this imports, can read a manifest: a test holds that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from poisonkit.checkpoint import Checkpoint
from poisonkit.detectors.base import Tier
from poisonkit.errors import BadInputError
from poisonkit.evidencefile import EvidenceFile
from poisonkit.filmlist import FilmList
from poisonkit.judgement.bench import Bench
from poisonkit.judgement.causal import Laboratory
from poisonkit.judgement.hosts import Asked
from poisonkit.judgement.judging import Inquest
from poisonkit.judgement.recording import Circumstances, record_of
from poisonkit.lineage import Lineage
from poisonkit.patternfile import write_pattern
from poisonkit.pictures import draw_finding
from poisonkit.progress import silent
from poisonkit.scorechart import draw_scores
from poisonkit.scorefile import SCORES, write_scores
from poisonkit.spacechart import draw_spaces

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from poisonkit.auditfile import AuditRecord
    from poisonkit.compute import Compute
    from poisonkit.dataset import CxrDataset
    from poisonkit.delivery import Delivery
    from poisonkit.deliveryrecord import DeliveryRecord
    from poisonkit.judgement.brief import Brief, Witness
    from poisonkit.progress import Progress
    from poisonkit.reference import Reference
    from poisonkit.verdict import Verdict


def audit(  # noqa: PLR0913 - what is audited, how, by whom, where and whither
    data: CxrDataset,
    folder: Path,
    brief: Brief,
    *,
    witness: Callable[[], Witness] | None,
    compute: Compute,
    reference: Reference | None = None,
    delivery: Delivery | None = None,
    progress: Progress = silent,
) -> AuditRecord:
    """Look for poison in *data* and write what was found into *folder*.

    *witness* is called once pixels and labels were looked at.  With a *delivery* only
    findings about its films are kept.
    """
    bench, laboratory = Bench(data=data, reference=reference), None
    inquest, testimony = Inquest(brief=brief, progress=progress), None
    inquest.look(bench, Tier.DATA)
    if witness:
        testimony = witness()
        file = _evidence(data, testimony)
        asked = _asked(data, testimony, file, compute)
        laboratory = Laboratory(asked=asked, seed=brief.seed) if asked else None
        bench = bench.joined_by(file, asked)
    inquest.look(bench, Tier.EVIDENCE)
    inquest.look(bench, Tier.DEEP)
    whole = inquest.verdict(bench, laboratory)
    verdict = delivery.of_new(whole) if delivery else whole
    left_out = len(whole.findings) - len(verdict.findings)
    since = delivery.record(data, left_out) if delivery else None
    about = _circumstances(bench, brief, testimony, since)
    record = record_of(data, verdict, about)
    _write(folder, bench, verdict, record, progress)
    return record


def _write(
    folder: Path,
    bench: Bench,
    verdict: Verdict,
    record: AuditRecord,
    progress: Progress,
) -> None:
    with progress("drawing", len(verdict.findings), "findings") as advance:
        for finding in verdict.findings:
            draw_finding(folder, bench, finding)
            if finding.pattern is not None:
                write_pattern(folder, finding.id, finding.pattern)
            advance()
    draw_scores(folder, verdict)
    draw_spaces(folder, bench, verdict)
    write_scores(folder / SCORES, bench.data.ids, verdict)
    FilmList.of(bench.data).write(folder)
    record.write(folder)


def _evidence(data: CxrDataset, witness: Witness) -> EvidenceFile:
    file = EvidenceFile.open(witness.evidence)
    if file.data_digest != data.digest:
        raise BadInputError(f"{witness.evidence} is the evidence of another data set")
    return file


def _asked(
    data: CxrDataset, witness: Witness, file: EvidenceFile, compute: Compute
) -> Asked | None:
    """Return the model, unless it stayed where it is."""
    if witness.run is None:
        return None
    model = Checkpoint.read(witness.run).load(witness.run)
    compute.place(model).eval()
    return Asked(data=data, file=file, model=model, compute=compute)


def _circumstances(
    bench: Bench, brief: Brief, witness: Witness | None, since: DeliveryRecord | None
) -> Circumstances:
    model = bench.file.model_digest if bench.file else None
    inputs = {"data": bench.data.digest} | ({"model": model} if model else {})
    inputs |= {"reference": bench.reference.digest} if bench.reference else {}
    inputs |= {"since": since.audit} if since else {}
    return Circumstances(
        alpha=brief.alpha,
        seed=brief.seed,
        detectors=brief.detectors,
        model_digest=model,
        canaries=witness.canaries if witness else (),
        since=since,
        lineage=Lineage(
            stage="audit",
            parameters={"detectors": list(brief.detectors), "alpha": brief.alpha},
            inputs=inputs,
            seed=brief.seed,
        ),
    )
