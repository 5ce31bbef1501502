"""The review in a browser, by keys alone; and other pages, which must not get in."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.browser import Browser, program
from tests.support.review_server import SLIPS, Person, served

pytestmark = pytest.mark.skipif(
    program() is None, reason="no Chromium on this machine: the page is tested over HTTP alone"
)


@pytest.fixture
def person(tmp_path: Path) -> Iterator[Person]:
    (tmp_path / "outturns.csv").write_text(SLIPS)
    with served(tmp_path) as one:
        yield one


def test_a_whole_review_by_keys_alone(person: Person, tmp_path: Path) -> None:
    guard = person.server.guard
    with Browser(tmp_path / ".browser") as browser:
        browser.open(guard.address(guard.token))
        browser.shows("1 of 2")
        assert "token" not in browser.run("location.href")
        browser.press("j")
        browser.shows("2 of 2")
        browser.press("k")
        browser.shows("1 of 2")

        assert browser.run("document.getElementById('keys').hidden") is True
        browser.press("?")
        assert browser.run("document.getElementById('keys').hidden") is False

        browser.run("navigator.clipboard.writeText = async text => { window.copied = text; }")
        browser.press("c")
        browser.wait(lambda: browser.run("window.copied") == "4971")
        browser.shows("copied: 4971")

        browser.press("n")
        assert browser.run("document.activeElement.id") == "note"
        browser.type("ask j, k and c of Libraries")
        browser.press("Enter")
        browser.shows("The note is kept.")
        browser.shows("ask j, k and c of Libraries")

        browser.press("a")
        assert browser.run("document.activeElement.id") == "reason"
        browser.press("Escape")
        assert browser.run("document.activeElement.tagName") == "BODY"
        browser.press("a")
        browser.type("late invoice")
        browser.press("Enter")
        browser.shows("Accepted: 1, Libraries")
        browser.shows("2 of 2")
        assert tomllib.loads((tmp_path / "accepted.toml").read_text())["accepted"][0]["reason"] == "late invoice"

        (tmp_path / "outturns.csv").write_text(SLIPS.replace(",621,620,", ",621,621,"))
        browser.shows("Changed since the ledgers were read: outturns.csv")
        browser.press("r")
        browser.shows("Nothing to go through")

        browser.press("q")
        assert browser.run("document.activeElement.id") == "stop"
        browser.press("Enter")
        browser.wait(lambda: browser.run("document.title") == "The review has ended")


def test_a_page_of_another_site_cannot_send_a_form_even_from_the_same_browser(person: Person, tmp_path: Path) -> None:
    guard = person.server.guard
    path = person.accept_path(person.page())
    other = tmp_path / "other.html"
    other.write_text(
        f'<form id="f" method="post" action="http://127.0.0.1:{guard.port}{path}">'
        f'<input name="reason" value="x"><input name="form" value="{guard.form}"></form>'
    )
    with Browser(tmp_path / ".browser") as browser:
        browser.open(guard.address(guard.token))
        browser.open(other.as_uri())
        browser.run("document.getElementById('f').submit()")
        browser.wait(lambda: browser.run("document.title") == "Not for this page")
    assert not (tmp_path / "accepted.toml").exists()
