"""What the review page says of itself, for those who wait for it."""

from __future__ import annotations

THERE = "document.querySelector('#clean-figure').dataset.row"
"""The suspect and the clean film beside it are shown."""

KEPT = "document.querySelector('#saved').textContent === 'all kept'"
"""No decision is still on its way."""
