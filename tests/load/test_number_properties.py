"""Properties of the parser of figures, over notations and cells that nobody has listed."""

from __future__ import annotations

from decimal import Decimal

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from budget_monitor.figures.grammar import Notation
from budget_monitor.load.cells.numbers import FigureReader
from budget_monitor.model.ledgers.schema import ColumnType, Unit
from tests.support.small_ledgers import Parsed, figures


def parse(*cells: str, unit: Unit = Unit.POUNDS) -> Parsed:
    return figures(cells, notation=Notation(ColumnType.MONEY, unit))


_SIGNED = ("-{}", "−{}", "–{}", "- {}", "{}-", "{} -", "({})", "( {} )", "{}CR", "{} cr")
_UNSIGNED = ("{}", "{}DR", "{} dr", " {}\u00a0", "\t{}")
_CURRENCY = ("{}", "£{}", "£ {}", "GBP {}", "gbp{}")
_GROUPS = ("", ",", " ", "\u00a0", "\u2009", "\u202f")


@given(
    whole=st.integers(0, 10**15 - 1),
    pence=st.none() | st.integers(0, 99),
    group=st.sampled_from(_GROUPS),
    currency=st.sampled_from(_CURRENCY),
    negative=st.sampled_from(_SIGNED),
    positive=st.sampled_from(_UNSIGNED),
    is_negative=st.booleans(),
    sign_inside=st.booleans(),
)
def test_an_amount_written_in_any_notation_reads_back_the_same(
    whole: int,
    pence: int | None,
    group: str,
    currency: str,
    negative: str,
    positive: str,
    is_negative: bool,
    sign_inside: bool,
) -> None:
    digits = f"{whole:,}".replace(",", group) + ("" if pence is None else f".{pence:02d}")
    sign = negative if is_negative else positive
    text = currency.format(sign.format(digits)) if sign_inside else sign.format(currency.format(digits))
    expected = Decimal(whole) + Decimal(pence or 0) / 100
    found = parse(text)
    assert found.values == [-expected if is_negative else expected]
    assert found.problems == []


@given(
    digits=st.integers(0, 10**9),
    decimals=st.integers(0, 6),
    suffix=st.sampled_from(["k", "K", " k", "m", "M", " m"]),
    sign=st.sampled_from(["{}", "-{}", "({})", "£{}", "-£{}"]),
    unit=st.sampled_from(list(Unit)),
)
def test_a_suffix_scales_exactly_whatever_the_unit(
    digits: int, decimals: int, suffix: str, sign: str, unit: Unit
) -> None:
    """Half the last digit written is its precision: 16.3k is within 50 of what it stands for."""
    written = Decimal(digits).scaleb(-decimals)
    power = 3 if suffix.strip().lower() == "k" else 6
    found = parse(sign.format(f"{written:f}{suffix}"), unit=unit)
    expected = written.scaleb(power)
    assert found.values == [-expected if "-" in sign or "(" in sign else expected]
    assert found.half == Decimal(5).scaleb(power - decimals - 1)


@given(st.lists(st.text(alphabet="0123456789.,-−–—()£€kKmMcCrRdD %niltGBP\u00a0", max_size=9), max_size=20))
def test_no_cell_stops_the_reading_of_a_column(cells: list[str]) -> None:
    """Every cell is a figure, a blank or dots for one, or an error in its own row, and never two of these."""
    found = parse(*cells)
    errors = {problem.line for problem in found.problems if problem.severity == "error"}
    for row, (cell, value) in enumerate(zip(cells, found.values, strict=True)):
        assert (value is None) == (row in errors or not cell.strip() or cell.strip().strip(".") == "")


_ALMOST_PLAIN = st.from_regex(r"-?[0-9]{0,4}\.?[0-9]{0,7}", fullmatch=True) | st.text("0123456789.-,e+E ", max_size=6)
_LONG = st.from_regex(r"[+-]?[0-9]{12,20}(\.[0-9]{1,9})?", fullmatch=True)
_PLAIN = st.from_regex(r"-?[0-9]{1,14}", fullmatch=True) | st.from_regex(r"-?[0-9]{1,9}\.[0-9]{1,2}", fullmatch=True)


@given(
    cells=st.lists(_ALMOST_PLAIN | _PLAIN | _LONG, min_size=1, max_size=6) | st.lists(_PLAIN, min_size=1, max_size=9),
    column=st.sampled_from([ColumnType.MONEY, ColumnType.NUMBER, ColumnType.PERCENT, ColumnType.INTEGER]),
    unit=st.sampled_from(list(Unit)),
)
def test_the_quick_way_reads_what_the_slow_way_reads(cells: list[str], column: ColumnType, unit: Unit) -> None:
    """A cell in brackets makes the whole block go the slow way: the values, how each was rounded, and what is wrong are
    the same.
    """
    reader, slow = FigureReader(Notation(column, unit)), FigureReader(Notation(column, unit))
    alone = reader.read(pa.array(cells), pa.array(range(len(cells))))
    beside = slow.read(pa.array([*cells, "(1)"]), pa.array(range(len(cells) + 1)))
    assert alone.values == beside.values[: len(cells)]
    assert [*reader.problems()] == [*slow.problems()]
    if unit is not Unit.MILLIONS:  # in which a nought is as precise as the figures around it
        assert alone.powers == beside.powers[: len(cells)]
