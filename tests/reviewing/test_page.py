"""The page in a real browser: by keyboard, safely, and with nothing lost."""

from __future__ import annotations

import sqlite3
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from threading import Thread
from typing import TYPE_CHECKING

import pytest

from poisonkit.reviewing.desk import Desk
from poisonkit.reviewing.server import listen
from poisonkit.reviewing.standing import standings
from tests.browser import Browser, browser, chromium
from tests.reviewing.making import ACCUSED, FILMS, Audited, audited
from tests.reviewing.words import KEPT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from poisonkit.reviewing.decision import Event
    from tests.browser import Page

pytestmark = pytest.mark.skipif(
    chromium() is None, reason="no Chromium on this machine to try the page in"
)
HOSTILE = '<img src=x onerror="window.hit=1"><script>window.hit=1</script>'
SHOWN = "document.querySelector('#suspect-figure').dataset.row"


@dataclass
class Review:
    """An audit that is served, and a browser to look at it."""

    desk: Desk
    browser: Browser
    address: str
    stack: ExitStack

    def page(self) -> Page:
        """Open one more tab; the first brings the token."""
        page = self.stack.enter_context(self.browser.page(self.address))
        self.address = self.address.partition("?")[0]
        page.wait(f"{SHOWN} === '{ACCUSED[0]}'")
        return page

    def events(self) -> list[Event]:
        """Return what was kept."""
        return self.desk.store.since()


@pytest.fixture(scope="module")
def started() -> Iterator[Browser]:
    with browser() as one:
        yield one


@contextmanager
def served(audit: Audited, browser: Browser, reviewer: str = "Ada") -> Iterator[Review]:
    with ExitStack() as stack:
        desk = stack.enter_context(
            Desk.open(audit.folder, data=audit.data, reviewer=reviewer)
        )
        room = stack.enter_context(listen(desk, 0, lambda _: None))
        thread = Thread(target=room.serve_forever, args=(0.02,))
        thread.start()
        stack.callback(thread.join)
        stack.callback(room.shutdown)
        pages = stack.enter_context(ExitStack())
        yield Review(desk, browser, room.guard.address, pages)


@pytest.fixture
def review(audit: Audited, started: Browser) -> Iterator[Review]:
    """Return the audit of twenty films, served."""
    with served(audit, started) as found:
        yield found


def test_keys_decide(review: Review) -> None:
    """Accept, reject and unsure go on to the next; each is kept at once."""
    page = review.page()
    page.press("a", "r", "u")
    page.wait(f"{SHOWN} === '{ACCUSED[3]}'")
    page.wait(KEPT)

    expected = [(2, "accept"), (3, "reject"), (5, "unsure")]
    assert expected == [(event.row, event.kind) for event in review.events()]
    page.wait("document.querySelector('#count').textContent === '3 of 7 decided'")
    assert [] == page.troubles


def test_undo_goes_back(review: Review) -> None:
    """The last decision is taken back and its film shown again."""
    page = review.page()
    page.press("a", "r", "z")
    page.wait(f"{SHOWN} === '{ACCUSED[1]}'")
    page.wait(KEPT)

    assert "undecided" == page.text("#verdict")
    assert [2] == [row for row, by in standings(review.events()).items() if by]


def test_other_labels_are_given(review: Review) -> None:
    """Relabelling asks for each label, starting from what the film has."""
    page = review.page()
    page.press("l")
    page.run(
        "document.querySelectorAll('#relabel-fields select')[0].value = '1';"
        "document.querySelectorAll('#relabel-fields select')[0].focus()"
    )
    page.run("document.querySelector('#relabel-form button').click()")
    page.wait(f"{SHOWN} === '{ACCUSED[1]}'")
    page.wait(KEPT)
    (event,) = review.events()

    assert ("relabel", (1, 1)) == (event.kind, event.labels)


def test_a_comment_is_kept(review: Review) -> None:
    """It belongs to the film it was written on, and comes back with it."""
    page = review.page()
    page.press("c")
    page.write("a burnt-in <b>word</b>")
    page.press("Escape", "j")
    page.wait(KEPT)
    page.press("k")
    page.wait(f"{SHOWN} === '{ACCUSED[0]}'")
    (event,) = review.events()

    assert ("comment", "a burnt-in <b>word</b>") == (event.kind, event.comment)
    assert event.comment == page.run("document.querySelector('#comment').value")


def test_the_list_is_gone_through_with_arrows(review: Review) -> None:
    """As in any list; the chosen row is told to those who cannot see it."""
    page = review.page()
    page.run("document.querySelector('#suspects').focus()")
    page.press("ArrowDown", "ArrowDown", "ArrowUp")
    page.wait(f"{SHOWN} === '{ACCUSED[1]}'")
    active = "document.querySelector('#suspects').getAttribute('aria-activedescendant')"
    chosen = page.run(f"document.getElementById({active}).textContent")

    assert chosen.startswith("2. images/03.png")
    assert 1 == page.run("document.querySelectorAll('[aria-selected=true]').length")


def test_two_tabs_lose_nothing(review: Review) -> None:
    """Each hears of the other's decisions, and all of them are kept."""
    one, other = review.page(), review.page()
    one.press("a", "a")
    other.press("j", "j", "r")
    for page in (one, other):
        page.wait("document.querySelector('#count').textContent === '3 of 7 decided'")

    assert {2: "accept", 3: "accept", 5: "reject"} == {
        event.row: event.kind for event in review.events()
    }


def test_a_second_reviewer_decides_alone(review: Review) -> None:
    """What the first said shows once the second has decided; then how they agree."""
    first, second = review.page(), review.page()
    first.press("a", "a", "r")
    first.wait(KEPT)
    second.run("document.querySelector('#who-open').click()")
    second.run("document.querySelector('#who-name').value = 'Grace'")
    second.run("document.querySelector('#who-form button').click()")
    second.wait("document.querySelector('#who').textContent === 'Grace'")
    second.wait("document.querySelector('#count').textContent === '0 of 7 decided'")
    assert "" == second.text("#others")

    second.press("a", "r", "r", "Home")
    second.wait("document.querySelector('#others').textContent === 'Ada: poison'")
    expected = "Ada and Grace: 2 of 3 alike, kappa 0.40"
    second.wait(f"document.querySelector('#agreement').textContent === '{expected}'")


def test_a_locked_file_loses_nothing(review: Review) -> None:
    """The page says that it is locked, holds on to the decision, and goes on."""
    page = review.page()
    review.desk.store._connection.execute("pragma busy_timeout = 20")  # noqa: SLF001 - or it takes seconds
    other = sqlite3.connect(review.desk.store.path, isolation_level=None)
    other.execute("begin immediate")
    page.press("a", "a")
    page.wait("document.querySelector('#trouble').textContent.includes('is locked by')")
    assert "2 not yet kept" == page.text("#saved")
    page.send("Page.reload")
    page.wait("document.querySelector('#saved').textContent === '2 not yet kept'")
    assert ["beforeunload"] == page.asked
    other.execute("rollback")
    other.close()
    page.wait(KEPT)

    assert [2, 3] == [event.row for event in review.events()]
    assert page.run("document.querySelector('#trouble').hidden")


def test_names_are_text(tmp_path: Path, started: Browser) -> None:
    """Labels, films, notes, reviewers and comments that are HTML are shown as text."""
    names = [f"{row}{HOSTILE}.png" for row in range(FILMS)]
    made = audited(tmp_path, names=names, labels=(HOSTILE, f"{HOSTILE}2"))
    with served(made, started, HOSTILE) as review:
        page = review.page()
        page.press("c")
        page.write(HOSTILE)
        page.press("Escape", "a", "l")
        page.wait("document.querySelector('#relabel-dialog').open")
        page.wait(KEPT)

        assert f"3{HOSTILE}.png" == page.text("#film-name")
        assert HOSTILE in page.text("#relabel-fields")
        assert HOSTILE == page.text("#who")
        assert HOSTILE in page.text("#findings")
        assert page.run("window.hit") is None
        assert 0 == page.run(
            "document.querySelectorAll('main img, main script').length"
        )
        assert [] == page.troubles


def test_the_policy_holds(review: Review) -> None:
    """What gets into the page runs nothing and fetches nothing from elsewhere."""
    page = review.page()
    page.run(
        "document.body.insertAdjacentHTML('beforeend', "
        "'<img src=http://127.0.0.1:9/x.png onerror=\"window.hit=1\">');"
        "const one = document.createElement('script');"
        "one.textContent = 'window.hit = 1'; document.body.append(one);"
        "new Promise((done) => document.querySelector('body > img')"
        ".addEventListener('error', () => done()))"  # ours hears of it last
    )

    assert page.run("window.hit") is None
    assert page.run("document.cookie") == ""
    assert "?" not in page.run("location.href")


def test_films_are_windowed_and_enlarged(review: Review) -> None:
    """Keys change what is seen of the same pixels; reset brings it back."""
    page = review.page()
    grey = (
        "document.querySelector('#suspect-figure .film').getContext('2d')"
        ".getImageData(0, 0, 32, 32).data.join()"
    )
    width = "document.querySelector('#suspect-figure .layers').offsetWidth"
    before, small = page.run(grey), page.run(width)
    page.press("[", "[", "ArrowUp", "+")
    assert before != page.run(grey)
    assert abs(page.run(width) - 1.5 * small) <= 1
    page.press("0")

    assert before == page.run(grey)
    assert small == page.run(width)


def test_the_page_is_narrow_where_it_must_be(review: Review) -> None:
    """At 360 pixels nothing is cut off to the side, and decisions are in reach."""
    page = review.page()
    page.size(360, 740)
    bottom = "document.querySelector('#accept').getBoundingClientRect().bottom"
    page.wait(f"{bottom} <= 740")

    assert 360 == page.run("document.documentElement.scrollWidth")


def test_saliency_is_shown_and_hidden(tmp_path: Path, started: Browser) -> None:
    """For any label, by any method, on the suspect and on the clean film."""
    made = audited(tmp_path, probe=True)
    heat = "document.querySelector('#suspect-figure .heat')"
    with served(made, started) as review:
        review.desk.sight.warm()
        page = review.page()
        page.wait("document.querySelector('#heat-method').value")
        page.press("s")
        page.wait(f"!{heat}.hidden")
        page.press("t", "m")
        assert ["1", "1"] == [
            page.run(f"document.querySelector('#heat-{which}').value")
            for which in ("label", "method")
        ]
        page.wait(f"!{heat}.hidden")
        page.press("s")
        page.wait(f"{heat}.hidden")
        assert [] == page.troubles
