"""All families and their members, for people who want to know what there is."""

from __future__ import annotations

import dataclasses
import importlib
import inspect
import pkgutil
from dataclasses import dataclass
from typing import Any

import poisonkit
from poisonkit.errors import UnknownNameError, unknown
from poisonkit.registry import Registry


@dataclass(frozen=True, kw_only=True)
class About:
    """One member, as its own documentation tells it."""

    spec: str
    """Its name, with every parameter at its default."""

    summary: str
    paper: str
    """What stands at the top of its file."""

    code: str | None
    needs: tuple[str, ...] = ()
    """What it must be given, of a detector."""

    def page(self) -> str:
        """Return everything, as text."""
        head = f"{self.spec}  ({self.code})" if self.code else self.spec
        told = [f"Needs {', '.join(self.needs)}."] if self.needs else []
        return "\n\n".join([head, self.summary, *told, self.paper])

    def values(self) -> dict[str, Any]:
        """Return everything, for programs."""
        return dataclasses.asdict(self)


def families() -> dict[str, Registry[Any]]:
    """Return every folder that is a registry, by its name."""
    found: dict[str, Registry[Any]] = {}
    for info in pkgutil.iter_modules(poisonkit.__path__):
        if info.ispkg:
            package = importlib.import_module(f"poisonkit.{info.name}")
            for held in vars(package).values():
                if isinstance(held, Registry) and held.package == package.__name__:
                    found[info.name] = held
    return found


def family_called(name: str) -> Registry[Any]:
    """Return the family called *name*; `trigger` will do for `triggers`."""
    known = families()
    for candidate in (name, f"{name}s"):
        if candidate in known:
            return known[candidate]
    homes = [family for family, held in known.items() if name in held.modules()]
    if homes:
        raise UnknownNameError(
            f"{name!r} is no family, but one of the {' and of the '.join(homes)}: "
            f"poisonkit list {homes[0]} {name}"
        )
    raise unknown("family", name, known)


def tell_about(family: Registry[Any], name: str) -> About:
    """Return what the documentation of one member says."""
    member: Any = family.load(name)
    defaults = ",".join(
        f"{field.name}={field.default}" for field in dataclasses.fields(member)
    )
    module = inspect.getmodule(member)
    return About(
        spec=f"{name}:{defaults}" if defaults else name,
        summary=inspect.getdoc(member) or "",
        paper=inspect.getdoc(module) or "",
        code=getattr(member, "code", None),
        needs=tuple(sorted(getattr(member, "needs", ()))),
    )
