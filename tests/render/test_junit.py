from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
import xmlschema
from hypothesis import given
from hypothesis import strategies as st
from junitparser import Error, Failure, JUnitXml, Skipped, TestCase, TestSuite
from msgspec.structs import replace

from budget_monitor.model.checks.rule import Severity
from budget_monitor.model.ledgers.ledger import InputProblem
from budget_monitor.model.results.outcome import Report, Verdict
from budget_monitor.render.formats.junit import to_junit
from tests.support.known_reports import with_known
from tests.support.small_reports import cell, correction, finding, report, roll_forward, tally
from tests.support.told_report import told_report

SCHEMA = xmlschema.XMLSchema(Path(__file__).with_name("junit.xsd"))


def read(of: Report) -> list[TestSuite]:
    """The suites as a JUnit library reads them; the file is valid, or this fails."""
    written = to_junit(of)
    SCHEMA.validate(written.decode())
    return list(JUnitXml.fromstring(written))


def cases(of: Report) -> list[TestCase]:
    """All cases, whatever their suite."""
    return [case for suite in read(of) for case in suite]


def results(of: Report) -> list[tuple[str, list[type]]]:
    """By the name of each case, the kinds of its results; none is a pass."""
    return [(case.name, [type(result) for result in case.result]) for case in cases(of)]


def test_a_rule_is_a_suite_and_a_failed_check_a_failure() -> None:
    """The message is for the overview; the text beneath it has the arithmetic, as in the table."""
    of = report(
        [roll_forward()], tallies=[tally(exact=8, rounding=2, fail=1)], corrections=[correction(roll_forward())]
    )
    (suite,) = read(of)
    assert suite.name == "RM01 Opening less usage is closing"
    assert (suite.tests, suite.failures, suite.errors, suite.skipped) == (2, 1, 0, 0)
    failed, rest = suite
    assert failed.classname == rest.classname == "budget-monitor.RM01"
    assert failed.name == "Libraries Open Plus, 2021/22 Q4: closing (RM01-reserve_movements.csv-5)"
    (failure,) = failed.result
    assert isinstance(failure, Failure)
    assert failure.type == "error"
    assert failure.message == "reserve_movements.csv:5 closing: £45,000 too low; rounding allows £1,500"
    assert (failure.text or "").splitlines() == [
        "reserve_movements.csv:5 closing",
        "opening £300,000",
        "− usage £239,000",
        "= computed £61,000",
        "closing £16,000 (reported)",
        "£45,000 too low; rounding allows £1,500",
        "put right 1: H5 closing 16 → 61 (digits transposed, likely)",
        "less likely: opening 300 → 255",
    ]
    assert (rest.name, rest.result, rest.system_out) == ("checks that hold", [], "8 exact, 2 within rounding")


def test_a_restatement_and_a_fact_to_notice_say_so() -> None:
    """They are failures of their rule's severity all the same, and no figures to put right."""
    whole = told_report()
    said = [str(case.result[0].message) for case in cases(whole) if case.result]
    assert "performance_measures.csv:251 value: restated: 29.8% here, it was 36% in 2019/20 Q4" in said
    assert "reserve_movements.csv:9 outturn: to notice: £10,000 over the cash limit" in said


def test_the_properties_have_the_count_of_every_verdict() -> None:
    counted = tally(exact=1204, rounding=3, fail=1, undecided=5, nothing=5, severity=Severity.WARNING)
    root = ET.fromstring(to_junit(report([roll_forward()], tallies=[counted])))
    assert {of.attrib["name"]: of.attrib["value"] for of in root.iter("property")} == {
        "severity": "warning", "checks": "1213", "exact": "1204", "within_rounding": "3", "fail": "1",
        "undecided": "5", "broken": "0", "nothing_to_compare": "5",
    }  # fmt: skip


def test_undecided_is_skipped_and_broken_an_error() -> None:
    undecided = finding([cell("usage", None)], verdict=Verdict.UNDECIDED, message="usage is blank")
    broken = finding([], verdict=Verdict.BROKEN, place=cell("usage", 1, line=9).ref, message="the rule could not run")
    found = results(report([undecided, broken], tallies=[tally(undecided=3, broken=1, nothing=2)]))
    assert [kinds for _, kinds in found] == [[Skipped], [Error], [Skipped]]
    assert found[2][0] == "checks with nothing to compare"


def test_a_rule_that_ran_on_nothing_is_skipped_and_says_so() -> None:
    ((case,),) = read(report(tallies=[tally()]))
    (skipped,) = case.result
    assert isinstance(skipped, Skipped)
    assert skipped.message == "the rule found nothing to run on"


def test_listed_checks_that_hold_are_cases_of_their_own() -> None:
    """With --show all every check is listed, and no case stands for the rest."""
    near = replace(roll_forward(6), verdict=Verdict.WITHIN_ROUNDING)
    exact = replace(roll_forward(7), verdict=Verdict.EXACT)
    whole = report(
        [roll_forward()], within_rounding=[near], exact=[exact], tallies=[tally(exact=1, rounding=1, fail=1)]
    )
    assert [kinds for _, kinds in results(whole)] == [[Failure], [], []]


def test_accepted_and_immaterial_differences_are_skipped_with_the_reason() -> None:
    found = cases(with_known())
    assert [[type(result) for result in case.result] for case in found[:3]] == [[Failure], [Skipped], [Skipped]]
    assert str(found[1].result[0].message).startswith(
        "accepted by A. Officer on 2022-05-01, until 2022-06-30: the invoice came late; reserve_movements.csv:7"
    )
    assert str(found[2].result[0].message).startswith("immaterial; ")
    assert "there is no such finding any more" in (found[-1].system_out or "")


def test_what_is_wrong_with_files_is_a_suite_of_its_own() -> None:
    problems = [
        InputProblem("savings.csv", 7, "value", "error", "12..3", "this is no amount"),
        InputProblem("savings.csv", 0, "", "warning", "", "the file has no rows"),
    ]
    (suite,) = read(report(problems=problems, unread=["notes.csv"]))
    assert (suite.name, suite.tests, suite.errors, suite.skipped) == ("Input files", 3, 1, 1)
    error, warning, unread = suite
    assert (error.name, error.result[0].message) == ("savings.csv:7 value", "`12..3`: this is no amount")
    assert (warning.name, warning.result, warning.system_out) == ("savings.csv", [], "warning: the file has no rows")
    assert (unread.name, unread.result[0].message) == ("notes.csv", "no rule reads it")


def test_totals_add_up_to_the_cases() -> None:
    whole = JUnitXml.fromstring(
        to_junit(report([roll_forward(), roll_forward(6)], tallies=[tally(exact=8, fail=2), tally("CL01")]))
    )
    assert (whole.tests, whole.failures, whole.errors) == (4, 2, 0)
    assert whole.tests == sum(len(list(suite)) for suite in whole)


def test_an_empty_report_is_valid() -> None:
    assert read(report()) == []


def test_control_characters_are_made_visible() -> None:
    r"""XML has no way to write \x00 or \x1b at all."""
    hostile = replace(
        roll_forward(),
        key={"portfolio": "a\x00b\x1b[31m\ud800\ufffe]]><script>"},
        message="one\ntwo\x0b",
        title="<&\"'>",
    )
    case = cases(report([hostile], tallies=[tally(fail=1)]))[0]
    assert case.name == r"a␀b␛[31m\ud800\ufffe]]><script>: closing (RM01-reserve_movements.csv-5)"
    assert "why: one⏎two␋" in str(case.result[0].text)


@given(st.text(st.characters()))
def test_whatever_a_cell_holds_the_file_is_xml(text: str) -> None:
    hostile = replace(roll_forward(), key={"portfolio": text}, message=text, title=text)
    root = ET.fromstring(to_junit(report([hostile], tallies=[tally(title=text, fail=1)])))
    assert len(root.findall("testsuite/testcase")) == 1


@pytest.mark.parametrize("whole", [report([roll_forward()], tallies=[tally(fail=1)]), with_known()])
def test_the_same_report_gives_the_same_bytes(whole: Report) -> None:
    assert to_junit(whole) == to_junit(whole)
