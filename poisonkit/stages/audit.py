"""A data set, and what a model showed of it, in; findings and scores out.

Nothing here, and nothing that this imports, can read a manifest: a test holds that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from poisonkit.checkpoint import Checkpoint
from poisonkit.errors import BadInputError
from poisonkit.evidencefile import EvidenceFile
from poisonkit.filmlist import FilmList
from poisonkit.judgement.bench import Bench
from poisonkit.judgement.causal import Laboratory
from poisonkit.judgement.judging import judge
from poisonkit.judgement.recording import Circumstances, record_of
from poisonkit.lineage import Lineage
from poisonkit.patternfile import write_pattern
from poisonkit.pictures import draw_finding
from poisonkit.progress import silent
from poisonkit.scorechart import draw_scores
from poisonkit.scorefile import SCORES, write_scores
from poisonkit.spacechart import draw_spaces

if TYPE_CHECKING:
    from pathlib import Path

    from poisonkit.auditfile import AuditRecord
    from poisonkit.compute import Compute
    from poisonkit.dataset import CxrDataset
    from poisonkit.delivery import Delivery
    from poisonkit.deliveryrecord import DeliveryRecord
    from poisonkit.judgement.brief import Brief, Witness
    from poisonkit.progress import Progress
    from poisonkit.reference import Reference


def audit(  # noqa: PLR0913 - what is audited, how, by whom, where and whither
    data: CxrDataset,
    folder: Path,
    brief: Brief,
    *,
    witness: Witness | None,
    compute: Compute,
    reference: Reference | None = None,
    delivery: Delivery | None = None,
    progress: Progress = silent,
) -> AuditRecord:
    """Look for poison in *data* and write what was found into *folder*.

    With a *delivery* only findings about its films are kept.
    """
    bench = Bench(data=data, file=_evidence(data, witness), reference=reference)
    laboratory = _laboratory(bench, witness, compute, brief.seed)
    whole = judge(bench, laboratory, brief, progress)
    verdict, since = whole, None
    if delivery:
        verdict = delivery.of_new(whole)
        since = delivery.record(data, len(whole.findings) - len(verdict.findings))
    about = _circumstances(bench, brief, witness, since)
    record = record_of(data, verdict, about)
    with progress("drawing", len(verdict.findings), "findings") as advance:
        for finding in verdict.findings:
            draw_finding(folder, bench, finding)
            if finding.pattern is not None:
                write_pattern(folder, finding.id, finding.pattern)
            advance()
    draw_scores(folder, verdict)
    draw_spaces(folder, bench, verdict)
    write_scores(folder / SCORES, data.ids, verdict)
    FilmList.of(data).write(folder)
    record.write(folder)
    return record


def _evidence(data: CxrDataset, witness: Witness | None) -> EvidenceFile | None:
    if witness is None:
        return None
    file = EvidenceFile.open(witness.evidence)
    if file.data_digest != data.digest:
        raise BadInputError(f"{witness.evidence} is the evidence of another data set")
    return file


def _laboratory(
    bench: Bench, witness: Witness | None, compute: Compute, seed: int
) -> Laboratory | None:
    if witness is None or witness.run is None or bench.file is None:
        return None
    model = Checkpoint.read(witness.run).load(witness.run)
    compute.place(model)
    return Laboratory(
        data=bench.data, file=bench.file, model=model, compute=compute, seed=seed
    )


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
