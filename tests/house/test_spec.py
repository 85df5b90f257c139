"""A configured object can be written down and built again."""

from __future__ import annotations

import string
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poisonkit.errors import BadParameterError
from poisonkit.policies import POLICIES
from poisonkit.spec import Spec, build, describe


@dataclass(frozen=True, kw_only=True)
class Member:
    """Has one parameter of each kind."""

    size: int = 3
    value: float = 1.0
    place: str = "corner"
    x: int | None = None
    on: bool = False
    mode: Literal["a", "b"] = "a"


WORDS = st.text(string.ascii_letters + "_-. ", min_size=1).filter(
    lambda word: (
        word == word.strip() and type(Spec.parse(f"n:k={word}").params["k"]) is str
    )
)
MEMBERS = st.builds(
    Member,
    size=st.integers(),
    value=st.floats(allow_nan=False, allow_infinity=False),
    place=WORDS,
    x=st.none() | st.integers(),
    on=st.booleans(),
    mode=st.sampled_from(["a", "b"]),
)


@given(MEMBERS)
def test_round_trip_through_text(member: Member) -> None:
    """Whatever the parameters, text and back gives the same object."""
    text = str(describe("member", member))

    assert member == build(Member, Spec.parse(text))


@given(MEMBERS)
def test_the_shortest_text(member: Member) -> None:
    """Only what differs from the defaults is written; the text is its own spec."""
    spec = describe("member", member)

    assert spec == Spec.parse(str(spec))
    assert not any(getattr(Member(), key) == v for key, v in spec.params.items())


def test_defaults_need_no_parameters() -> None:
    """A default instance is its bare name."""
    assert "member" == str(describe("member", Member()))
    assert Member() == build(Member, Spec.parse("member"))


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    """No text of a user ends in a traceback."""
    with suppress(BadParameterError):
        assert isinstance(build(Member, Spec.parse(f"member:{text}")), Member)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("member: size = 4 , value=2", Member(size=4, value=2.0)),
        ("member:x=None", Member(x=None)),
        ("member:place='7'", Member(place="7")),
        ("member:", Member()),
    ],
)
def test_text_is_read_with_good_will(text: str, kept: Member) -> None:
    """Blanks do not matter, a whole number does for a float, quotes make it text."""
    assert kept == build(Member, Spec.parse(text))


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("member:sise=4", "has no parameter 'sise'; did you mean 'size'? it has: mode"),
        ("member:size=4.5", "member:size must be int, got 4.5"),
        ("member:size=True", "member:size must be int, got True"),
        ("member:value=True", "member:value must be float, got True"),
        ("member:size=large", "member:size must be int, got 'large'"),
        ("member:x=1.5", "member:x must be int or NoneType, got 1.5"),
        ("member:value=(1)+", "member:value must be float"),
        ("member:size", "cannot read 'size'"),
        ("member:=4", "cannot read '=4'"),
    ],
)
def test_mistakes_are_explained(text: str, complaint: str) -> None:
    """The message says what was wrong and what is allowed."""
    with pytest.raises(BadParameterError) as caught:
        build(Member, Spec.parse(text))

    assert complaint in str(caught.value)


def test_a_value_is_not_run() -> None:
    """Text that looks like code stays text."""
    spec = Spec.parse("member:place=__import__('os')")
    params: dict[str, Any] = dict(spec.params)

    assert {"place": "__import__('os')"} == params


@pytest.mark.parametrize("text", ["A, or B", "2023", "True", "it's", "a+b=c", "None"])
def test_any_text_survives_its_own_spec(text: str) -> None:
    """Commas and what looks like a number are quoted, and read back as they were."""
    spec = Spec("swap", {"other": text})

    assert spec == Spec.parse(str(spec))


def test_a_number_for_a_text_is_told_how_to_be_one() -> None:
    """A label may be called 1."""
    with pytest.raises(BadParameterError, match="must be str, got 1; as text: '1'"):
        POLICIES.create("swap:other=1")
    assert POLICIES.create("swap:other='1'") is not None
