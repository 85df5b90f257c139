"""Poison chest X-ray data sets, train on them, and audit them."""

__version__ = "0.1.0"
