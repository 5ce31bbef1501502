"""Every figure of performance_measures.csv, read again from the one place in a report that prints it.

The reports' tables are tab-separated lines. Each line of a measure is read here by itself, cell by cell, into
the rows the ledger must have for it; then the two are compared, both ways round.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from pathlib import Path

HERE = Path(__file__).parent
LEDGER = HERE.parents[1] / "ledgers" / "stockport" / "performance_measures.csv"

KEY = ("financial_year", "period", "portfolio", "code", "year")
FIGURES = ("value", "numerator", "denominator", "target")
READ_AGAIN = ("measure", "good_performance", "basis", *FIGURES, "status", "trend", "printed", "target_printed")
UNKNOWN_TO_REPORTS = ("series", "unit", "source")

Row = dict[str, str]
Key = tuple[str, ...]


@dataclass(frozen=True)
class Report:
    """A report: the rows it gives, its title, and how many cells stand before a measure's first year."""

    file: str
    financial_year: str
    period: str
    portfolio: str
    title: str
    before_years: int = 3


CFE, IN = "Citizen Focus and Engagement", "Inclusive Neighbourhoods"
RCG = "Resources, Commissioning and Governance"
REPORTS = (
    Report("cfe-2019-20-annual.txt", "2019/20", "Q4", CFE, "Annual Report 2019/20"),
    Report("in-2019-20-annual.txt", "2019/20", "Q4", IN, "Annual Report 2019/20"),
    Report("rcg-2021-22-agreement.txt", "2021/22", "B", RCG, "Agreement 2021/22", before_years=4),
    Report("in-2021-22-mid-year.txt", "2021/22", "Q2", IN, "Mid-Year Report 2021/22"),
    Report("cfe-2021-22-annual.txt", "2021/22", "Q4", CFE, "Annual Report 2021/22"),
)
TABLE_HEADS = ("PI Code", "PI", "Code", "PI Code Short Name", "")
CODE = re.compile(r"CFE ?\d.*|IN\.\d.*|RCG[. ]?\d.*|GMS|New measure|NEW")
YEAR = re.compile(r"20\d ?\d/\d\d")
BASIS = {"Actual": "actual", "Q2 Interim": "interim", "Forecast": "forecast", "Target": "forecast"}
POLARITY = {"High": "high", "Low": "low", "Contextual": "contextual", "N/A": "", "": ""}
STATUS = {"R": "Red", "A": "Amber", "G": "Green"}
TRENDS = {"Getting worse": "worse", "Stable": "stable", "Getting better": "better"}

NUMBER = r"£?\d[\d,]*(?:\.\d+)?(?:%|[mk]\b)?"
COUNT = r"\d[\d,]*"
CELL_SHAPES = (
    rf"(?P<value>{NUMBER})",
    rf"(?P<value>{NUMBER}) (?P<numerator>{COUNT}) of (?P<denominator>{COUNT})",
    rf"(?P<value>{NUMBER}) \((?P<numerator>{COUNT})(?: of | out of |/ ?)(?P<denominator>{COUNT})\)",
    rf"(?P<value>{NUMBER}) \((?P<numerator>{COUNT})\)",
    rf"(?P<numerator>{COUNT}) ?/ ?(?P<denominator>{COUNT}) (?P<printed>Phase \d)",
    rf"(?P<value>{NUMBER}) (?P<printed>Phase \d|\d{{4}}|[A-Z][a-z]+ \d{{4}}|\([A-Z][^()]*\))",
    r"(?P<printed>\D*)",
)
PART_SHAPES = (
    (rf"Strongly agree ?[-–] ?({NUMBER}) Tend to agree ?[-–] ?({NUMBER})(.*)", ("strongly agree", "tend to agree")),
    (rf"a\)({NUMBER}) b\)({NUMBER})(.*)", ("a", "b")),
    (rf"Q1 = ({NUMBER}) Q2 = ({NUMBER})(.*)", ("Q1", "Q2")),
)

# Figures that stand only in the text under a measure. Each pattern must match there exactly once.
PROSE = (
    ("CFE1.3", "2019/20", r"by year end, .*?on time, (?P<numerator>{n}) out of (?P<denominator>{n}) \("),
    ("CFE1.3", "2018/19", r"\(compared to (?P<numerator>{n}) out of (?P<denominator>{n}) – 87% – in 2018/19\)"),
    ("CFE1.4", "2018/19", r"Stage 1 complaints \(compared with (?P<denominator>{n}) in 2018/19\)"),
    ("CFE1.4", "2019/20", r"of these, (?P<denominator>{n}) complaints, (?P<numerator>{n}) \(34%\) were upheld"),
    ("CFE1.5", "2018/19", r"Stage 2 complaints \(compared with (?P<denominator>{n}) in 2018/19\)"),
    ("CFE1.5", "2019/20", r"of these, (?P<denominator>{n}) complaints, (?P<numerator>{n}) \(36%\) were upheld"),
    ("CFE1.6", "2019/20", r"to (?P<numerator>{n}) of the (?P<denominator>{n}) Stage 1 complaints within 20"),
    ("CFE1.7", "2019/20", r"with (?P<numerator>{n}) of the (?P<denominator>{n}) 2019/20 Stage 2 complaints"),
)
PROSE_REPORT = REPORTS[0]


@dataclass
class TableLine:
    """A measure's line of a table, with the (year, basis) of its columns and the text below it."""

    cells: list[str]
    columns: list[tuple[str, str]]
    below: list[str] = field(default_factory=list)


def whole(text: str) -> str:
    """A cell's text with single spaces, and words put together that a narrow column broke: "max- imise"."""
    return re.sub(r"(?<=[a-z])- (?=[a-z])", "", " ".join(text.split()))


@cache
def text_of(report: Report) -> str:
    return (HERE / "reports" / report.file).read_text(encoding="utf-8")


def table_lines(report: Report) -> list[TableLine]:
    """The measures' lines of a report. The last table head that gave years, and bases, is the one that counts."""
    found: list[TableLine] = []
    years: list[str] = []
    bases: list[str] = []
    for line in text_of(report).splitlines():
        cells = [whole(cell) for cell in line.split("\t")]
        if len(cells) > report.before_years and CODE.fullmatch(cells[0]):
            found.append(TableLine(cells, list(zip(years, bases, strict=False))))
            continue
        if cells[0] in TABLE_HEADS:
            # one table head of the agreement says 2022/22, over the targets for 2021/22
            head = " ".join(cells).replace("2022/22", "2021/22")
            years = [year.replace(" ", "") for year in YEAR.findall(head)] or years
            bases = [BASIS[word] for word in re.findall("|".join(BASIS), head)] or bases
        if found:
            found[-1].below.append(line)
    return found


def read_cell(text: str) -> dict[str, Row]:
    """What the cell of one year says, by part; the part of an undivided cell is "".

    A note after the last part is about both. Quarters are parts of a year whose own figure is not printed.
    """
    for shape, names in PART_SHAPES:
        if match := re.fullmatch(shape, text):
            *numbers, note = match.groups()
            parts = {part: {"value": n, "printed": note.strip()} for part, n in zip(names, numbers, strict=True)}
            return parts | ({"": {"printed": text}} if "Q1" in names else {})
    for shape in CELL_SHAPES:
        if match := re.fullmatch(shape, text):
            return {"": match.groupdict()}
    raise AssertionError(f"no shape for the cell {text!r}")


@cache
def trend_symbols(report: Report) -> dict[str, str]:
    """The trend symbols in the report's own key, as far as the text has kept them."""
    rows = [line.split("\t") for line in text_of(report).splitlines()]
    keyed = [(row[2], row[3].partition(";")[0]) for row in rows if len(row) == 4]
    return {symbol: TRENDS[words] for symbol, words in keyed if symbol and words in TRENDS}


def measure_rows(report: Report, line: TableLine, code: str) -> Iterator[Row]:
    """The ledger's rows for one line of a table: a row for each year and part."""
    first = report.before_years
    name = line.cells[1]
    continued = next((text for text in line.below if text.strip()), "").split("\t")
    if continued[0] == "" and len([cell for cell in continued if cell]) == 1:
        name += " " + "".join(continued)
    target, status, trend, *_ = [*line.cells[first + 3 :], "", "", ""]
    on_last_year = {
        "target" if re.fullmatch(NUMBER, target) else "target_printed": target,
        "status": STATUS.get(status, ""),
        "trend": trend_symbols(report).get(trend, ""),
    }
    parts: dict[str, Row] = {}
    for (year, basis), text in zip(line.columns, [*line.cells[first : first + 3], ""], strict=False):
        blank = year == report.financial_year and report.period == "B"  # an agreement has a target, and no value yet
        parts = {part: {} for part in parts} if blank else read_cell(text)
        for part, figures in parts.items():
            bears_target = (year, basis) == line.columns[-1] and (part == "" or "" not in parts)
            yield {
                **dict.fromkeys(READ_AGAIN, ""),
                **dict(zip(KEY, key_of_report(report), strict=False)),
                "code": f"{code} {part}".strip(),
                "year": year,
                "measure": name,
                "good_performance": POLARITY[line.cells[first - 1]],
                "basis": basis,
                **{column: figure for column, figure in figures.items() if figure},
                **(on_last_year if bears_target else {}),
            }


def from_prose(line: TableLine, code: str, year: str) -> Row:
    """The numerator and denominator that only the text below the measure's table states."""
    figures: Row = {}
    for of_code, of_year, pattern in PROSE:
        if (of_code, of_year) == (code, year):
            places = list(re.finditer(pattern.replace("{n}", COUNT), "\n".join(line.below), re.IGNORECASE))
            assert len(places) == 1, f"{code} {year}: {pattern}"
            figures |= places[0].groupdict()
    return figures


@cache
def printed() -> dict[Key, Row]:
    """All the rows the five reports print, by key."""
    rows: dict[Key, Row] = {}
    for report in REPORTS:
        lines = table_lines(report)
        times = Counter(line.cells[0] for line in lines)
        seen: Counter[str] = Counter()
        for line in lines:
            code = line.cells[0]
            seen[code] += 1
            numbered = f"{code} {seen[code]}" if times[code] > 1 else code
            for row in measure_rows(report, line, numbered):
                if report is PROSE_REPORT:
                    row |= from_prose(line, code, row["year"])
                key = key_of(row)
                assert key not in rows, key
                rows[key] = row
    return rows


def key_of(row: Row) -> Key:
    return tuple(row[column] for column in KEY)


def key_of_report(report: Report) -> Key:
    return (report.financial_year, report.period, report.portfolio)


def ledger_rows() -> list[Row]:
    with LEDGER.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def misread(row: Row) -> list[str]:
    """The columns in which a row of the ledger is not what its place in the report says."""
    place = printed().get(key_of(row))
    return ["code"] if place is None else [column for column in READ_AGAIN if row[column] != place[column]]


def test_reports_are_the_ones_their_rows_name() -> None:
    for report in REPORTS:
        text = " ".join(text_of(report).split())
        assert report.portfolio in text
        assert report.title in text
        named = [row["source"] for row in ledger_rows() if key_of(row)[:3] == key_of_report(report)]
        assert {source.split()[0] + ".txt" for source in named} == {report.file}


def test_every_cell_is_printed_where_its_row_says() -> None:
    assert [(key_of(row), columns) for row in ledger_rows() if (columns := misread(row))] == []


def test_every_printed_measure_year_and_part_has_one_row() -> None:
    keys = [key_of(row) for row in ledger_rows()]
    assert len(keys) == len(set(keys))
    assert set(keys) == set(printed())


def test_no_line_of_a_table_with_a_polarity_is_passed_over() -> None:
    """High, Low or Contextual in a cell of its own makes a line a measure, whatever its code looks like."""
    for report in REPORTS:
        read = [line.cells for line in table_lines(report)]
        lines = [[whole(cell) for cell in line.split("\t")] for line in text_of(report).splitlines()]
        rated = [cells for cells in lines if {"High", "Low", "Contextual"} & set(cells)]
        assert [cells for cells in rated if cells not in read] == []


def test_any_mistyped_digit_is_found() -> None:
    """One digit changed, one dropped, one doubled: in every place of every figure."""
    mistyped = 0
    for row in ledger_rows():
        for column in FIGURES:
            for at, digit in enumerate(text := row[column]):
                if digit.isdigit():
                    for wrong in (str((int(digit) + 1) % 10), "", digit * 2):
                        assert misread(row | {column: text[:at] + wrong + text[at + 1 :]}) == [column]
                        mistyped += 1
    assert mistyped > 3_000


def test_figures_in_each_others_rows_are_found() -> None:
    """Neighbouring rows are the same measure's years, or two codes: the figures of neither do for the other."""
    for one, other in pairwise(ledger_rows()):
        for column in FIGURES:
            if one[column] != other[column]:
                assert misread(one | {column: other[column]}) == [column]
                assert misread(other | {column: one[column]}) == [column]


def test_figures_in_the_wrong_column_are_found() -> None:
    for row in ledger_rows():
        for one, other in pairwise(FIGURES):
            if row[one] != row[other]:
                assert misread(row | {one: row[other], other: row[one]}) == [one, other]


def test_a_wrong_status_or_trend_is_found() -> None:
    for row in ledger_rows():
        for column, choices in (("status", {"", *STATUS.values()}), ("trend", {"", *TRENDS.values()})):
            assert row[column] in choices
            assert all(misread(row | {column: wrong}) == [column] for wrong in choices - {row[column]})


def test_a_series_stands_once_for_a_year_of_a_report() -> None:
    """So that two figures of one series for one year come from two reports, and must agree."""
    seen = Counter((*key_of(row)[:3], row["series"], row["year"]) for row in ledger_rows())
    assert all(row["series"] for row in ledger_rows())
    assert max(seen.values()) == 1


def test_the_columns_are_those_read_again_and_three_that_no_report_prints() -> None:
    assert set(ledger_rows()[0]) == {*KEY, *READ_AGAIN, *UNKNOWN_TO_REPORTS}
