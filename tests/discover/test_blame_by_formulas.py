"""In a workbook the formulas say which figure is wrong: what they work out follows, and what was typed is suspected."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from openpyxl import Workbook, load_workbook

from benchmarks.sheets.formulas.books import Book, Share, Sum
from benchmarks.sheets.formulas.shapes import SHAPES
from budget_monitor.model.ledgers.cell import Kind
from budget_monitor.model.results.correction import Certainty, Correction
from budget_monitor.model.results.outcome import Verdict
from budget_monitor.pipeline.run.tables import discover_tables
from tests.support.command import run

LINES = ("Libraries", "Parks", "Museums", "Roads", "Schools")
FIGURES = ((512_340, 498_211, 530_117), (88_410, 91_002, 87_655), (40_912, 39_871, 45_003), (761_200, 702_318, 799_450),
           (1_203_377, 1_198_004, 1_250_119))  # fmt: skip
LAST = len(LINES) + 1
"""The row of the total, from 0: row 7."""


def monthly() -> Book:
    """Three months across in B to D, their total in E, and the total of all lines in row 7."""
    book = Book(words={(0, 1): "Apr", (0, 2): "May", (0, 3): "Jun", (0, 4): "Total", (LAST, 0): "Total"})
    for row, (name, figures) in enumerate(zip(LINES, FIGURES, strict=True), start=1):
        book.words[row, 0] = name
        book.typed |= {(row, column): figure for column, figure in enumerate(figures, start=1)}
        book.made[row, 4] = Sum(tuple((1, (row, column)) for column in (1, 2, 3)))
    for column in (1, 2, 3, 4):
        book.made[LAST, column] = Sum(tuple((1, (row, column)) for row in range(1, LAST)))
    return book


def compared() -> Book:
    """Budget, outturn, the variance and its percentage in B to E, and the total of all lines in row 7."""
    book = Book(words={(0, 1): "Budget", (0, 2): "Outturn", (0, 3): "Variance", (0, 4): "%", (LAST, 0): "Total"})
    for row, (name, figures) in enumerate(zip(LINES, FIGURES, strict=True), start=1):
        book.words[row, 0] = name
        book.typed |= {(row, 1): figures[0], (row, 2): figures[1]}
    for column in (1, 2, 3):
        book.made[LAST, column] = Sum(tuple((1, (row, column)) for row in range(1, LAST)))
    for row in range(1, LAST + 1):
        if row < LAST:
            book.made[row, 3] = Sum(((1, (row, 2)), (-1, (row, 1))))
        book.made[row, 4] = Share((row, 3), (row, 1))
    return book


def typed_over(book: Book, row: int, column: int, value: int) -> Book:
    """The same with a number where a formula stood."""
    del book.made[row, column]
    book.typed[row, column] = value
    return book


def corrections(book: Book, folder: Path) -> tuple[Correction, ...]:
    return discover_tables(book.write(folder)).corrections


def told(one: Correction) -> list[tuple[str, str]]:
    return [(change.address, change.type_as) for change in one.cells]


def test_a_total_typed_among_formulas_is_the_one_to_put_right_and_the_formula_is_what_to_type(tmp_path: Path) -> None:
    (one,) = corrections(typed_over(monthly(), 2, 4, 251_193), tmp_path)  # 267,067 is right
    assert (one.kind, one.certainty, told(one)) == (Kind.FORMULA_OVERTYPED, Certainty.LIKELY, [("E3", "=SUM(B3:D3)")])
    assert one.sentence == (
        "it is typed, and E2 beside it is a formula, which here would be =SUM(B3:D3) and give 267,067;"
        " E7 follows by its formula"
    )


def test_a_sum_that_misses_a_line_is_the_one_to_put_right_and_its_percentage_follows_without_a_value(
    tmp_path: Path,
) -> None:
    book = compared()
    book.made[LAST, 1] = Sum(tuple((1, (row, 1)) for row in range(2, LAST)))
    (one,) = corrections(book, tmp_path)
    assert (one.kind, told(one)) == (Kind.FORMULA_WRONG, [("B7", "=SUM(B2:B6)")])
    assert one.sentence == (
        "it is =SUM(B3:B6), where the formula of C7 beside it would be =SUM(B2:B6) and give 2,606,239;"
        " E7 follows by its formula"
    )


def test_a_formula_to_put_right_is_no_warning_besides(tmp_path: Path) -> None:
    """Both say the same two formulas."""
    book = monthly()
    book.made[LAST, 2] = Sum(tuple((1, (row, 2)) for row in range(2, LAST)))
    report = discover_tables(book.write(tmp_path))
    assert [(one.kind, told(one)) for one in report.corrections] == [(Kind.FORMULA_WRONG, [("C7", "=SUM(C2:C6)")])]
    assert [one.message for one in report.input_problems] == []


def test_a_sum_that_takes_in_more_than_those_beside_it_is_not_sure_to_be_the_wrong_one(tmp_path: Path) -> None:
    book = compared()
    for column in (2, 3):  # two of three leave out the first line
        book.made[LAST, column] = Sum(tuple((1, (row, column)) for row in range(2, LAST)))
    for one in corrections(book, tmp_path):
        assert one.certainty in (Certainty.TIED, Certainty.CANNOT_TELL)
        assert "those beside it may be the wrong ones" in one.sentence


def test_a_total_typed_right_and_a_line_typed_wrong_are_as_likely(tmp_path: Path) -> None:
    book = typed_over(monthly(), 2, 4, 267_067)
    book.typed[2, 2] = 91_020  # 91,002
    (one,) = corrections(book, tmp_path)
    assert one.certainty is Certainty.TIED
    as_likely = [other for other in one.alternatives if other.certainty is Certainty.TIED]
    assert ("C3", "91002") in [(other.cells[0].address, other.cells[0].type_as) for other in as_likely]
    assert told(one) == [("E3", "=SUM(B3:D3)")]


def test_typed_figures_that_nothing_tells_apart_are_not_told_apart(tmp_path: Path) -> None:
    book = monthly()
    for row in range(1, LAST + 1):
        typed_over(book, row, 4, int(book.values()[row, 4]))  # all totals of lines are typed from elsewhere
    book.typed[3, 2] += 21_346
    (one,) = corrections(book, tmp_path)
    assert one.certainty is Certainty.CANNOT_TELL
    assert all(change.proposed is None for change in one.cells)


@pytest.mark.parametrize("typed", [31_000, -40_912, 940_912])
def test_what_a_formula_works_out_is_never_named(tmp_path: Path, typed: int) -> None:
    book = typed_over(monthly(), 4, 4, 2_262_968)
    book.typed[3, 1] = typed
    made = {f"{'ABCDE'[column]}{row + 1}" for row, column in book.made}
    for one in corrections(book, tmp_path):
        named = [*one.cells, *(change for other in one.alternatives for change in other.cells)]
        assert made.isdisjoint(change.address for change in named)


def two_years(label: str = "Total") -> Book:
    """Two columns of figures in B and C, and the total of each in row 7."""
    book = Book(words={(0, 1): "2024/25", (0, 2): "2025/26", (LAST, 0): label})
    for row, (name, figures) in enumerate(zip(LINES, FIGURES, strict=True), start=1):
        book.words[row, 0] = name
        book.typed |= {(row, column): figure for column, figure in enumerate(figures[:2], start=1)}
    for column in (1, 2):
        book.made[LAST, column] = Sum(tuple((1, (row, column)) for row in range(1, LAST)))
    return book


@pytest.mark.parametrize("label", ["Total", "Cost of services"])
def test_a_total_typed_over_fails_where_the_only_other_one_is_a_formula(tmp_path: Path, label: str) -> None:
    report = discover_tables(typed_over(two_years(label), LAST, 2, 2_001_117).write(tmp_path))
    assert [one.verdict for one in report.findings] == [Verdict.FAIL]
    assert report.findings[0].message.endswith("the formula beside says so, too)")
    (one,) = report.corrections
    assert told(one) == [("C7", "=SUM(C2:C6)")]


def test_a_range_that_leaves_out_the_figure_before_it_is_no_witness_by_itself(tmp_path: Path) -> None:
    book = typed_over(two_years(), LAST, 2, 2_441_117)  # 2,429,406 is right
    book.made[LAST, 1] = Sum(tuple((1, (row, 1)) for row in range(2, LAST)))
    assert corrections(book, tmp_path) == ()


@pytest.mark.parametrize("typed", [505_881, 1_198_004, 6_011_420], ids=["average", "highest", "another list's"])
def test_a_number_that_may_be_another_thing_than_the_total_beside_it_does_not_fail(tmp_path: Path, typed: int) -> None:
    report = discover_tables(typed_over(two_years(), LAST, 2, typed).write(tmp_path))
    assert Verdict.FAIL not in [one.verdict for one in report.findings]


def test_a_number_is_wrong_however_far_off_where_formulas_take_it_in_like_the_total_beside_it(tmp_path: Path) -> None:
    book = two_years()
    book.words |= {(LAST + 1, 0): "Grant", (LAST + 2, 0): "Left"}
    for column in (1, 2):
        book.typed[LAST + 1, column] = 3_000_000 + column * 7_919
        book.made[LAST + 2, column] = Sum(((1, (LAST + 1, column)), (-1, (LAST, column))))
    (one,) = corrections(typed_over(book, LAST, 2, 20), tmp_path)
    assert told(one) == [("C7", "=SUM(C2:C6)")]


def cash_flow() -> Book:
    """Three months in B to D: opening, two receipts, their total in row 5, paid, and closing in row 7."""
    book = Book(words={(0, 1): "Apr", (0, 2): "May", (0, 3): "Jun"})
    labels = ("Opening balance", "Grants", "Fees", "Total receipts", "Paid", "Closing balance")
    book.words |= {(row, 0): label for row, label in enumerate(labels, start=1)}
    book.typed[1, 1] = 120_004
    for column, (grants, fees, paid) in enumerate(
        ((37_094, 68_490, 79_578), (21_725, 81_503, 56_997), (45_132, 81_638, 75_453)), 1
    ):
        book.typed |= {(2, column): grants, (3, column): fees, (5, column): paid}
        book.made[4, column] = Sum(((1, (2, column)), (1, (3, column))))
        book.made[6, column] = Sum(((1, (1, column)), (1, (4, column)), (-1, (5, column))))
        if column > 1:
            book.made[1, column] = Sum(((1, (6, column - 1)),))
    return book


def test_a_sum_that_takes_in_the_opening_balance_is_the_wrong_one(tmp_path: Path) -> None:
    assert corrections(cash_flow(), tmp_path) == ()
    book = cash_flow()
    book.made[4, 2] = Sum(((1, (1, 2)), (1, (2, 2)), (1, (3, 2))))
    (one,) = corrections(book, tmp_path)
    assert one.certainty is Certainty.ONLY
    assert (told(one)[0], one.kind) == (("C5", "=C3+C4"), Kind.FORMULA_WRONG)


def test_a_formula_beyond_typed_figures_is_not_offered_for_a_line(tmp_path: Path) -> None:
    book = cash_flow()
    book.made[4, 2] = Sum(((1, (2, 2)),))  # Fees are left out: with a nought there it would hold, too
    (one,) = corrections(book, tmp_path)
    assert (told(one)[0], one.alternatives) == (("C5", "=C3+C4"), ())


def test_two_totals_typed_over_are_put_right_one_after_the_other(tmp_path: Path) -> None:
    book = typed_over(typed_over(monthly(), 2, 4, 267_451), LAST, 4, 7_846_110)
    found = {told(one)[0]: one.cells[0].proposed for one in corrections(book, tmp_path)}
    right = monthly().values()
    assert found == {("E3", "=SUM(B3:D3)"): right[2, 4], ("E7", "=SUM(E2:E6)"): right[LAST, 4]}


def test_a_balance_carried_on_through_hundreds_of_lines_is_followed(tmp_path: Path) -> None:
    book = Book(words={(0, 0): "Opening", (0, 1): "Received", (0, 2): "Paid", (0, 3): "Closing"})
    book.typed[1, 0] = 10_000
    for row in range(1, 601):
        book.typed |= {(row, 1): 70 + row * 7919 % 997, (row, 2): 60 + row * 6101 % 983}
        book.made[row, 3] = Sum(((1, (row, 0)), (1, (row, 1)), (-1, (row, 2))))
        if row > 1:
            book.made[row, 0] = Sum(((1, (row - 1, 3)),))
    right = int(book.values()[20, 3])
    (one,) = corrections(typed_over(book, 20, 3, right + 18), tmp_path)
    assert told(one) == [("D21", "=A21+B21-C21")]
    assert f"and give {right:,}; A22, D22, A23 and" in one.sentence


@pytest.mark.parametrize("shape", SHAPES)
def test_right_workbooks_have_no_finding(tmp_path: Path, shape: object) -> None:
    for seed in range(3):
        assert callable(shape)
        report = discover_tables(shape(Random(f"right {seed}")).write(tmp_path))
        assert (report.findings, report.corrections) == ((), ())


def test_the_marked_workbook_says_what_to_type_and_leaves_what_follows_alone(tmp_path: Path) -> None:
    file = typed_over(monthly(), 2, 4, 251_193).write(tmp_path)
    marked = tmp_path / "marked.xlsx"
    assert run("check", file, "--format", "xlsx", "--output", marked).exit_code == 1
    sheet = load_workbook(marked)["Monitoring"]
    assert (sheet["E3"].value, sheet["E7"].value) == (251_193, "=SUM(E2:E6)"), "nothing is changed"
    assert sheet["E3"].comment is not None
    assert sheet["E3"].comment.text.startswith("Should be 267,067: type =SUM(B3:D3)\ntyped where a formula belongs")
    assert sheet["E7"].comment is not None
    assert "it follows once what it adds up is right" in sheet["E7"].comment.text


def test_the_marked_workbook_says_what_to_type_over_a_wrong_formula(tmp_path: Path) -> None:
    book, marked = cash_flow(), tmp_path / "marked.xlsx"
    book.made[4, 2] = Sum(((1, (1, 2)), (1, (2, 2)), (1, (3, 2))))
    run("check", book.write(tmp_path), "--format", "xlsx", "--output", marked)
    note = load_workbook(marked)["Monitoring"]["C5"].comment
    assert note is not None
    assert note.text.startswith("Should be 103,228: type =C3+C4\nthe formula is unlike those beside it")


def test_a_formula_that_is_to_look_at_may_be_wrong_itself(tmp_path: Path) -> None:
    book, marked = two_years(), tmp_path / "marked.xlsx"
    book.made[LAST, 2] = Sum(((1, (1, 2)), (1, (2, 2))))
    file = book.write(tmp_path)
    assert run("check", file, "--format", "xlsx", "--output", marked).exit_code == 0
    note = load_workbook(marked)["Monitoring"]["C7"].comment
    assert note is not None
    assert note.text.startswith("A formula: either what it adds up is wrong, or the formula is.")
    said = " ".join(run("explain", "Monitoring!C7", file).output.split())
    assert "though it does elsewhere; Monitoring!C7 is =C2+C3. So nothing was looked for" in said


def test_explaining_it_tries_each_figure_with_what_follows_by_formulas(tmp_path: Path) -> None:
    file = typed_over(monthly(), 2, 4, 267_451).write(tmp_path)
    said = " ".join(run("explain", "1", file).output.split())
    assert "267451 now; it would have to be 267,067" in said
    assert "with what follows by formulas all 3 checks hold" in said


def test_a_sum_over_a_cell_in_error_is_not_wrong_and_the_error_is_told_once(tmp_path: Path) -> None:
    plain = Workbook()
    page = plain.worksheets[0]
    for row in (["", "Budget", "Actual"], ["Pay", 120_340, 118_902], ["Rent", 45_210, "#REF!"], ["Fuel", 8_800, 9_120]):
        page.append(row)
    page.append(["Total", 174_350, 174_899])
    plain.save(tmp_path / "book.xlsx")
    with_error = tmp_path / "book.xlsx"
    assert Verdict.FAIL not in [one.verdict for one in discover_tables(with_error).findings]
    said = [one.message for one in discover_tables(with_error).input_problems if one.severity == "error"]
    assert said == ["1 cell is in error, so no figure can be read there: C3"]
    assert "#REF!" in run("look", with_error).output
