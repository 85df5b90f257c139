"""Reports: one format each; the file's name is the format's name."""

from poisonkit.registry import Registry
from poisonkit.reports.base import Report

REPORTS = Registry(__name__, Report, "report format")
