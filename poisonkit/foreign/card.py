"""What must be known of a model that was not trained here: options, or a file beside.

``NAME.json`` beside ``NAME.pt``: ``{"label_names": ["Mass", "Nodule"], "size": 224}``,
and, if pixels are scaled, ``"mean"`` and ``"std"``: a number, or one per channel.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Self

from pydantic import Field, TypeAdapter, ValidationError

from poisonkit.errors import BadInputError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_CHANNELS = (1, 3)


@dataclass(frozen=True, kw_only=True)
class Card:
    """Labels, image size and scaling of a model."""

    label_names: Annotated[tuple[str, ...], Field(min_length=1)]
    size: Annotated[int, Field(gt=0, le=1 << 14)]
    mean: tuple[float, ...] = (0.0,)
    std: tuple[Annotated[float, Field(gt=0)], ...] = (1.0,)

    @classmethod
    def of(cls, model: Path, labels: Sequence[str], size: int | None) -> Self:
        """Read the card beside *model*, if there is one.

        *labels* go before the card's; *size* is that of the films, if it names none.
        """
        factory = ":" in model.name
        if not factory and not model.is_file():
            raise BadInputError(f"{model} does not exist")
        path = model.with_name(f"{model.name if factory else model.stem}.json")
        values: Any = _json(path) if path.is_file() else {}
        values = values | ({"label_names": list(labels)} if labels else {})
        values = ({"size": size} if size else {}) | values
        for word, option in (("label_names", "--model-labels"), ("size", "--size")):
            if word not in values:
                raise BadInputError(
                    f"nothing says the {word.replace('_', ' ')} of {model}; give "
                    f"{option}, or write it into {path.name} beside it"
                )
        for word in ("mean", "std"):
            if isinstance(values.get(word), int | float):
                values[word] = [values[word]]
        return cls._checked(values, path)

    @classmethod
    def _checked(cls, values: Any, path: Path) -> Self:
        try:
            card = TypeAdapter(cls).validate_python(values)
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(map(str, first["loc"]))
            raise BadInputError(f"{path.name}: {where}: {first['msg']}") from error
        if not {len(card.mean), len(card.std)} <= set(_CHANNELS):
            raise BadInputError(f"{path.name}: mean and std have one number, or three")
        if len(set(card.label_names)) < len(card.label_names):
            raise BadInputError(f"{path.name}: a label is named twice")
        return card


def _json(path: Path) -> dict[str, Any]:
    try:
        values: Any = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, ValueError) as error:
        raise BadInputError(f"{path} is no readable JSON") from error
    if not isinstance(values, dict):
        raise BadInputError(f"{path} holds no table of label_names and size")
    return values
