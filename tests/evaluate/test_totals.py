"""Claims about castings: which totals are found, which lines each covers, and what is said where there is none."""

import pytest

from budget_monitor.evaluate.evaluation import evaluate
from budget_monitor.load.ledger_set import set_from_text
from budget_monitor.model.results.outcome import Outcome, Verdict
from budget_monitor.rules.rulebook import load_rulebook

BOOK, _ = load_rulebook()
HEADER = "financial_year,period,portfolio,reserve,purpose,opening,usage,closing\n"


def casts(*rows: str) -> list[tuple[int, str]]:
    """Where RM02 fails: line and column. A row is a reserve and its opening balance, of which nothing is used."""
    lines = [f"2021/22,Q4,Libraries,{name},,{amount},0,{amount}" for name, amount in (row.split("=") for row in rows)]
    found = evaluate(
        set_from_text({"reserve_movements": HEADER + "\n".join(lines)}, BOOK.ledgers), BOOK, [BOOK.rules["RM02"]]
    )
    return [(one.place.line, one.place.column) for one in found.findings if one.verdict is Verdict.FAIL]


@pytest.mark.parametrize(
    "rows",
    [
        ("A=1", "B=2", "Total corporate reserves=3", "C=4", "Directorate reserves total=4", "Total reserves=7"),
        ("A=1", "B=2", "Total corporate=3", "C=4", "Total directorate=4", "Grand total:=7"),
        ("A=1", "Sub-total=1", "B=2", "Sub-total=2", "Sub-total capital=3", "C=4", "Sub-total=4", "Total=7"),
        (
            "A=1",
            "Sub-totals=1",
            "B=2",
            "Subtotal=2",
            "Subtotal=3",
            "C=4",
            "Subtotal=4",
            "Subtotal=4",
            "Subtotal=7",
            "Total=7",
        ),
        ("Total=3", "A=1", "B=2"),
        ("A=1", "B=2", "Overall=3"),
        ("A=1", "B=2", "TOTALS*=3"),
    ],
)
def test_totals_in_every_shape_cover_their_lines(rows: tuple[str, ...]) -> None:
    assert casts(*rows) == []
    for place, row in enumerate(rows):
        if "otal" in row or "TOTAL" in row or "Overall" in row:
            name, _, amount = row.partition("=")
            wrong = (*rows[:place], f"{name}={int(amount) + 9}", *rows[place + 1 :])
            assert casts(*wrong) == [(place + 2, "closing"), (place + 2, "opening")], wrong


def test_lines_without_any_total_are_undecided_and_named() -> None:
    text = HEADER + "2021/22,Q4,Libraries,A,,1,0,1\n2021/22,Q4,Libraries,B,,1,0,1\n"
    (found,) = evaluate(set_from_text({"reserve_movements": text}, BOOK.ledgers), BOOK, [BOOK.rules["RM02"]]).findings
    assert (found.verdict, found.outcome) == (Verdict.UNDECIDED, Outcome.NOT_HERE)
    assert found.message == "2 lines and no total in the column reserve: opening, usage, closing could not be cast"


def test_a_table_of_one_line_needs_no_total() -> None:
    text = HEADER + "2021/22,Q3,Libraries,A,,1,0,1\n2021/22,Q4,Libraries,A,,1,0,1\n"
    assert not evaluate(set_from_text({"reserve_movements": text}, BOOK.ledgers), BOOK, [BOOK.rules["RM02"]]).findings
