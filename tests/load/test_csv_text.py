"""Claims about cutting files up: which text is in which cell, and on which physical line a row begins."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budget_monitor.load.sources import csv_text, encoding
from budget_monitor.load.sources.cells import RecordProblem, Unreadable
from budget_monitor.load.sources.csv_file import CsvCells


@dataclass(frozen=True)
class Cut:
    """A text cut up: each row as its line and its cells."""

    header: tuple[str, ...]
    header_line: int
    rows: list[tuple[object, ...]]
    problems: list[RecordProblem]


def cut(text: str, size: int = 1 << 20) -> Cut:
    """A text cut up in pieces of about that many bytes."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(encoding, "_PROBE", min(size, 8192))
        patched.setattr(csv_text, "_BYTES_OF_THE_HEAD", min(size, 4096))
        cells = CsvCells(BytesIO(text.encode()), "utf-8", size)
        rows: list[tuple[object, ...]] = []
        for block in cells.blocks():
            rows += zip(block.lines.to_pylist(), *(column.to_pylist() for column in block.columns), strict=True)
    return Cut(cells.header, cells.header_line, rows, cells.problems)


def refused(text: str) -> RecordProblem:
    """Why a text cannot be cut up at all."""
    with pytest.raises(Unreadable) as error:
        cut(text)
    (problem,) = error.value.problems
    return problem


def rows(found: Cut) -> list[tuple[object, ...]]:
    return found.rows


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
    assert found.problems == []


def test_a_column_without_a_name_is_called_by_its_place() -> None:
    assert cut("a,,b\n1,2,3\n").header == ("a", "column 2", "b")


def test_a_header_cell_has_single_spaces() -> None:
    assert cut(' Net \u00a0 Expenditure ,"cash\nlimit"\n').header == ("Net Expenditure", "cash limit")


def test_a_row_that_is_too_long_is_left_out_and_the_rest_read() -> None:
    found = cut("a,b\n1,2\n4,5,6\n7,8\n")
    assert rows(found) == [(2, "1", "2"), (4, "7", "8")]
    (long,) = found.problems
    assert (long.line, long.text, long.is_lost) == (3, "6", True)
    assert "3 cells where the header has 2" in long.message
    assert "quotation marks" in long.message


def test_blank_cells_that_are_not_there_at_the_end_of_a_row_are_blank() -> None:
    found = cut("a,b,c\n1,2,3\n4,5\n6\n")
    assert rows(found) == [(2, "1", "2", "3"), (3, "4", "5", ""), (4, "6", "", "")]
    assert found.problems == []


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
    assert refused('a,"b\n1,2\n').line == 1


@pytest.mark.parametrize("text", ["", "\n\n", ",,\n , \n", "\r\n"])
def test_nothing_but_blanks_has_no_header(text: str) -> None:
    assert "empty" in refused(text).message or "no header" in refused(text).message


@pytest.mark.parametrize("text", ["a,b", "a,b\n", "a,b\r\n\r\n"])
def test_a_header_alone_has_no_rows(text: str) -> None:
    assert cut(text).header == ("a", "b")
    assert rows(cut(text)) == []


def test_one_column_will_do() -> None:
    assert rows(cut("a\n1\n\n2\n")) == [(2, "1"), (4, "2")]


_CELL = st.text(alphabet="ab1.,£ -\u00a0−", max_size=4).map(lambda text: text.replace(",", ""))
_QUOTED = st.text(alphabet='ab1,£" ', max_size=4).map(lambda text: '"' + text.replace('"', '""') + '"')
_BROKEN = st.sampled_from(['"a', 'a"b', '"a"b', '"a\nb"', '"a\r\nb"', " ", '""', '"', "\ufeffa", "a,b"])


def _texts(*cells: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """CSV texts with some kinds of cells, most rows as wide as the header."""
    row = st.integers(1, 4).flatmap(
        lambda width: st.lists(st.lists(st.one_of(*cells), min_size=width, max_size=width), min_size=1, max_size=9)
    )
    ends = st.sampled_from(["\n", "\r\n", "\r"])
    last = st.sampled_from(["", "{end}", "{end}{end}"])
    return st.builds(
        lambda rows, end, last: end.join([",".join(f"c{n}" for n in range(len(rows[0]))), *map(",".join, rows)])
        + last.format(end=end),
        row, ends, last,
    )  # fmt: skip


@given(text=_texts(_CELL) | _texts(_CELL, _QUOTED), size=st.integers(1, 40))
def test_both_ways_of_cutting_up_agree(text: str, size: int) -> None:
    """What pyarrow makes of a well-formed text is what the csv module makes of it, lines included."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(csv_text, "_SHORT_TEXT_BYTES", 0)
        by_pyarrow = cut(text, size)
        patched.setattr(csv_text, "cut_up_plain", lambda *_: None)
        assert cut(text, size) == by_pyarrow


@given(
    text=_texts(_CELL) | _texts(_CELL, _QUOTED) | _texts(_CELL, _QUOTED, _BROKEN),
    size=st.integers(1, 40),
    few=st.sampled_from([0, 20, 20_000]),
)
def test_it_does_not_matter_where_a_text_is_cut_into_pieces(text: str, size: int, few: int) -> None:
    """Line ends within cells, marks that are never closed and ragged rows lie across the cuts too."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(csv_text, "_SHORT_TEXT_BYTES", few)
        assert cut(text, size) == cut(text)


@pytest.mark.parametrize(
    "text", ["a,b\n1,2\n3,4\n", "a,b\n" + '1,"2"\n' * 9, "a,b\r1,2\r\r", 'a,b\n"1","2, ""3"""\n"","x"\r\n']
)
def test_a_well_formed_text_is_cut_up_by_pyarrow(text: str) -> None:
    """With quotation marks or without; the csv module takes ten times as long."""
    body = text[4:]
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(csv_text, "_SHORT_TEXT_BYTES", 0)
        found = csv_text.cut_up_plain(body.encode(), 2, 131_072)
    assert found is not None
    by_row = [tuple(row[1:]) for row in cut(text).rows]
    assert list(zip(*(column.to_pylist() for column in found[0]), strict=True)) == by_row
