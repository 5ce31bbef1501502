"""Claims about lines in tables that are linked: a line that is missing need not stand in every sum that the lines like
it stand in, and a line of the wrong category changes the sums that go by the category, and no others.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

import pytest

from budget_monitor.model.ledgers.cell import Kind
from budget_monitor.model.results.correction import Alternative, Certainty, Correction
from budget_monitor.model.running.limits import Limits, within
from budget_monitor.pipeline import check_texts, rule_book

BOOK, _ = rule_book()
RULES = list(BOOK.rules.values())
CHANGES = "financial_year,period,portfolio,description,category,amount"
LIMITS = "financial_year,period,portfolio,previously_reported,change,cash_limit"
SAVINGS = "financial_year,period,portfolio,proposal,risk_rating,value"
OUTTURNS = "financial_year,period,portfolio,basis,cash_limit,net_expenditure,appropriations,outturn,variance"
RESERVES = "financial_year,period,portfolio,reserve,purpose,opening,usage,closing"
DRAWN = "financial_year,period,portfolio,reserve,purpose,direction,amount"
HEADLINES = "financial_year,period,portfolio,figure,amount"
Row = Sequence[object]


def table(header: str, *rows: Row) -> str:
    return "\n".join([header, *(",".join(map(str, row)) for row in rows)]) + "\n"


def corrections(texts: dict[str, str], unit: str = "£") -> tuple[Correction, ...]:
    return check_texts(texts, BOOK, RULES, unit=unit).corrections


def told(one: Correction) -> list[tuple[str, int, str, str]]:
    return [
        (change.cell.ref.file, change.cell.ref.line, change.cell.ref.column, change.type_as) for change in one.cells
    ]


def virements(given: int, received: int, pay: int, other: int) -> tuple[list[Row], list[Row]]:
    """Two portfolios of which one gives the other money, with a line of pay each, and the totals as they should be."""
    housing, leisure = ("2021/22", "Q2", "Housing and Environment"), ("2021/22", "Q2", "Leisure and Culture")
    lines: list[Row] = [
        (*housing, "Virement to Leisure", "virement", -given), (*housing, "Pay", "pay award", pay),
        (*housing, "Total", "", pay - given),
        (*leisure, "Virement from Housing", "virement", received), (*leisure, "Pay", "pay award", other),
        (*leisure, "Total", "", other + given),
    ]  # fmt: skip
    limits: list[Row] = [
        (*housing, 8901, pay - given, 8901 + pay - given), (*leisure, 3269, other + given, 3269 + other + given)
    ]  # fmt: skip
    return lines, limits


@pytest.mark.parametrize("seed", range(4))
def test_a_line_is_missing_beside_a_virement_that_nets_to_nil(seed: int) -> None:
    """The line that is left is a virement, and the missing one need be none."""
    rng = Random(seed)
    amounts = rng.sample(range(20, 400), 3)
    lines, limits = virements(amounts[0], amounts[0], amounts[1], amounts[2])
    (one,) = corrections(
        {"budget_changes": table(CHANGES, *lines[:1], *lines[2:]), "cash_limits": table(LIMITS, *limits)}
    )
    assert one.kind is Kind.LINE_MISSING
    assert one.certainty in (Certainty.ONLY, Certainty.LIKELY)
    assert told(one) == [("budget_changes.csv", 0, "amount", str(amounts[1]))]


def test_a_side_of_a_virement_that_is_mistyped_is_told_by_the_other_side() -> None:
    lines, limits = virements(30, 35, 211, 41)
    first, *_ = corrections({"budget_changes": table(CHANGES, *lines), "cash_limits": table(LIMITS, *limits)})
    assert told(first) == [("budget_changes.csv", 5, "amount", "30")]


def savings(categories: Sequence[str], amounts: Sequence[int], *, saved: int) -> dict[str, str]:
    """A budget with its changes, of which some are savings, and the programme of savings."""
    report = ("2021/22", "B", "Resources")
    total = sum(amounts)
    lines = [
        (*report, f"Change {number}", category, amount)
        for number, (category, amount) in enumerate(zip(categories, amounts, strict=True))
    ]
    return {
        "budget_changes": table(CHANGES, *lines, (*report, "Total", "", total)),
        "savings": table(SAVINGS, (*report, "Stationery", "Green", saved), (*report, "Total", "", saved)),
        "cash_limits": table(LIMITS, (*report, 9000, total, 9000 + total)),
    }


@pytest.mark.parametrize("unit", ["£", "£000"])
@pytest.mark.parametrize(
    ("typed", "line", "category"),
    [
        (("adjustment", "saving", "adjustment"), 4, "saving"),
        (("saving", "saving", "saving"), 2, "adjustment"),
    ],
)
def test_a_change_in_the_wrong_category_is_sent_to_its_own(
    typed: tuple[str, ...], line: int, category: str, unit: str
) -> None:
    """Only the tie of savings goes by the category: the list still casts."""
    texts = savings((*typed, "adjustment"), (-613, -60, -276, 118), saved=336)
    first, *_ = corrections(texts, unit)
    assert first.kind is Kind.WRONG_GROUP
    assert first.certainty in (Certainty.ONLY, Certainty.LIKELY)
    assert told(first) == [("budget_changes.csv", line, "category", category)]


@pytest.mark.parametrize("seed", range(4))
def test_a_line_of_a_reserve_that_has_no_other_is_missing(seed: int) -> None:
    """What was drawn from the reserve is then compared with nothing, and no line that is left is one of its own."""
    rng = Random(seed)
    year = ("2021/22", "Q4", "Libraries")
    used = rng.sample(range(120, 900), 3)
    rows = [(*year, "Corporate", f"Purpose {number}", 1000, usage, 1000 - usage) for number, usage in enumerate(used)]
    drawn = [(*year, "Corporate", f"Purpose {number}", "from", usage) for number, usage in enumerate(used)]
    whole = sum(used)
    first, *_ = corrections({
        "reserve_movements": table(RESERVES, *rows, (*year, "Total", "", 3000, whole, 3000 - whole)),
        "appropriations": table(DRAWN, *drawn[:2]),
        "outturns": table(OUTTURNS, (*year, "outturn", 5000, 5000 + whole, -whole, 5000, 0)),
        "headlines": table(HEADLINES, (*year, "reserves_used", whole)),
    })  # fmt: skip
    assert (first.kind, told(first)) == (Kind.LINE_MISSING, [("appropriations.csv", 0, "amount", str(used[2]))])
    assert first.certainty in (Certainty.ONLY, Certainty.LIKELY)
    assert "with another reserve or purpose" in first.sentence


def test_where_it_cannot_be_told_no_amount_is_proposed_for_a_missing_line() -> None:
    capital = "financial_year,period,portfolio,scheme,programme_year,amount"
    funding = "financial_year,period,portfolio,source,programme_year,amount"
    year = ("2014/15", "B", "Police")
    (one,) = corrections({
        "capital_programme": table(capital, (*year, "Vehicles", "2014/15", "4.527")),
        "capital_funding": table(funding, *((*year, source, "2014/15", text) for source, text in
                                            (("Grant", "3.809"), ("Borrowing", "-"), ("Receipts", "nil")))),
    }, "£m")  # fmt: skip
    assert one.certainty is Certainty.CANNOT_TELL
    answers: tuple[Correction | Alternative, ...] = (one, *one.alternatives)
    for each in answers:
        assert [change.proposed for change in each.cells] == [None] * len(each.cells)
        assert "718" not in each.sentence


def test_two_reports_that_state_one_balance_differently_are_both_looked_at() -> None:
    """Each row holds by itself: no check tells which of the two is wrong."""
    name = ("Families", "Trust", "Digital")
    rows = (("2025/26", "Q4", *name, 500, 150, 350), ("2026/27", "Q4", *name, 900, 10, 890))
    (one,) = corrections({"reserve_movements": table(RESERVES, *rows)})
    assert one.certainty is Certainty.CANNOT_TELL
    assert {(change.cell.ref.line, change.cell.ref.column) for change in one.cells} == {(3, "opening"), (2, "closing")}


def test_a_line_typed_twice_that_no_sum_tells_is_told_by_its_key() -> None:
    """Lost in rounding, it changes no sum; a line of the same key with another amount is no twin of it."""
    year = ("2021/22", "Q4", "Libraries", "Corporate")
    rows = (
        ("Open", "from", 12),
        ("Shut", "from", 15),
        ("Open", "from", 12),
        ("Books", "from", 9),
        ("Books", "from", 8),
    )
    (one,) = corrections({"appropriations": table(DRAWN, *((*year, *row) for row in rows))})
    assert one.kind is Kind.LINE_TYPED_TWICE
    assert [change.cell.ref.line for change in one.cells] == [4]
    assert [name.partition("-")[0] for name in one.resolves] == ["KEY"]


def test_each_of_many_castings_with_two_slips_is_put_right() -> None:
    """Whether a line of one sum belongs to another is tried for all sums two by two."""
    rng = Random(60)
    rows: list[Row] = []
    slips: set[tuple[int, str, str]] = set()
    for number in range(20):
        report = ("2021/22", "Q4", f"Portfolio {number}")
        figures = [(opening, rng.randint(0, opening)) for opening in (rng.randint(10**5, 10**8) for _ in range(50))]
        closings = [opening - usage for opening, usage in figures]
        wrong = rng.sample(range(50), 2)
        for place, ((opening, usage), closing) in enumerate(zip(figures, closings, strict=True)):
            typed = closing + 100_000 * (1 if place in wrong else 0)
            rows.append((*report, f"Reserve {place}", "", opening, usage, typed))
            if place in wrong:
                slips.add((len(rows) + 1, "closing", str(closing)))
        rows.append((*report, "Total", "", *(sum(column) for column in zip(*figures, strict=True)), sum(closings)))
    with within(Limits(corrections_seconds=60)):
        found = corrections({"reserve_movements": table(RESERVES, *rows)})
    assert {(line, column, text) for one in found for _, line, column, text in told(one)} == slips


def test_each_of_two_slips_claims_the_findings_that_it_resolves_itself() -> None:
    """What is sure of both is told first; the sum that it puts right is not claimed by the other slip again."""
    report = check_texts(
        {
            "cash_limits": table(
                LIMITS, ("2026/27", "B", "Housing", 4700, 108, 4808), ("2026/27", "Q1", "Housing", 4880, 163, 4971)
            ),
            "budget_changes": table(
                CHANGES, ("2026/27", "B", "Housing", "Pay award", "pay award", 108),
                ("2026/27", "B", "Housing", "Total", "", 108),
                ("2026/27", "Q1", "Housing", "Pay award above the budget", "pay award", 98),
                ("2026/27", "Q1", "Housing", "Income lost to building works", "adjustment", 65000),
                ("2026/27", "Q1", "Housing", "Total", "", 163),
            ),
        },
        BOOK, RULES, unit="£000",
    )  # fmt: skip
    rules = {finding.id: finding.rule for finding in report.findings}
    assert [(told(one)[0][1:], sorted(rules[name] for name in one.resolves)) for one in report.corrections] == [
        ((3, "previously_reported", "4808"), ["CL01", "CL03"]),
        ((5, "amount", "65"), ["BC01", "CL02"]),
    ]


def test_two_arbitrary_figures_of_a_row_are_no_answer_to_a_slip_in_its_year() -> None:
    """The first quarter of 2026/27 stands under 2025/26: no figure is wrong, and none is told to be."""
    limits = table(LIMITS, ("2026/27", "B", "Housing", 4700, 108, 4808), ("2025/26", "Q1", "Housing", 4808, 163, 4971))
    (told_one,) = corrections({"cash_limits": limits}, unit="£000")
    assert told_one.certainty is Certainty.CANNOT_TELL
    assert all(change.proposed is None for change in told_one.cells)
