from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from msgspec.structs import replace

from budget_monitor.errors import shorten
from budget_monitor.model.results.choices import FailOn
from budget_monitor.model.results.outcome import Outcome, Report
from budget_monitor.render.formats.markdown import MAX_CHARACTERS_OF_A_TEXT, escaped, to_markdown
from budget_monitor.render.text.literal import literal
from tests.support.known_reports import with_known
from tests.support.small_reports import position, report, roll_forward, tally
from tests.support.told_report import told_report

LESS_LIKELY = "less likely: opening 300 → 255"
READER = MarkdownIt("commonmark", {"html": True}).enable("table").enable("strikethrough")


def tables(markdown: str) -> list[list[list[str]]]:
    """Every table as rows of plain texts, as a Markdown reader understands them; markup of any kind fails."""
    found: list[list[list[str]]] = []
    for token in READER.parse(markdown):
        if token.type == "table_open":
            found.append([])
        elif token.type == "tr_open":
            found[-1].append([])
        elif token.type == "inline" and token.level >= 3:
            children = token.children or []
            assert {child.type for child in children} <= {"text", "text_special"}, token.content
            found[-1][-1].append("".join(child.content for child in children))
    return found


def headings(markdown: str) -> list[str]:
    """The texts of all headings."""
    return [line.lstrip("# ") for line in markdown.splitlines() if line.startswith("#")]


def test_a_paper_says_first_what_it_comes_to() -> None:
    """Heading, answer, counts and exit code; then the sections in the order of what to do about them."""
    lines = to_markdown(told_report(), fail_on=FailOn.ERROR).split("\n\n")
    assert lines[:3] == [
        "# Checks on the budget ledgers in ledgers",
        "**3 figures to put right, 1 restated, 1 to notice, 1 input error.**",
        "1 ledger, 59 checks, 53 hold, of which 2 within rounding, 1 accepted. Exit code 2: 1 input error.",
    ]
    assert headings(to_markdown(told_report()))[1:] == [
        "To put right: 3 figures", "Restated without saying so: 1 value", "To notice",
        "Accepted and immaterial differences", "Position", "What could not be checked", "Input problems", "All rules",
    ]  # fmt: skip


def test_tables_say_what_to_put_right_how_sure_that_is_and_why() -> None:
    wrong, restated, notices, _, placed, unchecked, problems, rules = tables(to_markdown(told_report()))
    assert wrong[1] == [
        "1", "reserve_movements.csv H5", "closing", "16", "61", "digits transposed; likely",
        "Libraries Open Plus, 2021/22 Q4",
        "opening £300,000 − usage £239,000 = £61,000, but £16,000 is typed, £45,000 too low; " + LESS_LIKELY,
    ]  # fmt: skip
    assert wrong[2][3:6] == ["37%", "34%", "one of these: J13 or K13; each as likely"]
    assert wrong[3][:6] == ["3", "performance_measures.csv O217", "trend", "", "", "PM03"]
    assert restated[1][:4] == ["4", "performance_measures.csv", "J16 → J251", "36% → 29.8%"]
    assert notices[1][:4] == ["5", "OT03 No overspend", "reserve_movements.csv line 9", "£10,000 over the cash limit"]
    assert placed[2][:5] == [
        "Citizen Focus and Engagement", "2021/22 Q4", "£11,234,000", "£11,200,000", "£34,000 under",
    ]  # fmt: skip
    assert unchecked[1][1:3] == ["reserve_movements.csv:11 usage", "undecided"]
    assert problems[1] == ["error", "savings.csv:7 value `12..3`: is not an amount"]
    assert rules[1] == ["RM01 Opening less usage is closing", "8", "2", "2", "1", "–"]


def test_only_a_figure_that_a_failed_check_uses_is_marked() -> None:
    of = report(positions=[replace(position(), doubtful=frozenset({"variance"})), position("Q3")])
    (placed,) = tables(to_markdown(of))
    assert placed[1][2:5] == ["£11,234,000", "£11,200,000", "£34,000 under †"]
    assert not any("†" in cell_text for cell_text in placed[2])
    assert "† A check that failed uses this figure." in to_markdown(of)


def test_what_could_not_be_checked_is_told_in_sentences() -> None:
    said = "Rules that found nothing to run on: HL11. Files that no rule reads: notes.csv."
    assert said in to_markdown(told_report())


def test_what_does_not_count_stands_apart() -> None:
    written = to_markdown(with_known())
    wrong, apart, stale, _ = tables(written)
    assert [row[1] for row in wrong[1:]] == ["reserve_movements.csv line 5"]
    assert [row[1] for row in apart[1:]] == ["reserve_movements.csv:7 closing", "reserve_movements.csv:9 closing"]
    assert apart[1][4] == "accepted by A. Officer on 2022-05-01, until 2022-06-30: the invoice came late"
    assert stale[1] == ["accepted.toml:9 CL01 Libraries Open Plus: there is no such finding any more"]


def test_hostile_text_is_printed_as_the_characters_it_is() -> None:
    text = "*bold* | `code` <script>alert(1)</script> [a](http://b) www.c.uk _d_ ~~e~~ &amp; $f$ \\| # g ![h](i) :x:"
    hostile = replace(roll_forward(), title=text, label=text, message=text, terms=(), outcome=Outcome.NOTICE)
    written = to_markdown(report([hostile], tallies=[tally(title=text, fail=1)]))
    notices, rules = tables(written)
    assert notices[1][1] == f"RM01 {text}"
    assert notices[1][3:5] == [text, text]
    assert rules[1][0] == f"RM01 {text}"
    assert "<script" not in written
    assert "http://b" not in written


def test_a_line_break_or_a_very_long_text_does_not_break_the_table() -> None:
    hostile = replace(roll_forward(), title="one\r\ntwo\x1b", label="x" * 5000, outcome=Outcome.NOTICE)
    ((_, row),) = tables(to_markdown(report([hostile])))
    assert row[1] == "RM01 one⏎two␛"
    assert row[4] == "x" * (MAX_CHARACTERS_OF_A_TEXT - 1) + "…"


def test_many_findings_are_cut_off_and_counted() -> None:
    written = to_markdown(report([roll_forward(line) for line in range(2, 302)]))
    assert len(tables(written)[0]) == 201
    assert "And 100 more; `--format csv` and `--format json` list all." in written


@example("__0__")
@given(st.text(st.characters(), max_size=MAX_CHARACTERS_OF_A_TEXT))
def test_whatever_a_cell_holds_a_reader_sees_just_that(text: str) -> None:
    row = f"| a |\n| --- |\n| x{escaped(text)}x |\n"
    ((_, (cell_text,)),) = tables(row)
    assert cell_text == f"x{literal(shorten(text, MAX_CHARACTERS_OF_A_TEXT))}x"


@pytest.mark.parametrize("whole", [told_report(), with_known(), report()])
def test_the_same_report_gives_the_same_text(whole: Report) -> None:
    assert to_markdown(whole) == to_markdown(whole)
