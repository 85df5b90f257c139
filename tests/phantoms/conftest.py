"""Patients to draw."""

from __future__ import annotations

import pytest


@pytest.fixture(params=range(6))
def number(request: pytest.FixtureRequest) -> int:
    return int(request.param)
