"""What is said of ordinary mistakes: each kind made afresh with other figures, in pounds and in thousands."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

import pytest

from budget_monitor.model.ledgers.cell import Kind
from budget_monitor.model.ledgers.money import plain
from budget_monitor.model.results.correction import Alternative, Certainty, Correction
from budget_monitor.model.results.outcome import Report
from budget_monitor.pipeline import check_texts, rule_book

BOOK, _ = rule_book()
RULES = list(BOOK.rules.values())
STATED = (Certainty.ONLY, Certainty.LIKELY)

Changes = set[tuple[str, int, str, int | None]]
"""File, line, column, and the figure that belongs there in the unit of the set; None where none is proposed."""
Made = tuple[dict[str, str], Changes, Kind]


def checked(texts: dict[str, str], unit: str = "£") -> Report:
    return check_texts(texts, BOOK, RULES, unit=unit)


def changes_of(one: Correction, unit: str) -> Changes:
    times = 1000 if unit == "£000" else 1
    return {
        (change.cell.ref.file.removesuffix(".csv"), change.cell.ref.line, change.cell.ref.column,
         None if change.proposed is None or isinstance(change.proposed, str) else int(plain(change.proposed)) // times)
        for change in one.cells
    }  # fmt: skip


def table(header: str, rows: Sequence[Sequence[object]]) -> str:
    return "\n".join([header, *(",".join(map(str, row)) for row in rows)]) + "\n"


CASH_LIMITS = "financial_year,period,portfolio,previously_reported,change,cash_limit"
OUTTURNS = "financial_year,period,portfolio,basis,cash_limit,net_expenditure,appropriations,outturn,variance"
CHANGES = "financial_year,period,portfolio,description,category,amount"
SAVINGS = "financial_year,period,portfolio,proposal,risk_rating,value,achieved"
SERVICES = "financial_year,period,portfolio,service,employee,non_employee,gross,income,net"
APPROPRIATIONS = "financial_year,period,portfolio,reserve,purpose,direction,held_by,amount"
HEADLINES = "financial_year,period,portfolio,figure,amount"
Q4 = ("2021/22", "Q4", "Libraries")


def transposed(number: int) -> int:
    """The two digits in the middle of a figure of four exchanged."""
    text = str(number)
    return int(text[0] + text[2] + text[1] + text[3])


def blank_change(rng: Random) -> Made:
    """The change is left blank, as reports print it, and the cash limit is mistyped."""
    limit, change = rng.randint(3, 8) * 1000 + rng.choice([261, 384, 952]), rng.randint(50, 400)
    before = limit - change
    texts = {
        "cash_limits": table(CASH_LIMITS, [(*Q4, before, "", transposed(limit))]),
        "budget_changes": table(CHANGES, [(*Q4, "Pay award", "adjustment", change)]),
        "headlines": table(HEADLINES, [(*Q4, "cash_limit", limit)]),
        "outturns": table(OUTTURNS, [(*Q4, "outturn", limit, limit, 0, limit, 0)]),
    }
    return texts, {("cash_limits", 2, "cash_limit", limit)}, Kind.DIGITS_TRANSPOSED


def overspent(rng: Random) -> Made:
    """An outturn is mistyped where there is an overspend, which is a fact."""
    outturn, over = rng.randint(3, 8) * 1000 + rng.choice([261, 384, 952]), rng.randint(50, 300)
    limit = outturn - over
    texts = {"outturns": table(OUTTURNS, [(*Q4, "outturn", limit, outturn, 0, transposed(outturn), over)])}
    return texts, {("outturns", 2, "outturn", outturn)}, Kind.DIGITS_TRANSPOSED


def twice(rng: Random) -> Made:
    """A line of the savings stands twice."""
    lines = [(name, rng.randint(20, 900)) for name in ("Registrars", "Advice", "Restructure", "Opening hours")]
    rows = [(*Q4, name, "Green", value, value) for name, value in lines]
    total = sum(value for _, value in lines)
    at = rng.randrange(4)
    rows = [*rows[: at + 1], rows[at], *rows[at + 1 :], (*Q4, "Total", "", total, total)]
    gone: Changes = {("savings", at + 3, column, None) for column in ("value", "achieved")}
    return {"savings": table(SAVINGS, rows)}, gone, Kind.LINE_TYPED_TWICE


def missing(rng: Random) -> Made:
    """A budget change is missing from the list; its total and the cash limit are right."""
    amounts = [rng.randint(10, 90) * 7 + 1, rng.randint(10, 90) * 7 + 2, rng.randint(200, 400) * 7 + 3]
    total, before = sum(amounts), rng.randint(3000, 9000)
    rows = [(*Q4, f"Change {number}", "adjustment", amount) for number, amount in enumerate(amounts[:2])]
    texts = {
        "budget_changes": table(CHANGES, [*rows, (*Q4, "Total", "", total)]),
        "cash_limits": table(CASH_LIMITS, [(*Q4, before, total, before + total)]),
    }
    return texts, {("budget_changes", 0, "amount", amounts[2])}, Kind.LINE_MISSING


def stale(rng: Random) -> Made:
    """What was previously reported is the figure before last."""
    start, first, second, third = rng.randint(3000, 9000), *(rng.randint(20, 90) for _ in range(3))
    limits = [start + first, start + first + second, start + first + second + third]
    rows = [
        ("2021/22", "Q1", "Libraries", start, first, limits[0]),
        ("2021/22", "Q2", "Libraries", limits[0], second, limits[1]),
        ("2021/22", "Q3", "Libraries", limits[0], third, limits[2]),
    ]
    return (
        {"cash_limits": table(CASH_LIMITS, rows)},
        {("cash_limits", 4, "previously_reported", limits[1])},
        (Kind.STALE_FIGURE),
    )


def stale_carried_on(rng: Random) -> Made:
    """The same, and formulas worked the cash limit and the variance out from it."""
    texts, _, kind = stale(rng)
    *head, last = texts["cash_limits"].splitlines()
    *labels, before, third, limit = last.split(",")
    true, outturn = int(limit), int(limit) - rng.randint(1, 30)
    wrong = int(before) + int(third)
    texts["cash_limits"] = "\n".join([*head, ",".join([*labels, before, third, str(wrong)])]) + "\n"
    second = int(head[2].split(",")[-1])
    texts["outturns"] = table(OUTTURNS, [(*labels, "forecast", wrong, outturn + 20, -20, outturn, outturn - wrong)])
    return texts, {
        ("cash_limits", 4, "previously_reported", second), ("cash_limits", 4, "cash_limit", true),
        ("outturns", 2, "cash_limit", true), ("outturns", 2, "variance", outturn - true),
    }, kind  # fmt: skip


def services(rng: Random, count: int = 5) -> list[list[int]]:
    lines = []
    for _ in range(count):
        employee, other, income = rng.randint(400, 3000), rng.randint(90, 1600), -rng.randint(60, 390)
        lines.append([employee, other, employee + other, income, employee + other + income])
    return [*lines, [sum(column) for column in zip(*lines, strict=True)]]


def printed(lines: Sequence[Sequence[int]]) -> dict[str, str]:
    names = [*(f"Service {number}" for number in range(len(lines) - 1)), "Total"]
    return {
        "service_budgets": table(
            SERVICES, [("2021/22", "B", "Resources", name, *line) for name, line in zip(names, lines, strict=True)]
        )
    }


def sign_of_column(rng: Random) -> Made:
    """All income is typed positive."""
    lines = services(rng)
    expected: Changes = {("service_budgets", at, "income", line[3]) for at, line in enumerate(lines, start=2)}
    return printed([[*line[:3], -line[3], line[4]] for line in lines]), expected, Kind.SIGN_CONVENTION


def total_leaves_out(rng: Random) -> Made:
    """The total row leaves out one line in all its columns."""
    lines = services(rng)
    out = lines[rng.randrange(5)]
    typed = [*lines[:-1], [total - one for total, one in zip(lines[-1], out, strict=True)]]
    names = ("employee", "non_employee", "gross", "income", "net")
    expected: Changes = {("service_budgets", 7, name, total) for name, total in zip(names, lines[-1], strict=True)}
    return printed(typed), expected, Kind.LINE_OMITTED


COLUMNS_OF_SERVICES = ("employee", "non_employee", "gross", "income", "net")


def sign_of_row(rng: Random) -> Made:
    """All figures of one line are typed with the other sign: its own sums hold, those down the columns do not."""
    lines = services(rng)
    at = rng.randrange(5)
    typed = [[-one for one in line] if number == at else line for number, line in enumerate(lines)]
    expected: Changes = {
        ("service_budgets", at + 2, *each) for each in zip(COLUMNS_OF_SERVICES, lines[at], strict=True)
    }
    return printed(typed), expected, Kind.SIGN_CONVENTION


def line_for_total(rng: Random) -> Made:
    """The total of a column stands where a line of it belongs, and that line where the total does."""
    lines = services(rng)
    at = rng.randrange(5)
    typed = [[*line] for line in lines]
    typed[at][0], typed[-1][0] = lines[-1][0], lines[at][0]
    expected: Changes = {
        ("service_budgets", at + 2, "employee", lines[at][0]), ("service_budgets", 7, "employee", lines[-1][0])
    }  # fmt: skip
    return printed(typed), expected, Kind.ROWS_EXCHANGED


def swapped(rng: Random) -> Made:
    """Cash limit and variance change places; what ties to either sees only one of them."""
    limit, variance = rng.randint(3000, 6000), -rng.randint(20, 200)
    outturn = limit + variance
    texts = {
        "headlines": table(HEADLINES, [(*Q4, "variance", variance), (*Q4, "outturn", outturn)]),
        "cash_limits": table(CASH_LIMITS, [(*Q4, limit - 163, 163, limit)]),
        "outturns": table(OUTTURNS, [(*Q4, "outturn", variance, outturn, 0, outturn, limit)]),
    }
    return texts, {("outturns", 2, "cash_limit", limit), ("outturns", 2, "variance", variance)}, Kind.COLUMNS_SWAPPED


@pytest.mark.parametrize("unit", ["£", "£000"])
@pytest.mark.parametrize(
    "make",
    [
        blank_change, overspent, twice, missing, stale, stale_carried_on, sign_of_column, total_leaves_out, swapped,
        sign_of_row, line_for_total,
    ],
)  # fmt: skip
def test_the_first_answer_is_the_slip_that_was_made(make: Callable[[Random], Made], unit: str) -> None:
    for seed in range(3):
        texts, expected, kind = make(Random(seed))
        first = checked(texts, unit).corrections[0]
        assert changes_of(first, unit) == expected, f"seed {seed}: {first.sentence}"
        assert first.kind is kind
        assert first.certainty in STATED


RESERVES = "financial_year,period,portfolio,reserve,purpose,opening,usage,closing"
APPROPRIATIONS = "financial_year,period,portfolio,reserve,purpose,direction,held_by,amount"


def test_reserves_whose_rows_changed_places_are_told_by_what_they_tie_to() -> None:
    for seed in range(3):
        rng = Random(seed)
        one, other = (
            [opening := rng.randint(3000, 9000), usage := rng.randint(100, 999), opening - usage] for _ in "ab"
        )
        rows = [("Insurance", "Roads"), ("Flexibility", "Museum")]
        texts = {
            "reserve_movements": table(RESERVES, [
                (*Q4, *rows[0], *other), (*Q4, *rows[1], *one),
                (*Q4, "Total", "", *(sum(two) for two in zip(one, other, strict=True))),
            ]),
            "appropriations": table(APPROPRIATIONS, [
                (*Q4, *rows[0], "from", "", one[1]), (*Q4, *rows[1], "from", "", other[1] - 40),
                (*Q4, *rows[1], "released", "", 40),
            ]),
        }  # fmt: skip
        (first,) = checked(texts).corrections
        assert first.kind is Kind.ROWS_EXCHANGED
        assert {(line, value) for _, line, column, value in changes_of(first, "£") if column == "usage"} == {
            (2, one[1]), (3, other[1]),
        }  # fmt: skip


def test_a_line_under_the_name_of_another_reserve_is_named_and_not_made_up() -> None:
    """No reserve has the name that the line has now, so that only one sum fails, for want of it."""
    for seed in range(3):
        rng = Random(seed)
        used, released = rng.randint(300, 900), rng.randint(20, 90)
        texts = {
            "reserve_movements": table(RESERVES, [
                (*Q4, "Insurance", "Roads", 5000, used + released, 5000 - used - released),
                (*Q4, "Flexibility", "Museum", 4000, 155, 3845),
            ]),
            "appropriations": table(APPROPRIATIONS, [
                (*Q4, "Insurance", "Roads", "from", "", used), (*Q4, "Flexibility", "Roads", "released", "", released),
                (*Q4, "Flexibility", "Museum", "from", "", 150), (*Q4, "Flexibility", "Museum", "released", "", 5),
            ]),
        }  # fmt: skip
        first = checked(texts).corrections[0]
        (change,) = first.cells
        assert (first.kind, change.cell.ref.line, change.cell.ref.column) == (Kind.WRONG_GROUP, 3, "reserve")
        assert change.proposed == "Insurance"


def test_a_line_of_another_portfolio_leaves_the_sub_total_above_which_it_stood() -> None:
    for seed in range(3):
        lines = services(Random(seed), 6)[:-1]
        sums = [
            [sum(column) for column in zip(*some, strict=True)]
            for some in (lines[:2], lines[2:4], lines[:4], lines[4:])
        ]
        names = ("Roads", "Parks", "Sub-total", "Museum", "Archive", "Sub-total", "Total")
        own = [*lines[:2], sums[0], *lines[2:4], sums[1], sums[2]]
        keys = [("2021/22", "B", "Resources", name) for name in names]
        keys[4] = ("2021/22", "B", "Highways", "Archive")
        rows: list[tuple[object, ...]] = [(*key, *line) for key, line in zip(keys, own, strict=True)]
        rows += [("2021/22", "B", "Highways", name, *line)
                 for name, line in zip(("Lights", "Bridges", "Total"), [*lines[4:], sums[3]], strict=True)]  # fmt: skip
        (first,) = checked({"service_budgets": table(SERVICES, rows)}).corrections
        (change,) = first.cells
        assert (first.kind, change.cell.ref.line, change.proposed) == (Kind.WRONG_GROUP, 6, "Resources")
        assert first.certainty in STATED


def test_a_line_in_the_wrong_period_is_sent_to_its_own() -> None:
    for seed in range(3):
        rng = Random(seed)
        own, other, strayed = (rng.randint(1, 9) * 100 + place for place in (11, 23, 47))
        texts = {
            "budget_changes": table(CHANGES, [
                ("2021/22", "Q2", "Libraries", "Pay award", "adjustment", own),
                ("2021/22", "Q2", "Libraries", "Transfer", "virement", strayed),
                ("2021/22", "Q2", "Libraries", "Total", "", own),
                (*Q4, "Lost income", "adjustment", other),
                (*Q4, "Total", "", other + strayed),
            ]),
            "cash_limits": table(CASH_LIMITS, [
                ("2021/22", "Q2", "Libraries", 4000, own, 4000 + own),
                (*Q4, 4000 + own, other + strayed, 4000 + own + other + strayed),
            ]),
        }  # fmt: skip
        first = checked(texts).corrections[0]
        (change,) = first.cells
        assert (first.kind, change.cell.ref.line, change.cell.ref.column) == (Kind.WRONG_GROUP, 3, "period")
        assert change.proposed == "Q4"


def test_a_column_in_another_unit_is_one_answer_without_invented_digits() -> None:
    rng = Random(1)
    pairs = [(rng.randint(100_000, 999_999), rng.randint(5_000, 90_000)) for _ in range(4)]
    rows: list[tuple[object, ...]] = [
        (*Q4, "Corporate", f"Purpose {number}", round(opening / 1000), usage, opening - usage)
        for number, (opening, usage) in enumerate(pairs)
    ]
    sums = [sum(column) for column in zip(*pairs, strict=True)]
    rows.append((*Q4, "Total", "", round(sums[0] / 1000), sums[1], sums[0] - sums[1]))
    header = "financial_year,period,portfolio,reserve,purpose,opening,usage,closing"
    (only,) = checked({"reserve_movements": table(header, rows)}).corrections
    assert only.kind is Kind.UNIT_OF_COLUMN
    assert {change.cell.ref.column for change in only.cells} == {"opening"}
    assert len(only.cells) == 5
    assert all(change.proposed is None for change in only.cells)


@pytest.mark.parametrize(
    ("cells", "column", "typed", "unit"),
    [
        (("£114.233m", "£1.117m", '"£115,350m"'), "cash_limit", "£115.350m", "£m"),
        (("£114.233m", "£1.117m", "115.350"), "cash_limit", "115.350m", "£"),
        (("£114.233m", "£1.117m", "115.350"), "cash_limit", "115.350m", "£000"),
        (("£115.232m", "£0.118k", "£115.350m"), "change", "£0.118m", "£000"),
    ],
)
def test_an_m_that_was_lost_or_a_comma_for_the_point(
    cells: tuple[str, str, str], column: str, typed: str, unit: str
) -> None:
    """The digits are kept: nothing is invented, and what to type is in the column's own notation."""
    before = cells[0] if column == "cash_limit" else "£115.232m"
    texts = {
        "cash_limits": table(CASH_LIMITS, [("2021/22", "Q3", "Libraries", "£113m", "£1m", before), (*Q4, *cells)]),
        "headlines": table(HEADLINES, [(*Q4, "cash_limit", "£115.350m")]),
    }
    first = checked(texts, unit).corrections[0]
    (change,) = first.cells
    assert (change.cell.ref.line, change.cell.ref.column, change.type_as) == (3, column, typed)
    assert (first.kind, first.certainty) == (Kind.UNIT_LOST, Certainty.ONLY)


def test_the_other_side_of_a_transfer_is_missing() -> None:
    for seed in range(3):
        rng = Random(seed)
        moved, pay = rng.randint(111, 999), rng.randint(1000, 3000)
        texts = {
            "budget_changes": table(CHANGES, [
                ("2021/22", "Q2", "Libraries", "Transfer", "virement", -moved),
                ("2021/22", "Q2", "Parks", "Pay award", "adjustment", pay),
            ]),
            "cash_limits": table(CASH_LIMITS, [
                ("2021/22", "Q2", "Libraries", 4000, -moved, 4000 - moved),
                ("2021/22", "Q2", "Parks", 5000, pay + moved, 5000 + pay + moved),
            ]),
        }  # fmt: skip
        first = checked(texts).corrections[0]
        assert (first.kind, first.certainty) == (Kind.ONE_SIDED, Certainty.LIKELY)
        assert changes_of(first, "£") == {("budget_changes", 0, "amount", moved)}


def test_a_column_that_does_not_add_up_is_in_no_other_unit() -> None:
    """Divided by a thousand, every gap would be lost in rounding."""
    rows = [(*Q4, f"Saving {at}", "Amber", 700, value) for at, value in enumerate((166, 494, 125, 8))]
    report = checked({"savings": table(SAVINGS, [*rows, (*Q4, "Total", "", 2800, 906)])}, "£000")
    answers: list[Correction | Alternative] = []
    for one in report.corrections:
        answers += [one, *one.alternatives]
    assert answers
    assert all(one.kind is not Kind.UNIT_OF_COLUMN for one in answers)


def test_what_rounding_leaves_beside_a_value_is_told() -> None:
    """A total of £000 that left a line out may be a thousand more than the printed figures say."""
    lines = [(*Q4, f"Change {at}", "adjustment", amount) for at, amount in enumerate((152, 347, 118, 209))]
    report = checked({"budget_changes": table(CHANGES, [*lines, (*Q4, "Total", "", 480)])}, "£000")
    first = report.corrections[0]
    answers: list[Correction | Alternative] = [first, *first.alternatives]
    values = {
        int(plain(change.proposed)) // 1000
        for one in answers
        if one.kind is Kind.LINE_OMITTED
        for change in one.cells
        if change.proposed is not None and not isinstance(change.proposed, str)
    }
    assert first.certainty is Certainty.TIED
    assert {826, 827} <= values


@pytest.mark.parametrize("amount", [63, 5_952, 47_856])
def test_a_figure_without_a_line_that_it_could_be_the_sum_of_need_not_be_nil(amount: int) -> None:
    headlines = table(HEADLINES, [(*Q4, "reserves_contributed", amount)])
    appropriations = table(APPROPRIATIONS, [(*Q4, "Revenue Grants", "Apprenticeships", "from", "", 120)])
    corrections = checked({"headlines": headlines, "appropriations": appropriations}).corrections
    assert [one.certainty for one in corrections] == [Certainty.CANNOT_TELL]
    assert changes_of(corrections[0], "£") == {("headlines", 2, "amount", None)}
    assert "lines are missing" in corrections[0].sentence


def test_a_figure_worked_out_from_others_is_that_figure_and_not_the_edge_of_rounding() -> None:
    """8,810 − 160 printed 8,655 in £000 is 8,650, though 8,651 would be within rounding too."""
    rows = [(*Q4, "outturn", 8000, 8810, -160, 8655, 650)]
    first = checked({"outturns": table(OUTTURNS, rows)}, "£000").corrections[0]
    assert changes_of(first, "£000") == {("outturns", 2, "outturn", 8650)}


@pytest.mark.parametrize("unit", ["£", "£000"])
def test_nothing_is_said_of_a_set_that_holds(unit: str) -> None:
    report = checked(printed(services(Random(3))), unit)
    assert not report.corrections
