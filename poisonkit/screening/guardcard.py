"""What a guard belongs to: a model, clean films, and how films are prepared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from pydantic import TypeAdapter, ValidationError

from poisonkit.errors import BadInputError

if TYPE_CHECKING:
    from pathlib import Path

SCHEMA = 1


@dataclass(frozen=True, kw_only=True)
class GuardCard:
    """What a guard belongs to."""

    model_digest: str
    label_names: tuple[str, ...]
    preparation: dict[str, Any]
    """How incoming films become what the model takes."""

    screeners: tuple[str, ...]
    bank: int
    """Clean films from which it was learned what is usual."""

    tuned: int
    """Clean films on which alarms were counted."""

    lineage: dict[str, Any]
    schema: int = SCHEMA

    @classmethod
    def parse(cls, text: str, path: Path) -> Self:
        """Read what a guard's file says of itself."""
        try:
            card = TypeAdapter(cls).validate_json(text)
        except ValidationError as error:
            raise BadInputError(f"{path}: its card is damaged") from error
        if card.schema != SCHEMA:
            raise BadInputError(f"{path}: schema {card.schema}, {SCHEMA} is understood")
        return card
