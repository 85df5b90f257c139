"""What holds, what becomes of a film, and how far reviewers agree."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

from poisonkit.errors import BadInputError
from poisonkit.reviewing.agreement import agreements
from poisonkit.reviewing.decision import Event, Kind, Said, parse
from poisonkit.reviewing.standing import rulings, standings
from tests.reviewing.making import key_of, said

DECISIONS = (Kind.ACCEPT, Kind.REJECT, Kind.RELABEL, Kind.UNSURE)
WORDS = st.lists(st.sampled_from(DECISIONS), min_size=1, max_size=30)


def kept(*told: Said) -> list[Event]:
    """Return *told* as a store keeps them."""
    return [
        Event(
            number=number, key=one.key, reviewer=one.reviewer, row=one.row,
            kind=Kind(one.kind), labels=tuple(one.labels or ()), comment=one.comment,
            undoes=one.undoes, at="",
        )
        for number, one in enumerate(told, start=1)
    ]  # fmt: skip


def test_the_last_word_holds() -> None:
    """A later decision replaces an earlier one; a comment replaces none."""
    remark = replace(said("c", 4, Kind.COMMENT), comment="see")
    events = kept(said("a", 4, Kind.ACCEPT), said("b", 4, Kind.REJECT), remark)
    found = standings(events)[4]["Ada"]

    assert found.decision is events[1]
    assert "see" == found.comment


def test_undoing_brings_back_what_was_before() -> None:
    """The decision before the undone one holds again; in the end there is none."""
    first, second = said("a", 4, Kind.ACCEPT), said("b", 4, Kind.REJECT)
    back = replace(said("c", 4, Kind.UNDO), undoes=key_of("b"))
    more = replace(said("d", 4, Kind.UNDO), undoes=key_of("a"))

    assert Kind.ACCEPT == rulings(kept(first, second, back))[4].kind
    assert {} == rulings(kept(first, second, back, more))


def test_all_must_agree() -> None:
    """Accepted by two is accepted; by one against another it stays, and is told."""
    events = kept(
        said("a", 1, Kind.ACCEPT), said("b", 1, Kind.ACCEPT, "Bo"),
        said("c", 2, Kind.ACCEPT), said("d", 2, Kind.REJECT, "Bo"),
        said("e", 3, Kind.ACCEPT), said("f", 4, Kind.UNSURE),
    )  # fmt: skip
    found = rulings(events)

    assert [Kind.ACCEPT, Kind.UNSURE, Kind.ACCEPT, Kind.UNSURE] == [
        found[row].kind for row in (1, 2, 3, 4)
    ]
    assert [False, True, False, False] == [found[row].disputed for row in (1, 2, 3, 4)]
    assert {"Ada": "accept", "Bo": "reject"} == found[2].said


def test_other_labels_are_another_word() -> None:
    """Two who relabel a film differently have not agreed on its labels."""
    one = replace(said("a", 1, Kind.RELABEL), labels=[1, 0])
    other = replace(said("b", 1, Kind.RELABEL, "Bo"), labels=[0, 0])
    same = replace(other, labels=[1, 0])

    assert rulings(kept(one, other))[1].disputed
    assert (1, 0) == rulings(kept(one, same))[1].labels


@given(WORDS, WORDS)
def test_kappa_is_cohen_s(ada: list[Kind], bo: list[Kind]) -> None:
    """It is scikit-learn's over the films that both decided on, or unknown."""
    told = [said(f"a{k}", k, kind) for k, kind in enumerate(ada)]
    told += [said(f"b{k}", k, kind, "Bo") for k, kind in enumerate(bo)]
    (found,) = agreements(kept(*told))
    both = min(len(ada), len(bo))
    a, b = [str(kind) for kind in ada[:both]], [str(kind) for kind in bo[:both]]

    assert both == found.films
    assert sum(x == y for x, y in zip(a, b, strict=True)) == found.same
    if len({*a, *b}) == 1:
        assert found.kappa is None
    else:
        assert found.kappa is not None
        assert math.isclose(cohen_kappa_score(a, b), found.kappa)


def test_who_shares_no_film_cannot_agree() -> None:
    """There is no figure for reviewers of different films."""
    assert [] == agreements(kept(said("a", 1, "accept"), said("b", 2, "accept", "Bo")))


GOOD = '{"key":"00000001","reviewer":"Ada","row":2,"kind":"accept"'


@pytest.mark.parametrize(
    "told",
    [
        b"", b"{", b"{}", b"[1]", b"[{}]", b"\xff", b"[" * 5000,
        f"[{GOOD}".encode(), f'[{GOOD},"more":1}}]'.encode(),
        f"[{GOOD}}}]".replace("2", '"2"').encode(),
        f"[{GOOD}}}]".replace("2", "2.5").encode(),
        f"[{GOOD}}}]".replace("2", "true").encode(),
    ],
)  # fmt: skip
def test_what_is_no_event_is_refused(told: bytes) -> None:
    """No JSON, other fields, or a field of another type."""
    with pytest.raises(BadInputError, match="this is no decision"):
        parse(told)


@pytest.mark.parametrize(
    ("part", "change"),
    [
        ("key", {"key": "short"}), ("key", {"key": "../../etc"}),
        ("reviewer", {"reviewer": " "}), ("reviewer", {"reviewer": "a\nb"}),
        ("reviewer", {"reviewer": "x" * 81}), ("row", {"row": 3}), ("row", {"row": -1}),
        ("kind", {"kind": "delete"}), ("labels", {"labels": [1, 0]}),
        ("labels", {"kind": "relabel"}), ("labels", {"kind": "relabel", "labels": [1]}),
        ("labels", {"kind": "relabel", "labels": [1, 2]}),
        ("comment", {"comment": "x"}),
        ("comment", {"kind": "comment", "comment": "x" * 4001}),
        ("comment", {"kind": "comment", "comment": "\ud800"}),
        ("undoes", {"undoes": "00000002"}), ("undoes", {"kind": "undo"}),
    ],
)  # fmt: skip
def test_what_cannot_be_said_is_refused(part: str, change: dict[str, object]) -> None:
    """Of films that nobody suspects, with labels that there are not, and so on."""
    event = replace(said("a", 2, Kind.ACCEPT), **change)  # type: ignore[arg-type]  # wrong on purpose
    with pytest.raises(BadInputError, match=f"its {part} is not valid"):
        event.check({2}, 2)
