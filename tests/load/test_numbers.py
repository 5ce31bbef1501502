"""Claims about figures: how they may be written, what they come to, and how coarsely they were rounded."""

from __future__ import annotations

from decimal import Decimal

import pyarrow as pa
import pytest

from budget_monitor.figures.grammar import Notation
from budget_monitor.load.cells.numbers import FigureReader, halves_of
from budget_monitor.load.cells.row_problems import MAX_PROBLEMS_OF_A_COLUMN
from budget_monitor.model.ledgers.schema import ColumnType, Unit
from tests.support.small_ledgers import Parsed, figures

MONEY, NUMBER, PERCENT, INTEGER = ColumnType.MONEY, ColumnType.NUMBER, ColumnType.PERCENT, ColumnType.INTEGER


def parse(*cells: str, column: ColumnType = MONEY, unit: Unit = Unit.POUNDS, currency: str = "GBP") -> Parsed:
    return figures(cells, notation=Notation(column, unit, currency))


def amount(cell: str, unit: Unit = Unit.POUNDS) -> Decimal | None:
    found = parse(cell, unit=unit)
    assert not any(problem.severity == "error" for problem in found.problems)
    return found.values[0]


def message(cell: str, column: ColumnType = MONEY, unit: Unit = Unit.POUNDS) -> str:
    found = parse(cell, column=column, unit=unit)
    assert found.values[0] is None
    (problem,) = found.problems
    assert (problem.line, problem.severity) == (0, "error")
    return problem.message


@pytest.mark.parametrize(
    ("cell", "pounds"),
    [
        ("4971", "4971"),
        ("4,971", "4971"),
        ("1,234,567.89", "1234567.89"),
        ("4 971", "4971"),
        ("4\u00a0971", "4971"),
        ("1\u2009234\u2009567", "1234567"),
        ("1\u202f234", "1234"),
        ("(97)", "-97"),
        ("( 97 )", "-97"),
        ("+97", "97"),
        ("+£163,000", "163000"),
        ("£+97", "97"),
        ("+ 97", "97"),
        ('="97"', "97"),
        ('="(1,097)"', "-1097"),
        ("=97", "97"),
        ("'97", "97"),
        ("='-97", "-97"),
        ("—97", "-97"),
        ("‑97", "-97"),
        ("﹣97", "-97"),
        ("97£", "97"),
        ("97 £", "97"),
        ("97 GBP", "97"),
        ("(97) GBP", "-97"),
        ("97 (A)", "97"),
        ("-97 (F)", "-97"),
        ("(97)(A)", "-97"),
        ("97*", "97"),
        ("£97 †", "97"),
        ("-97", "-97"),
        ("- 97", "-97"),
        ("97-", "-97"),
        ("97 -", "-97"),
        ("−97", "-97"),
        ("–97", "-97"),
        ("97CR", "-97"),
        ("97 cr", "-97"),
        ("97DR", "97"),
        ("£4,971", "4971"),
        ("£ 4,971", "4971"),
        ("-£97", "-97"),
        ("£-97", "-97"),
        ("−£97", "-97"),
        ("£97-", "-97"),
        ("£(97)", "-97"),
        ("(£97)", "-97"),
        ("£97CR", "-97"),
        ("GBP 97", "97"),
        ("gbp 97", "97"),
        ("-GBP 97", "-97"),
        ("£0.163m", "163000"),
        ("0.163M", "163000"),
        ("0.163 m", "163000"),
        ("163k", "163000"),
        ("163 K", "163000"),
        ("(163k)", "-163000"),
        ("£(0.163)m", "-163000"),
        ("-£0.163m", "-163000"),
        ("163kCR", "-163000"),
        ("-", "0"),
        ("–", "0"),
        ("—", "0"),
        ("nil", "0"),
        ("Nil", "0"),
        (" £ -   ", "0"),
        ("0", "0"),
        ("-0", "0"),
        ("007", "7"),
        (".5", "0.5"),
        ("  97\u00a0", "97"),
        ("\t97", "97"),
    ],
)
def test_every_notation_of_a_spreadsheet_is_read(cell: str, pounds: str) -> None:
    assert amount(cell) == Decimal(pounds)


@pytest.mark.parametrize("cell", ["", " ", "\u00a0", " \t "])
def test_a_blank_is_missing_and_not_zero(cell: str) -> None:
    found = parse(cell)
    assert found.values == [None]
    assert found.problems == []


@pytest.mark.parametrize(
    ("cell", "unit", "pounds", "half"),
    [
        ("97", Unit.POUNDS, "97", "0"),
        ("97.5", Unit.POUNDS, "97.5", "0"),
        ("£97", Unit.POUNDS, "97", "0"),
        ("-", Unit.POUNDS, "0", "0"),
        ("97", Unit.THOUSANDS, "97000", "500"),
        ("£97", Unit.THOUSANDS, "97000", "500"),
        ("(1,097)", Unit.THOUSANDS, "-1097000", "500"),
        ("nil", Unit.THOUSANDS, "0", "0"),
        ("0.163", Unit.MILLIONS, "163000", "500"),
        ("(0.163)", Unit.MILLIONS, "-163000", "500"),
        ("1.2", Unit.MILLIONS, "1200000", "50000"),
        ("2", Unit.MILLIONS, "2000000", "500000"),
        ("-", Unit.MILLIONS, "0", "0"),
        ("0.163458", Unit.MILLIONS, "163458", "0.5"),
        ("163k", Unit.POUNDS, "163000", "500"),
        ("163.5k", Unit.POUNDS, "163500", "50"),
        ("£0.163m", Unit.POUNDS, "163000", "500"),
        ("£0.163m", Unit.THOUSANDS, "163000", "500"),
        ("£0.16m", Unit.MILLIONS, "160000", "5000"),
    ],
)
def test_the_unit_says_what_a_bare_figure_means_and_how_it_was_rounded(
    cell: str, unit: Unit, pounds: str, half: str
) -> None:
    """`half` is half the unit: a figure in £000 stands for anything within £500 of it."""
    found = parse(cell, unit=unit)
    assert found.values == [Decimal(pounds)]
    assert found.half == Decimal(half)
    assert found.problems == []


def test_figures_rounded_differently_have_a_half_for_each_row() -> None:
    found = parse("97", "£0.163m", "", "2.5k", "oops")
    assert not isinstance(found.half, Decimal)
    assert found.half == [Decimal(0), Decimal(500), Decimal(0), Decimal(50), Decimal(0)]


def test_figures_in_millions_are_as_precise_as_each_is_written() -> None:
    found = parse("1.2", "0.163", unit=Unit.MILLIONS)
    assert not isinstance(found.half, Decimal)
    assert found.half == [Decimal(50000), Decimal(500)]


def test_a_column_of_blanks_has_its_units_half() -> None:
    assert parse("", unit=Unit.THOUSANDS).half == Decimal(500)
    assert parse("").half == 0
    assert parse().half == 0


@pytest.mark.parametrize(
    ("cell", "unit", "pounds", "words"),
    [
        ("97.123", Unit.POUNDS, "97.123", "more than two decimals"),
        ("97.5", Unit.THOUSANDS, "97500", "decimals in a column in £000"),
    ],
)
def test_a_figure_finer_than_its_unit_is_kept_and_reported(cell: str, unit: Unit, pounds: str, words: str) -> None:
    found = parse(cell, unit=unit)
    assert found.values == [Decimal(pounds)]
    (problem,) = found.problems
    assert problem.severity == "warning"
    assert words in problem.message


@pytest.mark.parametrize(
    ("cell", "column", "number", "half"),
    [
        ("93.0", PERCENT, "93", "0.05"),
        ("93", PERCENT, "93", "0.5"),
        ("93.0%", PERCENT, "93", "0.05"),
        ("93.25 %", PERCENT, "93.25", "0.005"),
        ("(5%)", PERCENT, "-5", "0.5"),
        ("-5%", PERCENT, "-5", "0.5"),
        ("1,250.5", NUMBER, "1250.5", "0.05"),
        ("12.5k", NUMBER, "12500", "50"),
        ("0.00001", NUMBER, "0.00001", "0.000005"),
        ("1,250", INTEGER, "1250", "0"),
        ("(3)", INTEGER, "-3", "0"),
        ("-", INTEGER, "0", "0"),
    ],
)
def test_numbers_are_as_precise_as_the_digits_written(cell: str, column: ColumnType, number: str, half: str) -> None:
    """`93.0` claims more than `93`; a whole number is exact. The set's unit does not touch them."""
    found = parse(cell, column=column, unit=Unit.THOUSANDS)
    assert found.values == [Decimal(number)]
    assert found.half == Decimal(half)
    assert found.problems == []


@pytest.mark.parametrize(
    "cell", ["4,97", "1,2,3", "1234,567", "97 5", "1,234 567", "12,34.5", "£4,97", "(4,97)", "4,97k"]
)
def test_misplaced_thousands_separators_are_called_so(cell: str) -> None:
    assert "misplaced thousands separators" in message(cell)


@pytest.mark.parametrize("cell", ["-(97)", "(-97)", "-97-", "-97CR", "(97)CR", "(97)-", "97CRDR", "£-97-", "-£(97)"])
def test_two_signs_are_one_too_many(cell: str) -> None:
    assert "more than one sign" in message(cell)


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("12..3", "not an amount; expected an amount such as 4,971, (97), -97 or £0.163m"),
        ("abc", "not an amount"),
        ("1e5", "not an amount"),
        ("97.", "not an amount"),
        ("(97", "not an amount"),
        ("97)", "not an amount"),
        ("()", "not an amount"),
        ("£", "not an amount"),
        ("CR", "not an amount"),
        ("--", "not an amount"),
        ("97kk", "not an amount"),
        ("٣", "not an amount"),
        ("97%", "a percentage, not an amount"),
        ("#REF!", "a spreadsheet error"),
        ("#####", "a cell too narrow"),
        ("€97", "€ is not the currency of the ledgers, GBP"),
    ],
)
def test_anything_else_is_an_error_that_says_what_is_expected(cell: str, words: str) -> None:
    assert words in message(cell)
    assert "expected" in message(cell)


@pytest.mark.parametrize(
    ("cell", "column", "unit", "words"),
    [
        ("1.1234567", MONEY, Unit.POUNDS, "too many decimals"),
        ("1.10000000", MONEY, Unit.POUNDS, "too many decimals"),
        ("0.1234567890123m", MONEY, Unit.POUNDS, "too many decimals"),
        ("1.123456", NUMBER, Unit.POUNDS, "too many decimals"),
        ("1.123456", PERCENT, Unit.POUNDS, "too many decimals"),
        ("1000000000000000000", MONEY, Unit.POUNDS, "too large"),
        ("1000000000000000", MONEY, Unit.THOUSANDS, "too large"),
        ("(1,000,000,000,000)", MONEY, Unit.MILLIONS, "too large"),
        ("1000000000000m", MONEY, Unit.POUNDS, "too large"),
        ("9" * 60, MONEY, Unit.POUNDS, "too large"),
        ("9" * 60, INTEGER, Unit.POUNDS, "too large"),
    ],
)
def test_a_figure_that_cannot_be_held_is_never_rounded(cell: str, column: ColumnType, unit: Unit, words: str) -> None:
    assert words in message(cell, column, unit)


@pytest.mark.parametrize(
    ("cell", "unit", "pounds"),
    [
        ("999999999999999999.99", Unit.POUNDS, "999999999999999999.99"),
        ("-999,999,999,999,999", Unit.THOUSANDS, "-999999999999999000"),
        ("999999999999.999999", Unit.MILLIONS, "999999999999999999"),
        ("000000000000000000000000000097", Unit.POUNDS, "97"),
        ("0.1234567m", Unit.POUNDS, "123456.7"),
    ],
)
def test_the_largest_and_finest_figures_are_exact(cell: str, unit: Unit, pounds: str) -> None:
    assert amount(cell, unit) == Decimal(pounds)


@pytest.mark.parametrize(
    ("cell", "words"), [("12.5", "not a whole number"), ("12k", "not a whole number"), ("£12", "not a whole number")]
)
def test_a_whole_number_has_no_decimals_suffix_or_currency(cell: str, words: str) -> None:
    assert words in message(cell, INTEGER)


def test_the_symbol_and_code_accepted_are_the_currencys_own() -> None:
    assert parse("€97", "EUR 5", currency="EUR").values == [97, 5]
    assert parse("CRC 97", "97CR", currency="CRC").values == [97, -97]
    assert "£ is not the currency" in parse("£97", currency="EUR").problems[0].message


def test_problems_name_the_row_they_are_in() -> None:
    found = figures(["1", "x"], [], ["(2)", "3", "y"], notation=Notation(MONEY))
    assert [problem.line for problem in found.problems] == [1, 4]
    assert found.values == [1, None, -2, 3, None]


def test_a_whole_column_of_the_wrong_kind_is_not_listed_without_end() -> None:
    found = parse(*["x"] * (MAX_PROBLEMS_OF_A_COLUMN + 5))
    assert len(found.problems) == MAX_PROBLEMS_OF_A_COLUMN + 1
    assert found.problems[-1].line == MAX_PROBLEMS_OF_A_COLUMN
    assert "5 cells of this column from here on" in found.problems[-1].message


@pytest.mark.parametrize(
    ("cells", "halves"),
    [
        (["551.7", "508", "44.9"], ["50", "500", "50"]),
        (["nil", "97"], ["0", "500"]),
    ],
)
def test_in_thousands_a_figure_is_as_precise_as_its_last_digit(cells: list[str], halves: list[str]) -> None:
    assert _halves(cells, Unit.THOUSANDS) == [Decimal(half) for half in halves]


def test_a_nought_in_millions_is_as_precise_as_the_figures_around_it() -> None:
    """By itself it would stand for anything up to half a million."""
    assert _halves(["0", "0.163", "1.2", "0.0"], Unit.MILLIONS) == [
        Decimal("500"), Decimal("500"), Decimal("50000"), Decimal("50000"),
    ]  # fmt: skip


def _halves(cells: list[str], unit: Unit) -> list[Decimal]:
    reader = FigureReader(Notation(ColumnType.MONEY, unit))
    found = reader.read(pa.array(cells), pa.array(range(2, len(cells) + 2), pa.int64()))
    return [Decimal(half).normalize() + 0 for half in halves_of(found.powers).to_pylist()]


@pytest.mark.parametrize(
    ("cell", "pounds", "half"),
    [
        ("£0.888 million", "888000", "500"),
        ("£0.888m", "888000", "500"),
        ("£1.2 Million", "1200000", "50000"),
        ("£2bn", "2000000000", "500000000"),
        ("£2.5 billion", "2500000000", "50000000"),
        ("(£0.25bn)", "-250000000", "5000000"),
        ("£12 thousand", "12000", "500"),
        ("-3.5 mn", "-3500000", "50000"),
        ("+£1.25m (F)", "1250000", "5000"),
    ],
)
@pytest.mark.parametrize("unit", list(Unit))
def test_words_for_millions_carry_their_own_precision(cell: str, pounds: str, half: str, unit: Unit) -> None:
    found = parse(cell, unit=unit)
    assert (found.values, found.half, found.problems) == ([Decimal(pounds)], Decimal(half), [])


@pytest.mark.parametrize(("cell", "currency"), [("97 €", "EUR"), ("97 EUR", "EUR"), ("€97", "EUR"), ("97 CHF", "CHF")])
def test_a_currency_may_stand_after_the_amount(cell: str, currency: str) -> None:
    assert parse(cell, currency=currency).values == [Decimal(97)]


@pytest.mark.parametrize(("cell", "count"), [("5.0", 5), ("1,250.00", 1250), ("12 (A)", 12), ("+3", 3)])
def test_a_whole_number_may_have_noughts_behind_its_point(cell: str, count: int) -> None:
    assert parse(cell, column=INTEGER).values == [Decimal(count)]


def test_a_part_of_a_whole_number_is_none() -> None:
    assert "not a whole number" in message("5.5", column=INTEGER)


@pytest.mark.parametrize("cell", ["n/a", "N/A", "n.a.", "…", "...", "No data", "not available", "TBC", "Not yet known"])
@pytest.mark.parametrize("column", [MONEY, NUMBER, PERCENT, INTEGER])
def test_a_word_for_a_missing_figure_is_a_blank(cell: str, column: ColumnType) -> None:
    found = parse(cell, column=column)
    assert (found.values, found.problems) == ([None], [])


@pytest.mark.parametrize(
    ("cell", "meant"),
    [
        ("109,6", "109.6"),
        ("723.79.48", "72,379.48"),
        ("1.2E+06", "1,200,000"),
        ("1'234", "1,234"),
        ("1’234.50", "1,234.50"),
        ("16.690,982", "16,690,982"),
        ("16.690,98", "16,690.98"),
        ("1.234.567", "1,234,567"),
        ("1,234,56", "1,234.56"),
        ("2o40", "2,040"),
        ("£l,250", "1,250"),
        ("12..3", "12.3"),
        ("(97", "-97"),
        ("97)", "-97"),
        ("4,971,", "4,971"),
        ("97 cr.", "-97"),
        ("£1,5m", "1,500,000"),
        ("£ 1.234,50", "1,234.50"),
    ],
)
def test_a_malformed_figure_is_named_with_its_likeliest_reading(cell: str, meant: str) -> None:
    assert message(cell).endswith(f"; did you mean {meant}?")


@pytest.mark.parametrize("cell", ["five", "=SUM(F2:F9)", "97kk", "--", "1e999", "#REF!"])
def test_nothing_is_proposed_where_nothing_can_be_told(cell: str) -> None:
    assert "did you mean" not in message(cell)


def test_a_formula_is_told_from_a_figure() -> None:
    assert message("=SUM(F2:F9)").startswith("a formula, not its value: save the file with its values")


def test_a_very_long_cell_is_explained_at_once() -> None:
    assert message("1," * 20_000).startswith("not an amount, but 40,000 characters")


@pytest.mark.parametrize(
    ("cell", "pounds", "half"),
    [("97", 97, "0.5"), ("(1,097)", -1097, "0.5"), ("0", 0, "0.5"), ("nil", 0, "0"), ("£0.163m", 163_000, "500")],
)
def test_whole_pounds_stand_for_what_was_rounded_to_them(cell: str, pounds: int, half: str) -> None:
    found = parse(cell, unit=Unit.WHOLE_POUNDS)
    assert (found.values, found.half) == ([Decimal(pounds)], Decimal(half))
