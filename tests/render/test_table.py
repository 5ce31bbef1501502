from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from rich.cells import cell_len

from budget_monitor import check
from budget_monitor.errors import hint_at
from budget_monitor.model.checks.rule import Severity
from budget_monitor.model.ledgers.cell import Cell, CellRef, Kind
from budget_monitor.model.ledgers.ledger import InputProblem
from budget_monitor.model.results.choices import FailOn, Show
from budget_monitor.model.results.correction import Certainty
from budget_monitor.model.results.outcome import Explanation, Finding, Outcome, Report, Tally, Verdict
from budget_monitor.render.report.summary import answer, exit_line, headline
from budget_monitor.render.report.table import to_table
from budget_monitor.render.text.page import Page
from tests.support.small_reports import (
    cell,
    correction,
    culprit,
    finding,
    position,
    pounds,
    report,
    roll_forward,
    tally,
)
from tests.support.told_report import told_report


def section(text: str, title: str) -> str:
    """The lines of a section, without its heading, up to the next one or the panel."""
    _, _, rest = text.partition(f"{title} ──")
    body = rest.partition("\n")[2]
    return (
        re.split(r"^(?:.* ──|Exit code|Not checked|no rule reads|[0-9]+ of the)", body, maxsplit=1, flags=re.MULTILINE)[
            0
        ].strip("\n")
        + "\n"
    )


def in_full(of: Report, page: Page | None = None) -> str:
    """The report with all that can be asked for."""
    return to_table(of, page, show=Show.ALL, statistics=True)


def everything() -> Report:
    """A report with something in every section."""
    failed = roll_forward()
    undecided = finding(
        [cell("opening", 300, line=9), cell("usage", None, line=9), cell("closing", 16, line=9)],
        verdict=Verdict.UNDECIDED,
        message="could not be checked: usage (reserve_movements.csv:9) is blank",
    )
    broken = finding(
        [], rule="MY01", verdict=Verdict.BROKEN, place=CellRef("mine.toml", 4, ""), key={}, message="why not"
    )
    return report(
        [failed, undecided, broken],
        tallies=[tally(exact=8, rounding=2, fail=1, undecided=1), tally("MY01", "My own", broken=1)],
        problems=[InputProblem("savings.csv", 7, "value", "error", "12..3", "is not an amount")],
        unread=["notes.csv"],
        culprits=[culprit(failed)],
        corrections=[correction(failed)],
        positions=[position()],
        within_rounding=[replace(failed, verdict=Verdict.WITHIN_ROUNDING, gap=pounds(-1000))],
        exact=[replace(failed, verdict=Verdict.EXACT, gap=pounds(0))],
    )


def test_a_finding_reads_like_a_colleague() -> None:
    text = in_full(report([roll_forward()]))
    assert section(text, "Findings") == (
        "reserve_movements.csv:5  RM01 Opening less usage is closing                 fail\n"
        "  Libraries Open Plus, 2021/22 Q4\n"
        "      opening    £300,000\n"
        "    − usage      £239,000\n"
        "    = computed    £61,000\n"
        "      closing     £16,000   reported\n"
        "      £45,000 too low; rounding allows £1,500\n"
        "  likely: closing should be £61,000 (digits transposed); RM02 then holds too\n"
        "  next:   budget-monitor rules show RM01\n"
        "  id:     RM01-reserve_movements.csv-5\n"
    )


def test_a_long_title_wraps_beside_the_place_and_a_warning_says_so() -> None:
    check = replace(
        roll_forward(),
        title="Opening balance minus usage equals the closing balance",
        severity=Severity.WARNING,
        explanations=(),
    )
    first, second, _ = section(in_full(report([check])), "Findings").split("\n", 2)
    assert first == "reserve_movements.csv:5  RM01 Opening balance minus usage equals  fail (warning)"
    assert second == "                              the closing balance"


def test_a_title_never_touches_the_verdict() -> None:
    """Two columns at least lie between them, whatever the title's length."""
    for length in range(40, 60):
        check = replace(roll_forward(), title="x" * length)
        first = section(in_full(report([check])), "Findings").partition("\n")[0]
        assert first.endswith("  fail")


def test_a_long_place_has_the_title_beneath_it() -> None:
    check = finding([cell("closing", 1, file="a_ledger_of_our_own_with_a_long_name.csv")], message="so")
    assert section(in_full(report([check])), "Findings") == (
        "a_ledger_of_our_own_with_a_long_name.csv:5  RM01                            fail\n"
        "  Opening less usage is closing\n"
        "  Libraries Open Plus, 2021/22 Q4\n"
        "      closing   £1\n"
        "  why:  so\n"
        "  next: budget-monitor rules show RM01\n"
        "  id:   RM01-a_ledger_of_our_own_with_a_long_name.csv-5\n"
    )


def test_a_message_that_only_repeats_the_gap_is_left_out() -> None:
    repeated = replace(roll_forward(), message="closing is £16,000, computed £61,000: £45,000 too low")
    own = replace(roll_forward(), message="Ask the reserves accountant")
    assert "why:" not in in_full(report([repeated]))
    assert "\n  why:    Ask the reserves accountant\n" in in_full(report([own]))


def test_several_explanations_are_one_likely_and_others() -> None:
    check = replace(
        roll_forward(), explanations=(Explanation(Kind.STALE_FIGURE, "one"), Explanation(Kind.LINE_OMITTED, "two"))
    )
    assert "\n  likely: one\n  or:     two\n  next:   " in in_full(report([check]))


def test_findings_come_failed_then_broken_then_undecided() -> None:
    verdicts = [Verdict.UNDECIDED, Verdict.BROKEN, Verdict.FAIL]
    findings = [replace(roll_forward(line), verdict=verdict) for line, verdict in enumerate(verdicts, start=2)]
    heads = [
        line
        for line in section(in_full(report(findings)), "Findings").splitlines()
        if line.startswith("reserve_movements.csv:")
    ]
    assert [line.split()[-1] for line in heads] == ["fail", "broken", "undecided"]


def test_fifty_findings_are_written_out_and_the_rest_counted() -> None:
    findings = [roll_forward(line) for line in range(2, 55)]
    findings.append(replace(roll_forward(55), verdict=Verdict.UNDECIDED))
    text = in_full(report(findings))
    assert text.count("budget-monitor rules show RM01") == 50
    assert "\nand 4 more findings (3 fail, 1 undecided); --format json lists all\n" in text


def test_input_problems_come_first_and_errors_before_warnings() -> None:
    problems = [
        InputProblem("savings.csv", 0, "", "warning", "", "the file is empty"),
        InputProblem("reserve_movements.csv", 7, "usage", "error", "12..3", "this is no amount"),
    ]
    text = in_full(report([roll_forward()], problems=problems))
    assert text.index("Input problems ─") < text.index("Put right")
    assert section(text, "Input problems") == (
        "error    reserve_movements.csv:7 usage `12..3`: this is no amount\nwarning  savings.csv: the file is empty\n"
    )


def test_the_position_says_how_each_report_stands() -> None:
    positions = [
        position(),
        position("Q2", variance=1000, fail=0, basis="forecast"),
        position("B", variance=None, fail=0),
    ]
    assert section(in_full(report(positions=positions)), "Position by report") == (
        "  period                cash limit      outturn       variance  fail  undecided\n"
        "Citizen Focus and Engagement\n"
        "  2021/22 Q4           £11,234,000  £11,200,000  £34,000 under     1          -\n"
        "  2021/22 Q2 forecast  £11,234,000  £11,235,000    £1,000 over     -          -\n"
        "  2021/22 B            £11,234,000    not given      not given     -          -\n"
    )


def test_on_a_narrow_page_the_position_keeps_its_figures_whole() -> None:
    text = section(in_full(report(positions=[position()]), Page(40)), "Position by report")
    assert text == (
        "Citizen Focus and Engagement\n"
        "  2021/22 Q4\n"
        "    cash limit £11,234,000\n"
        "    outturn    £11,200,000\n"
        "    variance   £34,000 under\n"
        "    fail       1\n"
        "    undecided  -\n"
    )


def test_every_verdict_of_every_rule_is_counted() -> None:
    tallies = [
        tally(exact=1204, rounding=2, fail=1),
        tally("CL02", "Change", undecided=3, nothing=3),
        tally("SV01", "Savings cast"),
        tally("MY01", "My own", broken=1),
    ]
    assert section(in_full(report(tallies=tallies)), "Rules") == (
        "rule  title                             exact  rounding  fail  undecided  broken\n"
        "────────────────────────────────────────────────────────────────────────────────\n"
        "RM01  Opening less usage is closing     1,204         2     1          -       -\n"
        "CL02  Change (3 with nothing to             -         -     -          3       -\n"
        "      compare)\n"
        "SV01  Savings cast (ran on nothing)         -         -     -          -       -\n"
        "MY01  My own                                -         -     -          -       1\n"
    )


def test_on_a_narrow_page_the_counts_are_sentences() -> None:
    tallies = [tally(exact=8, fail=1), tally("SV01", "Savings cast")]
    assert section(in_full(report(tallies=tallies), Page(50)), "Rules") == (
        "RM01 Opening less usage is closing\n  9 checks: 8 exact, 1 fail\nSV01 Savings cast\n  ran on nothing\n"
    )


def test_files_no_rule_reads_are_listed() -> None:
    assert "\nno rule reads notes.csv\nno rule reads old.csv\n" in in_full(
        report(tallies=[tally(exact=1)], unread=["notes.csv", "old.csv"])
    )


def test_the_answer_comes_first_numbered_with_what_to_type() -> None:
    """Place, what stands there and what to type in the file's own unit, the slip, the row, and the sum."""
    failed = replace(roll_forward(), label="Libraries Open Plus, 2021/22 Q4")
    of = report([failed], tallies=[tally(exact=8, fail=1, nothing=2, undecided=2)], corrections=[correction(failed)])
    assert to_table(of) == (
        "ledgers: 1 ledger, 9 checks, 8 hold\n"
        "\n"
        "Put right: 1 figure in reserve_movements.csv ───────────────────────────────────\n"
        "1  H5 closing  16 → 61   digits transposed\n"
        "     Libraries Open Plus, 2021/22 Q4\n"
        "         opening   £300,000\n"
        "       − usage     £239,000\n"
        "       = computed   £61,000\n"
        "         closing    £16,000  reported\n"
        "     (less likely: opening 300 → 255)\n"
        "\n"
        "Not checked: 2 because the other table or year is not here.\n"
        "\n"
        "Exit code 1: 1 figure to put right\n"
        "Next: budget-monitor explain 1\n"
        "      budget-monitor review\n"
    )


def test_of_several_each_has_its_sum_in_a_sentence_and_no_more_than_six_lines() -> None:
    failed = [replace(roll_forward(line), label="Libraries, 2021/22 Q4") for line in range(2, 52)]
    text = to_table(report(failed, tallies=[tally(fail=50)], corrections=[correction(one) for one in failed]))
    assert "     opening £300,000 − usage £239,000 = £61,000, but £16,000 is typed, £45,000\n     too low\n" in text
    body = text[text.index("Put right") : text.index("Exit code")]
    assert body.count("\n") <= 6 * 50
    assert body.count("digits transposed") == 50


def test_a_clean_set_takes_at_most_six_lines() -> None:
    text = to_table(report(tallies=[tally(exact=120), tally("SV01", "Savings cast")]))
    assert text == (
        "ledgers: 1 ledger, 120 checks, all hold\n"
        "\n"
        "1 of the 2 rules has nothing here to check.\n"
        "\n"
        "Exit code 0: nothing failed\n"
    )


def test_restatements_and_notices_are_no_figures_to_put_right() -> None:
    now, before = cell("value", 34, line=9), cell("value", 37, line=3)
    restated = replace(
        finding([before, now], coefficients=[-1, 1], rule="PM04", reported=pounds(34), computed=pounds(37)),
        outcome=Outcome.RESTATED,
        label="Complaints, for 2019/20, 2021/22 Q4",
    )
    notice = replace(roll_forward(12), rule="OT03", outcome=Outcome.NOTICE, message="an overspend")
    text = to_table(report([restated, notice], tallies=[tally(fail=2, severity=Severity.WARNING)]))
    assert "Put right" not in text
    assert "\n1  line 3 → line 9  £37 → £34  Complaints, for 2019/20, 2021/22 Q4\n" in text
    assert "\n2  line 12  an overspend\n" in text


@pytest.mark.parametrize("width", [60, 80, 120])
def test_restatements_are_readable_in_ascii(width: int) -> None:
    """Arrows and pounds have words of their own, and the columns still stand below one another."""
    text = to_table(told_report(), Page(width, "ascii"))
    assert "J16 -> J251  36% -> 29.8%" in text
    assert "\\u" not in text
    assert max(map(len, text.splitlines())) <= width


def test_what_cannot_be_told_proposes_nothing() -> None:
    failed = roll_forward()
    (change,) = correction(failed).cells
    silent = replace(
        correction(failed),
        certainty=Certainty.CANNOT_TELL,
        kind=Kind.UNEXPLAINED,
        cells=(replace(change, proposed=None, type_as=""),),
    )
    text = to_table(report([failed], tallies=[tally(fail=1)], corrections=[silent]))
    assert "1  H5 closing  16   which of the figures is wrong cannot be told; look at them" in text


@pytest.mark.parametrize("width", [60, 80, 120])
def test_the_shipped_set_is_answered_on_one_screen(width: int) -> None:
    text = to_table(check("ledgers/stockport"), Page(width))
    assert max(map(len, text.splitlines())) <= width
    if width == 80:
        assert text.count("\n") <= 45


def test_what_holds_is_listed_a_line_each_when_asked_for() -> None:
    near = replace(roll_forward(), verdict=Verdict.WITHIN_ROUNDING, gap=pounds(-1000))
    held = replace(roll_forward(6), verdict=Verdict.EXACT, gap=pounds(0))
    text = in_full(report(within_rounding=[near], exact=[held]))
    near_line = "reserve_movements.csv:5 closing  RM01  £1,000 too low of £1,500 allowed\n"
    assert section(text, "Within rounding") == near_line
    assert section(text, "Exact") == "reserve_movements.csv:6 closing  RM01  £16,000\n"


@pytest.mark.parametrize(
    ("tallies", "sentence", "ending"),
    [
        (
            [tally(exact=84, fail=3)],
            "ledgers: 1 ledger, 87 checks, 84 hold",
            "Exit code 1: 3 failed checks of severity error",
        ),
        ([tally(exact=87, undecided=21)], "ledgers: 1 ledger, 87 checks, all hold", "Exit code 0: nothing failed"),
        ([tally(exact=1)], "ledgers: 1 ledger, 1 check, 1 holds", "Exit code 0: nothing failed"),
        (
            [tally(exact=4, fail=1, undecided=2, broken=1)],
            "ledgers: 1 ledger, 5 checks, 4 hold",
            "Exit code 2: 1 check could not run",
        ),
        (
            [tally(exact=1, fail=2, severity=Severity.WARNING)],
            "ledgers: 1 ledger, 3 checks, 1 holds",
            "Exit code 0: 2 failed checks below --fail-on error",
        ),
        (
            [tally(exact=87, broken=1)],
            "ledgers: 1 ledger, 87 checks, 87 hold",
            "Exit code 2: 1 check could not run",
        ),
        ([tally()], "ledgers: nothing was checked", "Exit code 2: nothing was checked"),
    ],
)
def test_a_sentence_says_how_it_went_and_why_it_exits_as_it_does(
    tallies: list[Tally], sentence: str, ending: str
) -> None:
    of = report(tallies=tallies)
    assert headline(of) == sentence
    assert exit_line(of, FailOn.ERROR, strict=False) == ending


def test_the_answer_counts_figures_to_put_right_and_not_failed_checks() -> None:
    """Two checks fail, and one figure resolves both; what could not be read is part of the answer."""
    first, second = roll_forward(), replace(roll_forward(), id="RM02", rule="RM02")
    both = replace(correction(first), resolves=(first.id, second.id))
    of = report([first, second], tallies=[tally(exact=1, fail=2)], corrections=[both])
    assert answer(of) == "1 figure to put right"
    assert answer(report(tallies=[tally(exact=1)])) == "Nothing to put right"
    assert answer(report()) == "Nothing was checked"
    unread = InputProblem("savings.csv", 7, "value", "error", "12..3", "is not an amount")
    assert answer(replace(of, input_problems=(unread,))) == "1 figure to put right, 1 input error"


def test_the_exit_code_is_explained_as_it_was_asked_for() -> None:
    warned = report(tallies=[tally(fail=2, severity=Severity.WARNING)])
    assert "Exit code 1: 2 failed checks of severity warning" in exit_line(warned, FailOn.WARNING, strict=False)
    failed = report(tallies=[tally(fail=1)])
    assert "Exit code 0: failed checks do not count with --fail-on never" in exit_line(
        failed, FailOn.NEVER, strict=False
    )
    unsure = report(tallies=[tally(exact=1, undecided=3)], unread=["a.csv"])
    assert "Exit code 1: with --strict, 3 undecided, 1 unread file" in exit_line(unsure, FailOn.ERROR, strict=True)


def test_text_of_a_ledger_is_printed_literally() -> None:
    """Neither markup nor control characters in keys, cells, messages and file names do anything."""
    check = finding(
        [Cell(CellRef("a[red].csv", 5, "reserve\x1b[0m"), "x", "[bold]x[/bold]")],
        key={"portfolio": "[bold]x[/bold]", "reserve": "\x1b[31mred\nline"},
        message="see [link=http://x]\x9b31m",
        title="[dim]\u202etitle",
    )
    problems = [InputProblem("a.csv", 2, "usage", "error", "\x1b]0;title\x07", "no [/amount]")]
    text = in_full(report([check], problems=problems, unread=["\x1b[2J.csv"]), Page(colour=False))
    for shown in (
        "a[red].csv:5",
        "[bold]x[/bold], ␛[31mred⏎line",
        "reserve␛[0m   [bold]x[/bold]",
        r"see [link=http://x]\x9b31m",
        r"[dim]\u202etitle",
        "`␛]0;title␇`: no [/amount]",
        "no rule reads ␛[2J.csv",
    ):
        assert shown in text
    assert "\x1b" not in text


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_every_line_can_be_written_in_the_streams_encoding(encoding: str) -> None:
    text = in_full(everything(), Page(80, encoding))
    text.encode(encoding)
    assert max(len(line) for line in text.splitlines()) <= 80


def test_the_same_report_gives_the_same_text() -> None:
    assert in_full(everything()) == in_full(everything())


def test_colour_adds_codes_and_changes_no_word() -> None:
    coloured = in_full(everything(), Page(80, colour=True))
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured).split() == in_full(everything()).split()


@settings(max_examples=60, deadline=None)
@given(st.integers(16, 130), st.text(min_size=1, max_size=90), st.sampled_from(["utf-8", "ascii"]))
def test_no_line_is_wider_than_the_page_and_none_holds_a_control_character(
    width: int, words: str, encoding: str
) -> None:
    """Whatever a ledger says, and however narrow the page is."""

    def spoilt(check: Finding) -> Finding:
        ref = CellRef(words, 5, words)
        return replace(
            check,
            key={"portfolio": words},
            title=words,
            message=words,
            place=ref,
            cells=(Cell(ref, words, words), *check.cells),
        )

    whole = everything()
    spoilt_report = replace(whole, findings=tuple(map(spoilt, whole.findings)), folder=words, unread_files=(words,))
    text = in_full(spoilt_report, Page(width, encoding))
    assert max(cell_len(line) for line in text.split("\n")) <= width
    assert not {unicodedata.category(character) for character in text.replace("\n", "")} & {"Cc", "Cf", "Cs"}


def test_cells_in_error_are_told_once_whatever_their_columns() -> None:
    file, what = "q.xlsx:Plan", "a spreadsheet error"
    problems = [
        InputProblem(file, 4, letter, "error", "#REF!", what, f"Plan!{letter}4") for letter in ("B", "C", "D", "E")
    ]
    said = " ".join(to_table(report(problems=problems)).split())
    assert "q.xlsx:Plan!B4 `#REF!`: a spreadsheet error; so are 3 more: C4, D4, E4" in said


def test_of_many_malformed_figures_each_is_told_with_what_it_is_likely_to_mean() -> None:
    written = (("723.79.48", "72,379.48"), ("1.2E+06", "1,200,000"), ("1'234", "1,234"), ("£4,97l", "4,971"))
    problems = [
        InputProblem("q.csv", 2 + number, "change", "error", text, f"not an amount{hint_at(meant)}")
        for number, (text, meant) in enumerate(written)
    ]
    said = " ".join(to_table(report(problems=problems)).split())
    assert (
        "`723.79.48`: not an amount; did you mean 72,379.48?; so are 3 more: `1.2E+06` in line 3 (1,200,000?)," in said
    )
    assert "`1'234` in line 4 (1,234?), `£4,97l` in line 5 (4,971?)" in said
