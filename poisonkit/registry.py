"""A folder is a registry.

Every module in a family's folder holds one final class, and the file's name is the
member's name.  Other distributions add to the same folder with an entry point whose
group is the folder's dotted name and whose value is a module:

    [project.entry-points."poisonkit.detectors"]
    my_detector = "my_package.my_detector"

Listing names imports nothing; a module is imported when its member is first used.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from importlib.metadata import entry_points
from typing import Generic, TypeVar

from poisonkit.errors import unknown
from poisonkit.spec import Spec, build

T = TypeVar("T")


class Registry(Generic[T]):
    """The members of one family, by name."""

    def __init__(self, package: str, base: type[T], noun: str) -> None:
        """Look in *package* for final subclasses of *base*, called *noun* in errors."""
        self.package = package
        self.base = base
        self.noun = noun

    def modules(self) -> dict[str, str]:
        """Map each member's name to the module that holds it."""
        path = importlib.import_module(self.package).__path__
        ours = {
            info.name: f"{self.package}.{info.name}"
            for info in pkgutil.iter_modules(path)
            if info.name != "base" and not info.name.startswith("_")
        }
        theirs = {point.name: point.value for point in entry_points(group=self.package)}
        return dict(sorted((theirs | ours).items()))

    def load(self, name: str) -> type[T]:
        """Return the class called *name*."""
        modules = self.modules()
        if name not in modules:
            raise unknown(self.noun, name, modules)
        module = importlib.import_module(modules[name])
        found = [
            thing
            for _, thing in inspect.getmembers(module, inspect.isclass)
            if issubclass(thing, self.base) and thing.__module__ == module.__name__
        ]
        assert len(found) == 1, f"{module.__name__} must hold one {self.base.__name__}"
        return found[0]

    def create(self, spec: Spec | str) -> T:
        """Return a configured member."""
        spec = Spec.parse(spec) if isinstance(spec, str) else spec
        return build(self.load(spec.name), spec)
