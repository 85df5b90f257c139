"""Audits to review, and a desk with one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from poisonkit.reviewing.desk import Desk
from tests.reviewing.making import Audited, audited

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def audit(tmp_path: Path) -> Audited:
    """Return an audit of twenty films."""
    return audited(tmp_path)


@pytest.fixture
def desk(audit: Audited) -> Iterator[Desk]:
    """Return that audit, open for review."""
    with Desk.open(audit.folder, data=audit.data) as desk:
        yield desk
