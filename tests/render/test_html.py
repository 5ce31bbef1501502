from __future__ import annotations

import base64
import hashlib
import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from budget_monitor.model.ledgers.cell import CellRef
from budget_monitor.model.ledgers.ledger import InputProblem
from budget_monitor.model.results.outcome import Report, Verdict
from budget_monitor.pipeline import check_set
from budget_monitor.render.formats.html import to_html
from tests.support.known_reports import with_known
from tests.support.small_reports import KEY, cell, correction, finding, position, report, roll_forward, tally
from tests.support.told_report import told_report
from tests.support.web_page import Page


def whole_report() -> Report:
    failed = roll_forward()
    undecided = finding([cell("usage", None, line=9)], verdict=Verdict.UNDECIDED, message="usage is blank")
    return report(
        [failed, undecided],
        tallies=[tally(exact=1200, fail=1, undecided=3, nothing=2), tally("HL11", "Front page: savings")],
        problems=[InputProblem("savings.csv", 7, "value", "warning", "12,3", "more digits than the unit has")],
        unread=["notes.csv"],
        corrections=[correction(failed)],
        positions=[
            position("Q3", variance=56000),
            replace(position(), doubtful=frozenset({"variance"})),
            position("B", variance=None),
        ],
    )


def test_the_page_says_everything_that_was_found() -> None:
    text = Page(to_html(whole_report(), on=date(2022, 5, 3))).text
    for sentence in (
        "Ledgers in ledgers , 3 May 2022",
        "1 figure to put right",
        "1 ledger, 1,201 checks, 1,200 hold. Exit code 1: 1 failed check of severity error",
        "2021/22 Q4 £11,234,000 £11,200,000 £34,000 under † 1 –",
        "1 reserve_movements.csv H5 closing typed now 16 → type 61 digits transposed likely",
        "opening £300,000 − usage £239,000 = £61,000, but £16,000 is typed, £45,000 too low",
        "less likely: opening 300 → 255",
        "opening £300,000 − usage £239,000 = computed £61,000 closing £16,000 reported",
        "£45,000 too low; rounding allows £1,500",
        "put right 1 : closing 16 → 61 (digits transposed; likely)",
        "savings.csv:7 value `12,3`: more digits than the unit has",
        "usage is blank",
        "1 because a figure is blank, 2 because the other table or year is not here",
        "No rule reads notes.csv",
        "HL11 Front page: savings (ran on nothing)",
        "0" * 64,
    ):
        assert sentence in text, sentence


def test_links_lead_from_what_to_put_right_to_its_finding_and_to_the_row_of_the_ledger(tmp_path: Path) -> None:
    (tmp_path / "reserve_movements.csv").write_text(
        "financial_year,period,portfolio,reserve,purpose,opening,usage,closing\n"
        "2021/22,Q4,Libraries,General,,300,239,16\n",
        encoding="utf-8",
    )
    checked = check_set(tmp_path)
    page = Page(to_html(checked.report, checked.ledger_set))
    (finding_id,) = [of["id"] for of in page.all("article")]
    links = [of["href"] for of in page.all("a")]
    assert links.count(f"#{finding_id}") == 1
    assert "#row-0-2" in links
    assert "#put-right-1" in links
    assert "row-0-2" in [of.get("id") for of in page.all("tr")]
    assert "2 2021/22 Q4 Libraries General 300 239 16" in page.text
    assert {of["href"].removeprefix("#") for of in page.all("a")} <= {of["id"] for _, of in page.elements if "id" in of}


def test_buttons_filter_by_portfolio_and_outcome_without_a_script() -> None:
    """Each button that is on hides, by the page's own style, what has another number than its own."""
    written = to_html(told_report())
    page = Page(written)
    buttons = [of["id"] for of in page.all("input")]
    assert buttons == [
        "portfolio-all", "portfolio-1", "portfolio-2",
        "outcome-all", "outcome-1", "outcome-2", "outcome-3", "outcome-4",
    ]  # fmt: skip
    assert ":root:has(#outcome-2:checked) [data-outcome]:not([data-outcome='2']) { display: none; }" in written
    assert {of["data-outcome"] for of in page.all("article")} == {"1", "2", "3"}
    assert "Citizen Focus and Engagement" in page.text
    assert not Page(to_html(report([roll_forward()]))).all("input"), "one choice alone is no choice"


def test_nothing_is_loaded_and_nothing_runs() -> None:
    """No scripts, no handlers, no addresses but places on the page itself, no styles the policy would not know."""
    page = Page(to_html(whole_report()))
    names = {name for name, _ in page.elements}
    assert not names & {"script", "link", "img", "iframe", "object", "embed", "form", "base", "use", "image"}
    for _, attributes in page.elements:
        assert not [name for name in attributes if name.startswith("on") or name in ("style", "src", "xlink:href")]
        assert attributes.get("href", "#").startswith("#")
    (style,) = [text for tag, text in page.texts if tag == "style"]
    assert "url(" not in style
    assert "@import" not in style


def test_the_policy_allows_the_page_its_own_style_and_nothing_else() -> None:
    written = to_html(whole_report())
    style = re.search(r"<style>(.*?)</style>", written, re.DOTALL)
    assert style is not None
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    policies = [of["content"] for of in Page(written).all("meta") if of.get("http-equiv") == "Content-Security-Policy"]
    assert policies == [f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"]


def test_it_can_be_found_and_read_without_seeing_it() -> None:
    """A language, one first heading, headers for every table with a scope, a title for every chart, no id twice, and
    every link leads somewhere.
    """
    page = Page(to_html(whole_report()))
    assert page.all("html") == [{"lang": "en-GB"}]
    assert len(page.all("h1")) == 1
    assert all("scope" in header for header in page.all("th"))
    charts = [of for of in page.all("svg") if of.get("aria-hidden") != "true"]
    assert len(charts) == len(page.all("title")) - 1 == len(page.all("desc")) == 2
    ids = [of["id"] for _, of in page.elements if "id" in of]
    assert len(ids) == len(set(ids))
    assert {of["href"].removeprefix("#") for of in page.all("a")} <= set(ids)
    for chart in charts:
        assert chart["role"] == "img"
        assert set(chart["aria-labelledby"].split()) <= set(ids)
    assert "Citizen Focus and Engagement, 2021/22 Q3: £56,000 over" in page.text


def test_bars_stand_on_their_side_of_nothing() -> None:
    """£56,000 over lies to the right of the line, £34,000 under to its left, in proportion."""
    page = Page(to_html(whole_report()))
    over, under = ([of for of in page.all("rect") if of.get("class") == name] for name in ("over", "under"))
    (line,) = [of for of in page.all("line") if of["class"] == "axis"]
    zero = float(line["x1"])
    assert float(over[0]["x"]) == zero
    assert float(under[0]["x"]) + float(under[0]["width"]) == pytest.approx(zero)
    assert float(over[0]["width"]) / float(under[0]["width"]) == pytest.approx(56 / 34, rel=0.01)


def test_one_failure_among_a_million_is_still_seen() -> None:
    page = Page(to_html(report([roll_forward()], tallies=[tally(exact=1_000_000, fail=1)])))
    (part,) = [of for of in page.all("rect") if of["class"] == "v-fail"][:1]
    assert float(part["width"]) >= 6


HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>&amp;{{ 7*7 }}{% raw %}"


def test_hostile_text_is_printed_as_the_characters_it_is() -> None:
    """Wherever it stands: a folder, a file, a column, a key, a title, a cell, an explanation, a message."""
    failed = replace(
        roll_forward(),
        id=HOSTILE,
        rule=HOSTILE,
        title=HOSTILE,
        key={"portfolio": HOSTILE},
        place=CellRef(HOSTILE, 5, HOSTILE),
        message=HOSTILE,
    )
    whole = report(
        [failed, replace(failed, verdict=Verdict.UNDECIDED)],
        tallies=[tally(HOSTILE, HOSTILE, fail=1, undecided=1)],
        problems=[InputProblem(HOSTILE, 1, HOSTILE, "warning", HOSTILE, HOSTILE)],
        unread=[HOSTILE],
        corrections=[replace(correction(failed), label=HOSTILE, sentence=HOSTILE)],
        positions=[replace(position(), key=KEY | {"portfolio": HOSTILE}, basis=HOSTILE)],
    )
    written = to_html(replace(whole, folder=HOSTILE))
    page = Page(written)
    assert "<script" not in written
    assert "<img" not in written
    assert not page.all("script")
    assert not page.all("img")
    assert page.text.count(HOSTILE) >= 12
    assert "49" not in page.text


def test_control_characters_are_shown_and_long_texts_cut() -> None:
    odd = replace(roll_forward(), title="a\x00b\x1b\u202ec\nd", key={"portfolio": "x" * 10_000})
    page = Page(to_html(report([odd])))
    assert r"a␀b␛\u202ec⏎d" in page.text
    assert "x" * 401 not in page.text


def test_what_does_not_count_stands_apart() -> None:
    page = Page(to_html(with_known()))
    assert len(page.all("article")) == 1
    assert "accepted by A. Officer on 2022-05-01, until 2022-06-30: the invoice came late" in page.text
    assert "accepted.toml:9 CL01 Libraries Open Plus: there is no such finding any more" in page.text


def test_many_findings_are_cut_off_and_counted() -> None:
    written = to_html(report([roll_forward(line) for line in range(2, 1002)]))
    assert len(Page(written).all("article")) == 200
    assert "And 800 more" in Page(written).text


def test_many_portfolios_have_their_last_variance_drawn() -> None:
    many = [
        replace(position(period), key={"financial_year": "2021/22", "period": period, "portfolio": f"P{at:02d}"})
        for at in range(30)
        for period in ("Q1", "Q2")
    ]
    page = Page(to_html(report(positions=many)))
    assert len([of for of in page.all("rect") if of["class"] in ("over", "under")]) == 24
    assert "36 more in the table above" in page.text


def test_an_empty_report_is_a_page_too() -> None:
    text = Page(to_html(report())).text
    assert "Nothing was checked" in text
    assert "Everything that the rules ask for could be checked" in text


@settings(max_examples=40, deadline=None)
@given(st.text(st.characters()))
def test_whatever_a_cell_holds_it_stays_text(text: str) -> None:
    odd = replace(roll_forward(), title=text, key={"portfolio": text}, message=text)
    plain = Page(to_html(report([roll_forward()], tallies=[tally(fail=1)])))
    page = Page(to_html(report([odd], tallies=[tally(fail=1)])))
    kinds = {name for name, _ in page.elements}
    assert kinds <= {name for name, _ in plain.elements} | {"dl", "dt", "dd"}
    page.text.encode()


@pytest.mark.parametrize("whole", [whole_report(), told_report(), with_known(), report()])
def test_the_same_report_gives_the_same_page(whole: Report) -> None:
    assert to_html(whole) == to_html(whole)
