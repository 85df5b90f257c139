"""Attacks of several strengths on one model, one after the other."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from poisonkit.attacking.outcome import outcome
from poisonkit.attacks import ATTACKS
from poisonkit.errors import BadParameterError
from poisonkit.evaluation import held_out
from poisonkit.objectives import OBJECTIVES
from poisonkit.spec import Spec

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from poisonkit.attacking.siege import Siege
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
        _, rows = held_out(siege.data)
        found = []
        with progress("attacking", len(members) * len(rows)) as advance:
            for spec, member in members:
                batches = []
                for batch in siege.run(member, aim, rows):
                    batches.append(batch.without_images())
                    advance(len(batch.rows))
                told = outcome(batches, siege.data.labels[rows], siege.data.label_names)
                eps = getattr(member, "eps", None)
                words = {"attack": spec, "objective": self.objective, "eps": eps}
                found.append(words | told)
        return found


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
    return tuple(_strength(part) for part in text.split(",") if part.strip())


def _strength(text: str) -> float:
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


def names(told: Sequence[dict[str, Any]]) -> list[str]:
    """Return the attacks that were tried, each once."""
    return list(dict.fromkeys(Spec.parse(one["attack"]).name for one in told))
