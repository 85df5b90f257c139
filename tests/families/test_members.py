"""What every member of every family promises; a new file is tested unasked."""

from __future__ import annotations

import dataclasses
import importlib
import inspect
from typing import TYPE_CHECKING, Any

import pytest

from poisonkit.families import families, tell_about
from poisonkit.lengths import Length
from poisonkit.spec import Spec, describe

if TYPE_CHECKING:
    from poisonkit.registry import Registry

FAMILIES = families()
MEMBERS = [(family, name) for family in FAMILIES for name in FAMILIES[family].modules()]


@pytest.fixture(params=MEMBERS, ids=[f"{family}-{name}" for family, name in MEMBERS])
def place(request: pytest.FixtureRequest) -> tuple[Registry[Any], str]:
    """Return a family and the name of one of its members."""
    family, name = request.param
    return FAMILIES[family], name


@pytest.fixture
def registry(place: tuple[Registry[Any], str]) -> Registry[Any]:
    return place[0]


@pytest.fixture
def name(place: tuple[Registry[Any], str]) -> str:
    return place[1]


def test_the_class_is_named_after_its_file(registry: Registry[Any], name: str) -> None:
    """`small_cnn.py` holds `SmallCnn`, so a traceback leads to the file."""
    words = name.replace("_", "")

    assert words == registry.load(name).__name__.lower()


def test_it_is_final_frozen_and_keyword_only(
    registry: Registry[Any], name: str
) -> None:
    """A member is a value: it does not change, and every parameter is named."""
    member = registry.load(name)
    made = registry.create(name)

    assert getattr(member, "__final__", False)
    assert not inspect.isabstract(member)
    assert all(field.kw_only for field in dataclasses.fields(member))
    with pytest.raises(dataclasses.FrozenInstanceError):
        made.anything = 1
    assert hash(made) == hash(registry.create(name))


def test_it_holds_what_its_bases_promise(registry: Registry[Any], name: str) -> None:
    """Every class variable that a base announces is there."""
    member = registry.load(name)
    promised = {
        word
        for base in member.__mro__
        for word, hint in vars(base).get("__annotations__", {}).items()
        if "ClassVar" in str(hint)
    }

    assert set() == {word for word in promised if not hasattr(member, word)}


def test_it_explains_itself(registry: Registry[Any], name: str) -> None:
    """File, class and every method of its own say in a sentence what they are."""
    member = registry.load(name)
    own = [
        thing
        for word, thing in vars(member).items()
        if inspect.isfunction(thing) and not word.startswith("_")
    ]
    for thing in (member, *own):
        first = (inspect.getdoc(thing) or "").partition("\n\n")[0]
        assert first.replace("\n", " ").endswith("."), thing
    assert inspect.getdoc(importlib.import_module(member.__module__))


def test_its_defaults_are_a_bare_name(registry: Registry[Any], name: str) -> None:
    """Every parameter has a default, and the spec of the defaults is the name."""
    member: Any = registry.create(name)

    assert name == str(describe(name, member))


def test_every_default_can_be_written_out(registry: Registry[Any], name: str) -> None:
    """What `poisonkit list` shows can be pasted back as it stands."""
    spec = tell_about(registry, name).spec

    assert registry.create(name) == registry.create(Spec.parse(spec))


def test_parameters_have_plain_types(registry: Registry[Any], name: str) -> None:
    """A parameter can be given on a command line: text, number, length or switch."""
    plain = {bool, int, float, str, type(None), Length}
    for field in dataclasses.fields(registry.load(name)):
        assert type(field.default) in plain, field.name
