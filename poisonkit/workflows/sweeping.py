"""Many injections from one source: every combination of what is listed."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Any, Self

from poisonkit.errors import BadInputError, BadParameterError, OutputError
from poisonkit.files import writing
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
        """Make all members from one reading of the source; return their manifests."""
        # What a choice means is asked for all before anything is written.
        asked = [(member, *meaning(member.choice)) for member in self.members]
        done = {}
        with self.injector.source.for_now() as data:
            for member, attempts, scope in asked:
                truth = self.injector.run(data, member.path, attempts, scope)
                done[member.path] = truth
        self._tell(done)
        return done

    def _tell(self, done: Mapping[Path, Manifest]) -> None:
        with (
            writing(self.table, force=self.injector.force) as part,
            part.open("w", newline="", encoding="utf-8") as file,
        ):
            rows = csv.writer(file, lineterminator="\n")
            axes = list(self.members[0].choice)
            rows.writerow(["name", *axes, "poisoned", "target_share", "digest"])
            for member in self.members:
                truth = done[member.path]
                told = (" + ".join(map(str, each)) for each in member.choice.values())
                share = f"{truth.target_share:.6f}"
                count, digest = len(truth.samples), truth.poisoned_digest
                rows.writerow([member.path.name, *told, count, share, digest])


def _check(out: Path, injector: Injector) -> None:
    """Refuse an *out* that is no place for a sweep."""
    if injector.source.path.is_dir():
        check_places(injector.source.path, out)
    if out.suffix == ".h5" or out.is_file():
        raise BadInputError(f"{out}: a sweep writes a folder; give the name of one")
    if (out / TABLE).exists() and not injector.force:
        raise OutputError(f"{out} holds a sweep already; replace it with --force")
    if out.is_dir() and any(out.iterdir()) and not (out / TABLE).exists():
        raise OutputError(f"{out} holds other things; give the name of a new folder")
