from __future__ import annotations

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from budget_monitor.model.results.position import Rating
from tests.support.positions import RESERVES, SAVINGS, amount, position_of, report_of, rules

SCHEMES = "financial_year,period,portfolio,scheme,programme_year,amount\n"
SOURCES = "financial_year,period,portfolio,source,programme_year,amount\n"


def test_a_stated_total_is_shown_and_lines_are_summed_where_there_is_none() -> None:
    """The total of Libraries is wrong and stands, with a mark; Parks has none: 100 + 50 = 150."""
    position = position_of(
        {
            "reserve_movements": RESERVES
            + "2021/22,Q4,Libraries,Investment,Open Plus,300,239,61\n"
            + "2021/22,Q4,Libraries,Total,,301,239,62\n"
            + "2021/22,Q4,Parks,Flexibility,Trees,100,0,100\n"
            + "2021/22,Q4,Parks,Flexibility,Paths,50,10,40\n"
        }
    )
    libraries, parks = (report.reserves for report in position.reports)
    assert libraries is not None
    assert parks is not None
    assert (amount(libraries.opening), libraries.opening.is_computed) == (301, False)
    assert rules(position, libraries.opening) == ["RM02"]
    assert [amount(figure) for figure in (parks.opening, parks.used, parks.remaining)] == [150, 10, 140]
    assert parks.opening.is_computed


def test_a_sum_with_a_blank_in_it_is_missing() -> None:
    report = report_of(
        {
            "reserve_movements": RESERVES
            + "2021/22,Q4,Parks,Flexibility,Trees,100,0,100\n"
            + "2021/22,Q4,Parks,Flexibility,Paths,50,,\n"
        }
    )
    assert report.reserves is not None
    assert [amount(figure) for figure in (report.reserves.opening, report.reserves.used)] == [150, None]


def test_a_movement_is_shown_as_what_was_used() -> None:
    """The reserve falls by 239: used 239, whatever column says so."""
    movement = RESERVES.replace("usage", "movement")
    report = report_of({"reserve_movements": movement + "2021/22,Q4,Libraries,Investment,Open Plus,300,(239),61\n"})
    assert report.reserves is not None
    assert amount(report.reserves.used) == 239
    assert report.reserves.lines[0].used.cells[0].column == "movement"


def test_savings_by_rating_and_what_is_at_risk_of_them() -> None:
    """Of the Amber saving 150 of 200 is not achieved, the Red one states nothing and is at risk as a whole: 450."""
    report = report_of(
        {
            "savings": SAVINGS
            + "2021/22,Q4,Libraries,Posts,Green,100,90\n"
            + "2021/22,Q4,Libraries,Licences,Amber,200,50\n"
            + "2021/22,Q4,Libraries,Rents,Red,300,\n"
            + "2021/22,Q4,Libraries,Total,,600,\n"
        }
    )
    assert report.savings is not None
    assert [
        (group.rating, group.number, amount(group.value), amount(group.achieved), amount(group.at_risk))
        for group in report.savings.ratings
    ] == [
        (Rating.GREEN, 1, 100, 90, 0),
        (Rating.AMBER, 1, 200, 50, 150),
        (Rating.RED, 1, 300, None, 300),
    ]
    assert [amount(report.savings.value), amount(report.savings.achieved), amount(report.savings.at_risk)] == [
        600,
        None,
        450,
    ]


def test_more_achieved_than_promised_puts_nothing_at_risk() -> None:
    report = report_of({"savings": SAVINGS + "2021/22,Q4,Libraries,Licences,Amber,200,250\n"})
    assert report.savings is not None
    assert amount(report.savings.at_risk) == 0


def test_a_proposal_without_a_rating_leaves_the_risk_unknown() -> None:
    report = report_of(
        {"savings": SAVINGS + "2021/22,Q4,Libraries,Licences,Amber,200,50\n" + "2021/22,Q4,Libraries,Rents,,300,300\n"}
    )
    assert report.savings is not None
    assert [group.rating for group in report.savings.ratings] == [Rating.AMBER, None]
    assert report.savings.at_risk.amount is None


def test_capital_by_programme_year_against_its_funding() -> None:
    """2021/22 is 16 short; 2022/23 has funding and no scheme, so its programme is missing, not nothing."""
    position = position_of(
        {
            "capital_programme": SCHEMES
            + "2021/22,B,Resources,Roofs,2021/22,100\n2021/22,B,Resources,Lifts,2021/22,50\n",
            "capital_funding": SOURCES
            + "2021/22,B,Resources,Grants,2021/22,134\n2021/22,B,Resources,Grants,2022/23,20\n",
        }
    )
    (report,) = position.reports
    assert [
        (year.programme_year, amount(year.programme), amount(year.funding), amount(year.unfunded))
        for year in report.capital
    ] == [("2021/22", 150, 134, 16), ("2022/23", None, 20, None)]
    assert "CP02" in rules(position, report.capital[0].unfunded)


def test_ledgers_that_the_set_lacks_are_named() -> None:
    position = position_of({"savings": SAVINGS + "2021/22,Q4,Libraries,Posts,Green,100,90\n"})
    assert position.absent == (
        "cash_limits", "budget_changes", "outturns", "reserve_movements", "capital_programme", "capital_funding",
    )  # fmt: skip
    assert position.reports[0].reserves is None
    assert position.reports[0].cash_limit is None


AMOUNTS = st.one_of(st.none(), st.integers(min_value=0, max_value=10**9))


@settings(max_examples=25, deadline=None)
@given(
    proposals=st.lists(
        st.tuples(st.sampled_from(list(Rating)), st.integers(min_value=0, max_value=10**9), AMOUNTS),
        min_size=1,
        max_size=8,
    )
)
def test_the_ratings_add_up_to_the_programme(proposals: list[tuple[Rating, int, int | None]]) -> None:
    """Whatever the proposals: values add up over the ratings, and so does what is at risk, which is never negative."""
    rows = [
        f"2021/22,Q4,Libraries,Proposal {place},{rating.value},{value},{'' if achieved is None else achieved}\n"
        for place, (rating, value, achieved) in enumerate(proposals)
    ]
    savings = report_of({"savings": SAVINGS + "".join(rows)}).savings
    assert savings is not None
    assert sum(amount(group.value) or Decimal(0) for group in savings.ratings) == amount(savings.value)
    at_risk = [amount(group.at_risk) for group in savings.ratings]
    assert all(risk is not None and risk >= 0 for risk in at_risk)
    assert sum(risk or Decimal(0) for risk in at_risk) == amount(savings.at_risk)
