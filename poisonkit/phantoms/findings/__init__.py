"""Findings: one file each; the file's name, capitalised, is the NIH label."""

from poisonkit.phantoms.findings.base import PhantomFinding
from poisonkit.registry import Registry

FINDINGS = Registry(__name__, PhantomFinding, "phantom finding")
