"""Claims about cutting files up: which text is in which cell, and on which physical line a row begins."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budget_monitor.load.csv_text import CsvText, RecordProblem, _cut_up_plain, _cut_up_records, cut_up


def cut(text: str) -> CsvText:
    found = cut_up(text.encode())
    assert isinstance(found, CsvText)
    return found


def rows(csv_text: CsvText) -> list[tuple[object, ...]]:
    """Each row as its line and its cells."""
    return list(zip(csv_text.lines.to_pylist(), *(column.to_pylist() for column in csv_text.columns), strict=True))


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("quote", ["", '"'])
def test_any_line_end_will_do(end: str, quote: str) -> None:
    found = cut(end.join(["a,b", f"1,{quote}2{quote}", "3,4"]))
    assert found.header == ("a", "b")
    assert rows(found) == [(2, "1", "2"), (3, "3", "4")]


def test_a_row_stands_on_the_line_it_begins_on() -> None:
    """Quoted newlines and blank lines count as physical lines."""
    found = cut('a,b\n\n1,"x\ny"\n\n\n2,"say ""hi"""\n,\n3,z\n')
    assert rows(found) == [(3, "1", "x\ny"), (7, "2", 'say "hi"'), (9, "3", "z")]


def test_the_header_need_not_be_on_the_first_line() -> None:
    found = cut("\n,,\na,b,\n1,2,\n")
    assert (found.header, found.header_line) == (("a", "b"), 3)
    assert rows(found) == [(4, "1", "2")]


def test_rows_blank_in_every_cell_are_dropped() -> None:
    found = cut("a,b\n1,2\n,\n \u00a0,\t\n3,\n,4\n,\n")
    assert rows(found) == [(2, "1", "2"), (5, "3", ""), (6, "", "4")]


def test_cells_stay_as_they_stand() -> None:
    assert rows(cut("a,b\n  £4 971 , x\n")) == [(2, "  £4 971 ", " x")]


@pytest.mark.parametrize("text", ["a,b,,\n1,2,,\n", "a,b,,\n1,2\n", "a,b\n1,2,,\n", 'a,b,,\n1,"2", ,\n'])
def test_blank_columns_at_the_end_are_dropped(text: str) -> None:
    found = cut(text)
    assert found.header == ("a", "b")
    assert rows(found) == [(2, "1", "2")]
    assert found.problems == ()


def test_a_column_without_a_name_is_called_by_its_place() -> None:
    assert cut("a,,b\n1,2,3\n").header == ("a", "column 2", "b")


def test_a_header_cell_has_single_spaces() -> None:
    assert cut(' Net \u00a0 Expenditure ,"cash\nlimit"\n').header == ("Net Expenditure", "cash limit")


def test_a_ragged_row_is_left_out_and_the_rest_read() -> None:
    found = cut("a,b\n1,2\n3\n4,5,6\n7,8\n")
    assert rows(found) == [(2, "1", "2"), (5, "7", "8")]
    short, long = found.problems
    assert (short.line, short.text) == (3, "3")
    assert "1 cells where the header has 2" in short.message
    assert (long.line, long.text) == (4, "6")
    assert "3 cells where the header has 2" in long.message
    assert "quotation marks" in long.message


def test_a_quotation_mark_that_is_never_closed_costs_one_row() -> None:
    found = cut('a,b\n1,"2\n3,4\n5,"6"\n')
    assert rows(found) == [(3, "3", "4"), (4, "5", "6")]
    (problem,) = found.problems
    assert (problem.line, problem.text) == (2, '1,"2')
    assert "quotation mark" in problem.message


def test_a_quotation_mark_open_to_the_end_of_the_file_costs_one_row() -> None:
    found = cut('a,b\n1,"2\n3,4\n')
    assert rows(found) == [(3, "3", "4")]
    assert [problem.line for problem in found.problems] == [2]
    assert "never closed" in found.problems[0].message


def test_a_header_that_cannot_be_cut_up_is_a_problem() -> None:
    found = cut_up(b'a,"b\n1,2\n')
    assert isinstance(found, RecordProblem)
    assert found.line == 1


@pytest.mark.parametrize("text", ["", "\n\n", ",,\n , \n", "\r\n"])
def test_nothing_but_blanks_has_no_header(text: str) -> None:
    assert cut_up(text.encode()) is None


@pytest.mark.parametrize("text", ["a,b", "a,b\n", "a,b\r\n\r\n"])
def test_a_header_alone_has_no_rows(text: str) -> None:
    assert cut(text).header == ("a", "b")
    assert rows(cut(text)) == []


def test_one_column_will_do() -> None:
    assert rows(cut("a\n1\n\n2\n")) == [(2, "1"), (4, "2")]


_CELL = st.text(alphabet="ab1.,£ -\u00a0−", max_size=4).map(lambda text: text.replace(",", ""))


@given(
    table=st.integers(1, 4).flatmap(
        lambda width: st.lists(st.lists(_CELL, min_size=width, max_size=width), min_size=1, max_size=8)
    ),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
    last=st.booleans(),
)
def test_both_ways_of_cutting_up_agree(table: list[list[str]], end: str, last: bool) -> None:
    """What pyarrow makes of a plain file is what the csv module makes of it, lines included."""
    header = [f"c{place}" for place in range(len(table[0]))]
    text = end.join(",".join(row) for row in [header, *table]) + (end if last else "")
    plain, records = _cut_up_plain(text.encode()), _cut_up_records(text.encode())
    assert isinstance(records, CsvText)
    if plain is not None:
        both = [
            [row for row in rows(found) if any(str(cell).strip() for cell in row[1:])] for found in (plain, records)
        ]
        assert both[0] == both[1]
        assert plain.header == records.header
    assert plain is not None or len(header) > 1
