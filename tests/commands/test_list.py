"""`poisonkit list`: what there is to choose from."""

from __future__ import annotations

import json

import pytest

from poisonkit.families import families
from poisonkit.spec import Spec
from tests.commands.running import done

FAMILIES = families()
MEMBERS = [(family, name) for family in FAMILIES for name in FAMILIES[family].modules()]


def test_all_families_are_listed() -> None:
    """A line per family names every member; --json says the same."""
    known = {family: list(held.modules()) for family, held in FAMILIES.items()}
    lines = done("list").stdout.splitlines()
    told = dict(line.split(maxsplit=1) for line in lines)

    assert {family: ", ".join(names) for family, names in known.items()} == told
    assert known == json.loads(done("list", "--json").stdout)
    assert {"detectors", "networks", "policies", "saliency", "triggers"} <= known.keys()


@pytest.mark.parametrize("family", FAMILIES)
def test_a_family_is_listed(family: str) -> None:
    """A line per member: how to write it, and what it is in a whole sentence."""
    lines = done("list", family).stdout.splitlines()
    told = dict(line.split(maxsplit=1) for line in lines)

    names = [Spec.parse(spec).name for spec in told]
    assert list(FAMILIES[family].modules()) == names
    assert all(sentence.rstrip().endswith((".", ":")) for sentence in told.values())


@pytest.mark.parametrize(("family", "name"), MEMBERS)
def test_a_member_is_described(family: str, name: str) -> None:
    """Its spec with every default can be written as it stands there."""
    text = done("list", family, name).stdout
    told = json.loads(done("list", family, name, "--json").stdout)

    assert text.startswith(told["spec"])
    assert told["summary"] in text
    assert Spec.parse(told["spec"]).name == name


def test_one_of_a_family_will_do() -> None:
    """`list trigger` is understood as `list triggers`."""
    assert done("list", "trigger").stdout == done("list", "triggers").stdout
