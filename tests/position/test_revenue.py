from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from budget_monitor.errors import UsageError
from budget_monitor.model.checks.criteria import CRITERIA
from budget_monitor.model.ledgers.money import money
from budget_monitor.model.results.position import Direction, PositionFigure, Rating
from budget_monitor.position.variance import rating_of, variance_of
from tests.support.positions import LIMITS, OUTTURNS, amount, position_of, report_of, rules


def test_a_report_has_its_cash_limit_outturn_and_variance() -> None:
    report = report_of(
        {
            "cash_limits": LIMITS + "2021/22,Q4,Libraries,4808,163,4971\n",
            "outturns": OUTTURNS + "2021/22,Q4,Libraries,outturn,4971,5068,(47),5021,50\n",
        }
    )
    assert report.cash_limit is not None
    assert report.outturn is not None
    assert amount(report.cash_limit.current) == 4971
    assert amount(report.outturn.appropriations) == -47
    assert report.variance.percent == Decimal("1.0")
    assert (report.variance.direction, report.variance.rating) == (Direction.OVER, Rating.AMBER)


def test_a_blank_is_missing_and_never_nothing() -> None:
    """No figure is made up for the outturn; the variance cannot be worked out without it."""
    report = report_of({"outturns": OUTTURNS + "2021/22,Q4,Libraries,outturn,4971,5068,(97),,\n"})
    assert report.outturn is not None
    assert report.outturn.outturn.amount is None
    assert report.variance.amount.amount is None
    assert (report.variance.percent, report.variance.direction, report.variance.rating) == (None, None, None)


def test_a_blank_change_or_variance_is_worked_out_and_says_so() -> None:
    """24502 - 24119 = 383; 5021 - 4971 = 50."""
    position = position_of(
        {
            "cash_limits": LIMITS + "2021/22,B,Resources,24119,,24502\n",
            "outturns": OUTTURNS + "2021/22,Q4,Libraries,outturn,4971,5068,(47),5021,\n",
        }
    )
    libraries, resources = position.reports
    assert resources.cash_limit is not None
    assert (amount(resources.cash_limit.change), resources.cash_limit.change.is_computed) == (383, True)
    assert (amount(libraries.variance.amount), libraries.variance.amount.is_computed) == (50, True)
    assert [cell.column for cell in libraries.variance.amount.cells] == ["outturn", "cash_limit"]


def test_a_stated_variance_is_shown_as_it_is_stated_and_marked_when_it_is_wrong() -> None:
    """5021 - 4971 is 50, not 5: the ledger's figure stands, with a mark for OT02."""
    position = position_of({"outturns": OUTTURNS + "2021/22,Q4,Libraries,outturn,4971,5068,(47),5021,5\n"})
    (report,) = position.reports
    assert amount(report.variance.amount) == 5
    assert "OT02" in rules(position, report.variance.amount)


def test_only_figures_that_a_failing_check_uses_are_marked() -> None:
    """CL01 fails: it uses the three figures of the cash limit table and none of the outturn table."""
    position = position_of(
        {
            "cash_limits": LIMITS + "2021/22,Q4,Libraries,4800,163,4971\n",
            "outturns": OUTTURNS + "2021/22,Q4,Libraries,outturn,4971,5068,(97),4971,0\n",
        }
    )
    (report,) = position.reports
    assert report.cash_limit is not None
    assert report.outturn is not None
    assert rules(position, report.cash_limit.previously_reported) == ["CL01"]
    assert rules(position, report.cash_limit.current) == ["CL01"]
    assert report.outturn.outturn.findings == ()


def test_a_figure_is_marked_for_a_check_of_another_report() -> None:
    """Q4 says that Q3 reported 4800, which it did not: the cash limit of Q3 is in doubt, whichever year is shown."""
    ledgers = {
        "cash_limits": LIMITS + "2020/21,Q4,Libraries,4700,108,4808\n2021/22,B,Libraries,4800,171,4971\n",
    }
    (earlier,) = position_of(ledgers, year="2020/21").reports
    assert earlier.cash_limit is not None
    assert "CL03" in rules(position_of(ledgers), earlier.cash_limit.current)


def test_a_key_that_stands_twice_marks_every_figure_of_its_rows() -> None:
    """Which of the two is meant nobody can tell; the first is shown."""
    position = position_of({"cash_limits": LIMITS + "2021/22,B,Libraries,1,1,2\n2021/22,B,Libraries,1,2,3\n"})
    (report,) = position.reports
    assert report.cash_limit is not None
    assert amount(report.cash_limit.current) == 2
    assert "KEY" in rules(position, report.cash_limit.current)


def test_a_cash_limit_without_an_outturn_marks_its_row() -> None:
    limits = LIMITS + "2021/22,Q4,Libraries,1,1,2\n"
    outturns = OUTTURNS + "2021/22,Q4,Parks,outturn,5,5,0,5,0\n"
    position = position_of({"cash_limits": limits, "outturns": outturns})
    (report,) = [one for one in position.reports if one.cash_limit is not None]
    assert report.cash_limit is not None
    assert rules(position, report.cash_limit.current) == ["OT06"]
    (alone,) = position_of({"cash_limits": limits}).reports  # where no outturns are kept, none is missing
    assert alone.cash_limit is not None
    assert rules(position_of({"cash_limits": limits}), alone.cash_limit.current) == []


def test_movement_is_since_the_last_report_of_the_same_portfolio() -> None:
    """By time, not by line, and past a report that is not of the portfolio: 4971 - 4808 = 163; 60 - 10 = 50 worse."""
    position = position_of(
        {
            "outturns": OUTTURNS
            + "2021/22,Q3,Libraries,forecast,4971,5031,0,5031,60\n"
            + "2021/22,Q2,Parks,forecast,900,900,0,900,0\n"
            + "2021/22,Q1,Libraries,forecast,4808,4818,0,4818,10\n"
        }
    )
    first, second, parks = position.reports
    assert first.movement is None
    assert parks.movement is None
    assert second.movement is not None
    assert second.movement.since == ("2021/22", "Q1")
    assert amount(second.movement.cash_limit) == 163
    assert amount(second.movement.outturn) == 213
    assert amount(second.movement.variance) == 50


def test_movement_is_the_same_when_the_last_report_is_not_shown() -> None:
    ledgers = {
        "outturns": OUTTURNS
        + "2020/21,Q4,Libraries,outturn,4808,4818,0,4818,10\n"
        + "2021/22,Q4,Libraries,outturn,4971,5031,0,5031,60\n"
    }
    (shown,) = position_of(ledgers, year="2021/22").reports
    assert shown.movement == position_of(ledgers).reports[1].movement


def test_reports_stand_by_portfolio_and_in_order_of_time_with_a_total_last() -> None:
    position = position_of(
        {
            "cash_limits": LIMITS
            + "2021/22,P10,Total,3,0,3\n"
            + "2021/22,P10,Zoo,2,0,2\n"
            + "2021/22,P09,Zoo,2,0,2\n"
            + "2021/22,P10,Abbey,1,0,1\n"
        }
    )
    assert [(report.key["portfolio"], report.key["period"]) for report in position.reports] == [
        ("Abbey", "P10"),
        ("Zoo", "P09"),
        ("Zoo", "P10"),
        ("Total", "P10"),
    ]


def test_the_authority_is_part_of_a_report() -> None:
    position = position_of(
        {
            "cash_limits": "authority,"
            + LIMITS
            + "Eastshire,2021/22,B,Libraries,1,0,1\nWestshire,2021/22,B,Libraries,2,0,2\n"
        }
    )
    assert [report.key["authority"] for report in position.reports] == ["Eastshire", "Westshire"]
    assert all(report.movement is None for report in position.reports)


@pytest.mark.parametrize(
    ("over", "limit", "rating"),
    [
        ("-177", "420", Rating.GREEN),
        ("0", "420", Rating.GREEN),
        ("5", "1000", Rating.GREEN),
        ("5.01", "1000", Rating.AMBER),
        ("20", "1000", Rating.AMBER),
        ("20.01", "1000", Rating.RED),
        ("0", "0", Rating.GREEN),
        ("0.01", "0", Rating.RED),
    ],
)
def test_a_variance_is_rated_by_its_share_of_the_cash_limit(over: str, limit: str, rating: Rating) -> None:
    """Amber above 0.5%, Red above 2%."""
    assert rating_of(Decimal(over), Decimal(limit), CRITERIA) is rating


def test_settings_change_the_rating() -> None:
    figures = PositionFigure(money(Decimal(30))), PositionFigure(money(Decimal(1000)))
    assert variance_of(*figures, {}).rating is Rating.RED
    assert variance_of(*figures, {"variance_red_above": Decimal(5)}).rating is Rating.AMBER


def test_a_cash_limit_below_nothing_counts_by_its_size() -> None:
    """An account that earns 1000 and then earns 30 less is 3% over."""
    found = variance_of(PositionFigure(money(Decimal(30))), PositionFigure(money(Decimal(-1000))), {})
    assert (found.percent, found.direction) == (Decimal("3.0"), Direction.OVER)


MONEY = st.decimals(min_value=-(10**12), max_value=10**12, places=2, allow_nan=False)


@settings(deadline=None)
@given(over=MONEY, more=st.decimals(min_value=0, max_value=10**12, places=2), limit=MONEY)
def test_a_larger_overspend_is_never_rated_better(over: Decimal, more: Decimal, limit: Decimal) -> None:
    order = list(Rating)
    before, after = (rating_of(each, abs(limit), CRITERIA) for each in (over, over + more))
    assert order.index(after) >= order.index(before)


@pytest.mark.parametrize(
    ("choice", "message"),
    [
        ({"portfolio": "Libary"}, "no portfolio has 'Libary' in its name; did you mean 'Libraries'?"),
        ({"portfolio": "xyz"}, "no portfolio has 'xyz' in its name; it has 'Libraries', 'Parks and Gardens'"),
        ({"year": "2025/26"}, "no report for 2025/26; there is 2021/22 B, 2021/22 Q1"),
        (
            {"year": "2025/26", "portfolio": "parks"},
            "no report for 2025/26 of a portfolio with 'parks' in its name; there is 2021/22 Q1",
        ),
    ],
)
def test_a_choice_of_nothing_says_what_there_is(choice: dict[str, str], message: str) -> None:
    ledgers = {"cash_limits": LIMITS + "2021/22,B,Libraries,1,0,1\n2021/22,Q1,Parks and Gardens,1,0,1\n"}
    with pytest.raises(UsageError) as raised:
        position_of(ledgers, year=choice.get("year"), portfolio=choice.get("portfolio"))
    assert message in str(raised.value)


def test_ledgers_without_any_report_are_refused() -> None:
    with pytest.raises(UsageError, match=r"no report to show; the position is made from cash_limits\.csv"):
        position_of({"one_off_investments": "financial_year,period,portfolio,investment,amount\n2021/22,B,L,X,1\n"})
