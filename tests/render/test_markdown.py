from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from known import with_known
from markdown_it import MarkdownIt
from small_reports import KEY, cell, culprit, finding, position, report, roll_forward, tally

from budget_monitor.model.cell import Kind
from budget_monitor.model.ledger import InputProblem
from budget_monitor.model.outcome import Explanation, FailOn, Report, Verdict
from budget_monitor.render.formats.markdown import LONGEST, escaped, to_markdown
from budget_monitor.render.text.literal import literal, shorten

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


def whole_report() -> Report:
    failed = roll_forward()
    undecided = finding([cell("usage", None, line=9)], verdict=Verdict.UNDECIDED, message="usage is blank")
    return report(
        [failed, undecided],
        tallies=[tally(exact=8, fail=1, undecided=3, nothing=2), tally("HL11", "Front page: savings")],
        problems=[InputProblem("savings.csv", 7, "value", "error", "12..3", "this is no amount")],
        unread=["notes.csv"],
        culprits=[culprit(failed)],
        positions=[position()],
    )


def test_a_paper_says_first_what_it_comes_to() -> None:
    """Heading, headline, the count of every verdict and the exit code; then the sections in order."""
    lines = to_markdown(whole_report(), fail_on=FailOn.ERROR).split("\n\n")
    assert lines[:3] == [
        "# Checks on the budget ledgers in ledgers",
        "**1 of the 9 checks that could be made failed; 3 could not be decided.**",
        (
            "8 exact, 0 within rounding, 1 fail, 3 undecided (2 with nothing to compare), 0 broken."
            " Exit code 2: 1 input error."
        ),
    ]
    assert headings(to_markdown(whole_report()))[1:] == [
        "Position", "Most likely culprits", "Failed checks", "What could not be checked", "Input problems", "All rules",
    ]  # fmt: skip


def test_tables_say_the_position_the_culprits_and_the_findings() -> None:
    placed, culprits, failures, unchecked, problems, rules = tables(to_markdown(whole_report()))
    assert placed == [
        ["Portfolio", "Report", "Cash limit", "Outturn", "Variance", "Failed checks"],
        ["Citizen Focus and Engagement", "2021/22 Q4", "£11,234,000", "£11,200,000", "£34,000 under", "1"],
    ]
    assert culprits[1] == [
        "1", "reserve_movements.csv:5", "closing", "£16,000", "£61,000", "digits transposed",
        "RM01 at reserve_movements.csv:5",
    ]  # fmt: skip
    assert failures[1] == [
        "RM01 Opening less usage is closing", "error", "reserve_movements.csv:5 closing",
        "Libraries Open Plus, 2021/22 Q4", "£16,000", "£61,000", "£45,000 too low; rounding allows £1,500",
        "closing should be £61,000 (digits transposed); RM02 then holds too",
    ]  # fmt: skip
    assert unchecked[1][1:] == ["reserve_movements.csv:9 usage", "undecided", "usage is blank"]
    assert problems[1] == ["error", "savings.csv:7 value `12..3`: this is no amount"]
    assert rules[1] == ["RM01 Opening less usage is closing", "8", "–", "1", "3", "–"]


def test_what_could_not_be_checked_is_told_in_sentences() -> None:
    assert (
        "2 checks had nothing to compare with: the other side is in no ledger."
        " Rules that found nothing to run on: HL11. Files that no rule reads: notes.csv."
    ) in to_markdown(whole_report())


def test_equally_good_corrections_share_a_number() -> None:
    failed = roll_forward()
    tied = report([failed], culprits=[culprit(failed, 61000, alternatives=3), culprit(failed, 61500, alternatives=3)])
    (_, first, second), _ = tables(to_markdown(tied))
    assert [first[0], first[4]] == ["1, one of 3", "£61,000"]
    assert [second[0], second[4], second[-1]] == ["1, one of 3", "£61,500", "as above"]


def test_what_does_not_count_stands_apart() -> None:
    written = to_markdown(with_known())
    failures, apart, stale, _ = tables(written)
    assert [row[2] for row in failures[1:]] == ["reserve_movements.csv:5 closing"]
    assert [row[1] for row in apart[1:]] == ["reserve_movements.csv:7 closing", "reserve_movements.csv:9 closing"]
    assert apart[1][4] == "accepted by A. Officer on 2022-05-01, until 2022-06-30: the invoice came late"
    assert stale[1] == ["accepted.toml:9 CL01 Libraries Open Plus: there is no such finding any more"]


def test_hostile_text_is_printed_as_the_characters_it_is() -> None:
    text = "*bold* | `code` <script>alert(1)</script> [a](http://b) www.c.uk _d_ ~~e~~ &amp; $f$ \\| # g ![h](i) :x:"
    hostile = replace(
        roll_forward(),
        title=text,
        key=KEY | {"portfolio": text},
        message=text,
        explanations=(Explanation(Kind.UNEXPLAINED, text),),
    )
    written = to_markdown(report([hostile], tallies=[tally(title=text, fail=1)]))
    failures, rules = tables(written)
    assert failures[1][0] == f"RM01 {text}"
    assert failures[1][3] == f"{text}, 2021/22 Q4"
    assert failures[1][7] == text
    assert rules[1][0] == f"RM01 {text}"
    assert "<script" not in written
    assert "http://b" not in written


def test_a_line_break_or_a_very_long_text_does_not_break_the_table() -> None:
    hostile = replace(roll_forward(), title="one\r\ntwo\x1b", key={"portfolio": "x" * 5000})
    ((_, row),) = tables(to_markdown(report([hostile])))
    assert row[0] == "RM01 one⏎two␛"
    assert row[3] == "x" * (LONGEST - 1) + "…"


def test_many_findings_are_cut_off_and_counted() -> None:
    written = to_markdown(report([roll_forward(line) for line in range(2, 302)]))
    assert len(tables(written)[0]) == 201
    assert "And 100 more; `--format csv` and `--format json` list all." in written


@example("__0__")
@given(st.text(st.characters(), max_size=LONGEST))
def test_whatever_a_cell_holds_a_reader_sees_just_that(text: str) -> None:
    row = f"| a |\n| --- |\n| x{escaped(text)}x |\n"
    ((_, (cell_text,)),) = tables(row)
    assert cell_text == f"x{literal(shorten(text, LONGEST))}x"


@pytest.mark.parametrize("whole", [whole_report(), with_known(), report()])
def test_the_same_report_gives_the_same_text(whole: Report) -> None:
    assert to_markdown(whole) == to_markdown(whole)
