"""Properties of the parser of figures, over notations and cells that nobody has listed."""

from __future__ import annotations

import re
from decimal import Decimal

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st
from load_schemas import Parsed, figures

from budget_monitor.figures.grammar import Notation
from budget_monitor.load.cells.numbers import FIGURE
from budget_monitor.load.cells.plain import plain_figures
from budget_monitor.model.schema import ColumnType, Unit


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
    """Every cell is a figure, a blank, or an error in its own row, and never two of these."""
    found = parse(*cells)
    errors = {problem.line for problem in found.problems if problem.severity == "error"}
    for row, (cell, value) in enumerate(zip(cells, found.values, strict=True)):
        assert (value is None) == (row in errors or not cell.strip())


_ALMOST_PLAIN = st.from_regex(r"-?[0-9]{0,4}\.?[0-9]{0,3}", fullmatch=True) | st.text("0123456789.-,e+ ", max_size=6)
_WHOLE = st.from_regex(r"-?[0-9]{1,11}", fullmatch=True)
_PLAIN = st.from_regex(r"-?[0-9]{1,14}", fullmatch=True) | st.from_regex(r"-?[0-9]{1,9}\.[0-9]{1,2}", fullmatch=True)


@given(
    before=st.lists(_PLAIN, max_size=2),
    cells=st.lists(_ALMOST_PLAIN | _PLAIN, max_size=6),
    decimals=st.integers(0, 2),
    scale=st.sampled_from([0, 3, 6]),
)
def test_the_quick_way_reads_what_the_slow_way_reads(
    before: list[str], cells: list[str], decimals: int, scale: int
) -> None:
    """It takes only cells that the pattern of plain figures matches, and gives what Arrow's cast does."""
    fraction = rf"(?:\.[0-9]{{1,{decimals}}})?" if decimals else ""
    block = pa.array([*before, *cells], pa.string()).filter(
        pa.array([False] * len(before) + [True] * len(cells), pa.bool_())
    )
    found = plain_figures(block, decimals, scale, FIGURE)
    if found is not None:
        found.validate(full=True)
        assert all(re.fullmatch(rf"-?[0-9]+{fraction}", cell) for cell in cells)
        assert found.to_pylist() == [Decimal(cell) * 10**scale for cell in cells]


@given(st.lists(st.from_regex(r"-?[0-9]{1,8}\.[0-9]{1,2}", fullmatch=True), min_size=1) | st.lists(_WHOLE, min_size=1))
def test_figures_as_a_program_writes_them_are_read_the_quick_way(cells: list[str]) -> None:
    found = plain_figures(pa.array(cells, pa.string()), 2, 0, FIGURE)
    assert found is not None
    assert found.to_pylist() == [Decimal(cell) for cell in cells]
