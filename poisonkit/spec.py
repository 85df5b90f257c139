"""Write a configured object as text and read it back.

patch                       the defaults
patch:size=3,value=1.0      two parameters changed
swap:other='A, or B'        a text with a comma, or one that looks like a number
"""

from __future__ import annotations

import ast
import dataclasses
import inspect
import re
import sys
import types
import typing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self, TypeVar, Union

from poisonkit.errors import BadParameterError, nearest

if TYPE_CHECKING:
    from collections.abc import Mapping

T = TypeVar("T")

_PARTS = re.compile(r"""(?:[^,'"]|'[^']*'|"[^"]*"|['"])+""")
"""What stands between commas; a comma in quotes is part of a text."""


@dataclass(frozen=True)
class Spec:
    """A member's name and the parameters that differ from its defaults."""

    name: str
    params: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``name:key=value,...``."""
        name, _, tail = text.partition(":")
        params: dict[str, Any] = {}
        for pair in filter(None, map(str.strip, _PARTS.findall(tail))):
            key, equals, value = pair.partition("=")
            if not equals or not key.strip():
                raise BadParameterError(
                    f"cannot read {pair!r} in {text!r}; write name:key=value,key=value"
                )
            if key.strip() in params:
                raise BadParameterError(f"{key.strip()} is given twice in {text!r}")
            params[key.strip()] = _literal(value.strip())
        return cls(name.strip(), params)

    def __str__(self) -> str:
        tail = ",".join(f"{key}={_text(value)}" for key, value in self.params.items())
        return f"{self.name}:{tail}" if tail else self.name


def _text(value: Any) -> str:
    """Return *value* so that `_literal` reads it: text such as 2023 needs quotes."""
    plain = str(value)
    odd = isinstance(value, str) and (_literal(plain) != value or "," in plain)
    return repr(value) if odd else plain


def _literal(text: str) -> Any:
    try:
        return ast.literal_eval(text)
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return text


def build(cls: type[T], spec: Spec) -> T:
    """Make a *cls* (a frozen dataclass) from *spec*, or say what is wrong with it."""
    assert dataclasses.is_dataclass(cls)
    known = _parameters(cls)
    params = {}
    for key, value in spec.params.items():
        if key not in known:
            raise BadParameterError(
                f"{spec.name} has no parameter {key!r}; {nearest(key, known)}it has: "
                f"{', '.join(sorted(known)) or 'none'}"
            )
        params[key] = _fit(value, known[key], f"{spec.name}:{key}")
    return cls(**params)


def _parameters(cls: type) -> dict[str, Any]:
    """Return the type of each field, inherited ones too; class variables are none."""
    names = {field.name for field in dataclasses.fields(cls)}
    hints: dict[str, Any] = {}
    for base in cls.__mro__:
        told = inspect.get_annotations(base)
        own = {name: told[name] for name in (names - hints.keys()) & told.keys()}
        holder = types.SimpleNamespace(__annotations__=own)
        hints |= typing.get_type_hints(holder, vars(sys.modules[base.__module__]))
    return hints


def _fit(value: Any, hint: Any, where: str) -> Any:
    """Return *value* as *hint* wants it; a whole number will do for a float.

    A type with a class method `parse` reads the value itself.
    """
    kinds = _kinds(hint)
    if parse := getattr(kinds[0], "parse", None):
        try:
            return parse(value)
        except BadParameterError as error:
            raise BadParameterError(f"{where} {error}") from error
    if float in kinds and type(value) is int:
        return float(value)
    if type(value) in kinds:
        return value
    names = " or ".join(kind.__name__ for kind in kinds)
    hint = f"; as text: '{value}'" if str in kinds else ""
    raise BadParameterError(f"{where} must be {names}, got {value!r}{hint}")


def _kinds(hint: Any) -> tuple[type, ...]:
    """Return the plain types that *hint* allows."""
    origin = typing.get_origin(hint)
    if origin in {Union, types.UnionType}:
        return tuple(kind for part in typing.get_args(hint) for kind in _kinds(part))
    if origin is typing.Literal:
        return tuple({type(choice) for choice in typing.get_args(hint)})
    return (origin or hint,)


def describe(name: str, thing: object) -> Spec:
    """Return the shortest spec that would build *thing* again."""
    assert dataclasses.is_dataclass(thing)
    assert not isinstance(thing, type)
    changed = {
        f.name: getattr(thing, f.name)
        for f in dataclasses.fields(thing)
        if getattr(thing, f.name) != f.default
    }
    return Spec(name, changed)
