"""How an audit was made: the command, and what it cost."""

from __future__ import annotations

import json
import shlex
from typing import TYPE_CHECKING, Any

from poisonkit.detectors import DETECTORS
from poisonkit.detectors.base import Tier, tier_of
from poisonkit.files import RUN_RECORD

if TYPE_CHECKING:
    from pathlib import Path

    from poisonkit.auditfile import AuditRecord


def command_of(record: AuditRecord, run: dict[str, Any]) -> str:
    """Return the command that makes this audit again.

    Names in capitals stand for paths, which no output holds; the digests say which
    files are meant.
    """
    words = ["poisonkit", "audit", "SRC", "--out", "DIR"]
    if record.model_digest and not record.canaries:
        words += ["--evidence", "FILE"] if run.get("evidence") else ["--model", "RUN"]
    if reference_of(record):
        words += ["--reference", "CLEAN"]
    if record.since:
        words += ["--since", "OLD"]
    if record.power:
        words.append("--canary")
    words += _chosen(record.detectors)
    words += ["--alpha", f"{record.alpha:g}", "--seed", str(record.seed)]
    return " ".join([*words, *_computing(run.get("compute"))])


def _chosen(detectors: tuple[str, ...]) -> list[str]:
    """Return the options by which *detectors* are asked for."""
    names = set(DETECTORS.modules())
    deep = {name for name in names if tier_of(DETECTORS.load(name)) is Tier.DEEP}
    if set(detectors) == names - deep:
        return []
    if set(detectors) == names:
        return ["--deep"]
    named = (["--detector", shlex.quote(spec)] for spec in detectors)
    return [word for words in named for word in words]


def reference_of(record: AuditRecord) -> str:
    """Return the digest of the films that were trusted; empty if there were none."""
    inputs = record.lineage.get("inputs")
    return str(inputs.get("reference", "")) if isinstance(inputs, dict) else ""


def run_record(folder: Path) -> dict[str, Any]:
    """Return what ``run.json`` says, or nothing where it is missing or damaged."""
    try:
        values = json.loads((folder / RUN_RECORD).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return values if isinstance(values, dict) else {}


def facts(run: dict[str, Any]) -> list[tuple[str, str]]:
    """Return what was used and what it cost, as names and values."""
    told = []
    if "poisonkit" in run:
        told.append(("poisonkit", str(run["poisonkit"])))
    if "python" in run:
        told.append(("Python", str(run["python"])))
    told += [(name, str(number)) for name, number in _pairs(run, "libraries")]
    if isinstance(run.get("peak_memory_mib"), int):
        told.append(("peak memory", f"{run['peak_memory_mib']:,} MiB"))
    return told


def seconds(run: dict[str, Any]) -> list[tuple[str, float]]:
    """Return how long each stage took."""
    return [
        (name, float(value))
        for name, value in _pairs(run, "seconds")
        if isinstance(value, int | float)
    ]


def _pairs(run: dict[str, Any], name: str) -> list[tuple[str, Any]]:
    part = run.get(name)
    return list(part.items()) if isinstance(part, dict) else []


def _computing(compute: Any) -> list[str]:
    """Return on what it ran, and how precisely."""
    if not isinstance(compute, dict):
        return []
    precision = "bf16" if compute.get("half") else "fp32"
    device = str(compute.get("device", "auto"))
    return ["--device", shlex.quote(device), "--precision", precision]
