"""Attacks of several strengths on one model, one after the other."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from poisonkit.attacking.about import About, columns_of, narrowed
from poisonkit.attacking.outcome import outcome
from poisonkit.attacks import ATTACKS
from poisonkit.errors import BadParameterError
from poisonkit.evaluation import held_out
from poisonkit.objectives import OBJECTIVES
from poisonkit.spec import Spec

if TYPE_CHECKING:
    from collections.abc import Iterator

    from poisonkit.arrays import Rows
    from poisonkit.attacking.attacked import Attacked
    from poisonkit.attacking.siege import Siege
    from poisonkit.attacking.smallest import Search
    from poisonkit.attacks.base import Attack
    from poisonkit.objectives.base import Objective
    from poisonkit.progress import Progress

_GREY_LEVEL = 1 / 255


@dataclass(frozen=True, kw_only=True)
class Trials:
    """What is tried on a model: every attack at every eps."""

    attacks: tuple[str, ...]
    """Specs, such as ``pgd`` or ``pgd:steps=40``."""

    eps: tuple[float, ...] = ()
    """In [0, 1]; without any, each attack's own."""

    objective: str = "untargeted"
    seed: int = 0
    search: Search | None = None
    """Look for each film's smallest eps instead."""

    labels: tuple[str, ...] = ()
    """What it is about, and what is measured; without any, all."""

    batch: int | None = None
    """Films at a time; without, as many as fit."""

    def specs(self) -> Iterator[str]:
        """Yield the attacks with their strengths; refuse one that has none."""
        for text in self.attacks:
            if not self.eps:
                yield text
            for eps in self.eps:
                yield with_eps(text, eps)

    def run(self, siege: Siege, progress: Progress) -> list[dict[str, Any]]:
        """Return what each achieved on held-out films; refused before the first."""
        aim = OBJECTIVES.create(self.objective)
        members = [(spec, ATTACKS.create(spec)) for spec in self.specs()]
        for spec, member in members:
            if self.search:
                self.search.check(member, spec)
        siege, data = replace(siege, batch=self.batch), siege.data
        names = self.labels or data.label_names
        columns = columns_of(names, data.label_names)
        aim = About.of(aim, self.labels) if self.labels else aim
        _, rows = held_out(data)
        found = []
        with progress("attacking", len(members) * len(rows)) as advance:
            for spec, member in members:
                batches = []
                for batch in besiege(siege, member, aim, rows, self.search):
                    batches.append(narrowed(batch.without_images(), columns))
                    advance(len(batch.rows))
                told = outcome(batches, data.labels[rows][:, columns], names)
                eps = None if self.search else getattr(member, "eps", None)
                words = {"attack": spec, "objective": self.objective, "eps": eps}
                if self.search:
                    told["smallest"] = self.search.told(member, batches)
                found.append(words | told)
        return found


def besiege(
    siege: Siege,
    attack: Attack,
    objective: Objective,
    rows: Rows,
    search: Search | None,
) -> Iterator[Attacked]:
    """Yield attacked films: at the attack's own eps, or at each film's smallest."""
    if search:
        return search.run(siege, attack, objective, rows)
    return siege.run(attack, objective, rows)


def with_eps(text: str, eps: float) -> str:
    """Return the spec *text* of an attack with this strength."""
    spec = Spec.parse(text)
    return str(Spec(spec.name, {**spec.params, "eps": round(eps, 9)}))


def strength_of(text: str, eps: str | None) -> str:
    """Return the attack *text* with *eps*, or with one grey level where none is said.

    An attack that has no eps is left as it is, unless one is asked for.
    """
    spec = Spec.parse(text)
    if eps is None:
        has = hasattr(ATTACKS.load(spec.name), "eps") and "eps" not in spec.params
        return with_eps(text, _GREY_LEVEL) if has else text
    values = strengths(eps)
    if len(values) != 1:
        raise BadParameterError(f"one eps is needed, got {len(values)} in {eps!r}")
    return with_eps(text, values[0])


def strengths(text: str) -> tuple[float, ...]:
    """Read ``0.3/255, 1/255, 0.01``: shares of black to white."""
    return tuple(strength(part) for part in text.split(",") if part.strip())


def strength(text: str) -> float:
    """Read one eps: ``1/255`` or ``0.004``."""
    try:
        above, _, below = text.strip().partition("/")
        value = float(Fraction(above) / Fraction(below or "1"))
    except (ValueError, ZeroDivisionError) as error:
        raise BadParameterError(
            f"cannot read eps {text.strip()!r}; write it as 0.004 or 1/255"
        ) from error
    if not 0 < value <= 1:
        raise BadParameterError(
            f"eps must lie in (0, 1], got {value:g}; did you mean {value:g}/255?"
        )
    return value


def without_eps(text: str) -> str:
    """Return the spec *text* of an attack, whatever its strength."""
    spec = Spec.parse(text)
    rest = {key: value for key, value in spec.params.items() if key != "eps"}
    return str(Spec(spec.name, rest))
