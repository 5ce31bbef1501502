"""Culprits on small sets: the smallest corrections, their kinds, ties, and what applying them does."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from budget_monitor.model.ledgers.cell import Kind
from budget_monitor.model.ledgers.money import decimal_text, plain
from budget_monitor.model.results.correction import Certainty
from budget_monitor.model.results.outcome import Report, Verdict
from budget_monitor.pipeline import check, check_texts, rule_book

BOOK, _ = rule_book()
RULES = [BOOK.rules[name] for name in ("RM01", "RM02", "RM03", "RM04", "BC01", "CL01", "CL02", "OT01", "OT02", "OT04")]

RESERVES = """\
financial_year,period,portfolio,category,reserve,purpose,opening,usage,closing
2021/22,Q4,Libraries,Strategic,Investment,Open Plus,300,239,61
2021/22,Q4,Libraries,Strategic,Investment,Digital,500,130,370
2021/22,Q4,Libraries,Directorate,Flexibility,Air raid shelter,130,0,130
2021/22,Q4,Libraries,,Total,,930,369,561
"""


def checked(unit: str = "£000", **ledgers: str) -> Report:
    return check_texts(ledgers, BOOK, RULES, unit=unit)


def told(report: Report) -> list[list[tuple[int, str, str, Kind]]]:
    """Every culprit as its cells: line, column, proposed amount and kind."""
    return [
        [
            (one.cell.ref.line, one.cell.ref.column, decimal_text(plain(one.proposed)), one.kind)
            for one in culprit.corrections
        ]
        for culprit in report.culprits
    ]


def test_one_wrong_cell_is_named_with_its_value_and_kind() -> None:
    report = checked(reserve_movements=RESERVES.replace("239,61", "239,16"))
    assert told(report) == [[(2, "closing", "61000", Kind.DIGITS_TRANSPOSED)]]
    (culprit,) = report.culprits
    assert culprit.alternatives == 1
    assert {name.split("-")[0] for name in culprit.resolves} == {"RM01", "RM02"}


def test_a_correction_that_would_break_another_check_is_none() -> None:
    """Opening 255 or usage 284 would mend the row, but break the casting of their columns."""
    report = checked(reserve_movements=RESERVES.replace("239,61", "239,16"))
    assert all(column == "closing" for culprit in told(report) for _, column, _, _ in culprit)


def test_two_slips_in_different_parts_are_two_culprits() -> None:
    cash_limits = (
        "financial_year,period,portfolio,previously_reported,change,cash_limit\n2021/22,Q4,Libraries,4808,163,4917\n"
    )
    report = checked(reserve_movements=RESERVES.replace("130,370", "130,730"), cash_limits=cash_limits)
    places = [[cell[:2] for cell in culprit] for culprit in told(report)]
    assert [(3, "closing")] in places
    assert [(2, "cash_limit")] in places


def test_equally_small_corrections_are_all_kept_and_counted() -> None:
    """Nothing but RM01 ties these three figures: any of them may be wrong."""
    alone = "".join(RESERVES.splitlines(keepends=True)[:2]).replace("239,61", "239,16")
    report = checked(reserve_movements=alone)
    (first,) = report.corrections
    columns = {
        change.cell.ref.column
        for cells in (first.cells, *(one.cells for one in first.alternatives))
        for change in cells
    }
    assert columns == {"opening", "usage", "closing"}
    assert first.certainty in (Certainty.LIKELY, Certainty.TIED)
    assert {one.certainty for one in first.alternatives} == {Certainty.UNLIKELY}
    assert told(report)[0] == [(2, "closing", "61000", Kind.DIGITS_TRANSPOSED)], "a slip outranks an arbitrary number"


def test_trust_moves_a_cell_down() -> None:
    alone = "".join(RESERVES.splitlines(keepends=True)[:2]).replace("239,61", "239,16")
    folder_settings = '[trust]\n"reserve_movements.closing" = 5\n'
    report = _in_folder({"reserve_movements.csv": alone, "budget-monitor.toml": 'unit = "£000"\n' + folder_settings})
    (first,) = report.corrections
    assert first.cells[0].cell.ref.column != "closing"
    assert first.alternatives[-1].cells[0].cell.ref.column == "closing"


def _in_folder(files: Mapping[str, str]) -> Report:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        for name, text in files.items():
            (Path(folder) / name).write_text(text, encoding="utf-8")
        return check(folder, select=["RM"])


@pytest.mark.parametrize(
    ("wrong", "kind"),
    [
        ("930,369,-561", Kind.SIGN_REVERSED),
        ("930,369,561000", Kind.SCALE_SLIP),
        ("930,369,551", Kind.DIGIT_MISTYPED),
        ("930,369,51", Kind.DIGIT_DROPPED),
        ("930,369,5861", Kind.DIGIT_ADDED),
    ],
)
def test_the_kind_of_a_slip_in_a_total(wrong: str, kind: Kind) -> None:
    report = checked(reserve_movements=RESERVES.replace("930,369,561", wrong))
    assert told(report) == [[(5, "closing", "561000", kind)]]


def test_a_total_row_that_leaves_a_line_out_is_one_slip_of_three_cells() -> None:
    report = checked(reserve_movements=RESERVES.replace("930,369,561", "430,239,191"))
    assert told(report) == [
        [
            (5, "opening", "930000", Kind.LINE_OMITTED),
            (5, "usage", "369000", Kind.LINE_OMITTED),
            (5, "closing", "561000", Kind.LINE_OMITTED),
        ]
    ]


def test_two_columns_swapped_in_a_row() -> None:
    report = checked(reserve_movements=RESERVES.replace("300,239,61", "239,300,61"))
    assert told(report) == [
        [(2, "opening", "300000", Kind.COLUMNS_SWAPPED), (2, "usage", "239000", Kind.COLUMNS_SWAPPED)]
    ]


def test_a_blank_that_the_checks_determine_is_offered() -> None:
    report = checked(unit="£", reserve_movements=RESERVES.replace("300,239,61", "300,,61"))
    blanks = [finding for finding in report.findings if finding.verdict is Verdict.UNDECIDED and finding.explanations]
    assert "the checks determine the blank: £239" in {one.text for finding in blanks for one in finding.explanations}


def test_a_correction_settles_failed_checks_only() -> None:
    """A check that a blank leaves undecided is not settled by mending another figure of it."""
    report = checked(reserve_movements=RESERVES.replace("239,61", "239,16").replace("130,0,130", "130,,130"))
    undecided = {finding.id for finding in report.findings if finding.verdict is Verdict.UNDECIDED}
    assert undecided
    assert not undecided & {name for culprit in report.culprits for name in culprit.resolves}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(2, 5), st.integers(6, 8), st.integers(-900, 900).filter(bool))
def test_applying_a_culprit_leaves_none_of_what_it_settles_and_breaks_nothing(line: int, column: int, by: int) -> None:
    rows = [row.split(",") for row in RESERVES.splitlines()]
    rows[line - 1][column] = str(int(rows[line - 1][column]) + by)
    report = checked(reserve_movements="\n".join(",".join(row) for row in rows) + "\n")
    header = rows[0]
    for culprit in report.culprits:
        mended = [list(row) for row in rows]
        for one in culprit.corrections:
            thousands = plain(one.proposed) / Decimal(1000)
            mended[one.cell.ref.line - 1][header.index(one.cell.ref.column)] = decimal_text(thousands)
        after = checked(reserve_movements="\n".join(",".join(row) for row in mended) + "\n")
        failed = {finding.id for finding in after.findings if finding.verdict is Verdict.FAIL}
        before = {finding.id for finding in report.findings if finding.verdict is Verdict.FAIL}
        assert not failed & set(culprit.resolves)
        assert failed <= before


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.permutations(range(3)), st.permutations(range(9)))
def test_the_order_of_rows_and_columns_changes_nothing(rows: list[int], columns: list[int]) -> None:
    header, *lines, total = RESERVES.replace("239,61", "239,16").splitlines()
    shuffled = [header, *(lines[at] for at in rows), total]
    text = "\n".join(",".join(row.split(",")[at] for at in columns) for row in shuffled) + "\n"
    report = checked(reserve_movements=text)
    ((cell,),) = told(report)
    assert cell[1:] == ("closing", "61000", Kind.DIGITS_TRANSPOSED)
    assert cell[0] == 2 + rows.index(0)
