"""Many injections from one source: every combination of what is listed."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Any, Self

from poisonkit.errors import BadInputError, BadParameterError
from poisonkit.files import writing_folder
from poisonkit.planning import draw_plan
from poisonkit.poisoning.guarding import check_places

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from poisonkit.attempts import Attempt, Scope
    from poisonkit.manifest import Manifest
    from poisonkit.workflows.injecting import Injector

TABLE = "sweep.csv"


@dataclass(frozen=True, kw_only=True)
class Member:
    """One injection of a sweep."""

    path: Path
    choice: Mapping[str, Any]
    """A value for each list."""


@dataclass(frozen=True, kw_only=True)
class Sweep:
    """Injections into the folder *out*, in the form that the source has."""

    out: Path
    members: tuple[Member, ...]
    injector: Injector

    @classmethod
    def of(
        cls, axes: Mapping[str, Sequence[Any]], out: Path, injector: Injector
    ) -> Self:
        """Combine all *axes*, the last changing fastest; refuse an *out* in use."""
        for name, values in axes.items():
            if not values:
                raise BadParameterError(f"the list of --{name} is empty")
        _check(out, injector)
        kind = "" if injector.source.path.is_dir() else ".h5"
        members = (
            Member(
                path=out / f"{number:04d}{kind}",
                choice=dict(zip(axes, values, strict=True)),
            )
            for number, values in enumerate(product(*axes.values()))
        )
        return cls(out=out, members=tuple(members), injector=injector)

    @property
    def table(self) -> Path:
        """Where it is told which member is what."""
        return self.out / TABLE

    def run(
        self,
        meaning: Callable[[Mapping[str, Any]], tuple[Sequence[Attempt], Scope]],
    ) -> dict[Path, Manifest]:
        """Make all members from one reading of the source; return their manifests.

        All of them appear together, or none.
        """
        asked = [(member, *meaning(member.choice)) for member in self.members]
        done, force = {}, self.injector.force
        with (
            self.injector.source.for_now() as data,
            writing_folder(self.out, force=force, proof=self.table) as part,
        ):
            for _, attempts, scope in asked:
                draw_plan(data, attempts, scope)  # refused before the first is written
            for member, attempts, scope in asked:
                place = part / member.path.name
                done[member.path] = self.injector.run(data, place, attempts, scope)
            self._tell(part / TABLE, done)
        return done

    def _tell(self, place: Path, done: Mapping[Path, Manifest]) -> None:
        with place.open("w", newline="", encoding="utf-8") as file:
            rows = csv.writer(file, lineterminator="\n")
            axes = list(self.members[0].choice)
            rows.writerow(["name", *axes, "poisoned", "target_share", "digest"])
            for member in self.members:
                truth = done[member.path]
                told = (" + ".join(map(str, each)) for each in member.choice.values())
                share = " + ".join(f"{p.target_share:.6f}" for p in truth.plants)
                count, digest = len(truth.samples), truth.poisoned_digest
                rows.writerow([member.path.name, *told, count, share, digest])


def _check(out: Path, injector: Injector) -> None:
    """Refuse an *out* that is no place for a sweep."""
    if injector.source.path.is_dir():
        check_places(injector.source.path, out)
    if out.suffix == ".h5" or out.is_file():
        raise BadInputError(f"{out}: a sweep writes a folder; give the name of one")
