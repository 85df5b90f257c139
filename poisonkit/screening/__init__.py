"""Screening of single films: what is learned of clean ones, and how it is used."""
