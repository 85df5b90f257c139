"""Codes of detectors: unique, permanent, and telling."""

from __future__ import annotations

import re

from poisonkit.detectors import DETECTORS
from poisonkit.evidence import FROM_A_MODEL, Need

NAMES = sorted(DETECTORS.modules())


def test_codes_are_unique_and_well_formed() -> None:
    """A code names one detector for ever, and its hundreds say what is looked at."""
    members = {name: DETECTORS.load(name) for name in NAMES}
    codes = [member.code for member in members.values()]

    assert len(codes) == len(set(codes))
    for name, member in members.items():
        assert re.fullmatch(r"PK[1-4]\d\d", member.code), name
        looks_at_data = not member.needs & FROM_A_MODEL
        assert looks_at_data == member.code.startswith("PK4"), name
        looks_at_labels = Need.LABELS in member.needs
        assert looks_at_labels == member.code.startswith("PK42"), name


def test_codes_are_for_ever() -> None:
    """What a report of last year calls PK103 is what it was."""
    known = {
        "PK101": "spectral_signature",
        "PK102": "activation_clustering",
        "PK103": "loss_trace",
        "PK104": "spectre",
        "PK105": "scan",
        "PK106": "beatrix",
        "PK107": "agpd",
        "PK108": "common_direction",
        "PK109": "strip",
        "PK110": "cognitive_distillation",
        "PK111": "trigger_inversion",
        "PK112": "confusion",
        "PK201": "saliency_signature",
        "PK202": "saliency_clustering",
        "PK203": "peak_consistency",
        "PK204": "saliency_transfer",
        "PK401": "repeated_pixels",
        "PK402": "residual_mean",
        "PK403": "spectrum",
        "PK421": "label_vectors",
        "PK422": "near_duplicates",
        "PK423": "metadata",
        "PK424": "label_errors",
    }
    today = {DETECTORS.load(name).code: name for name in NAMES}

    assert known == {code: today.get(code) for code in known}
