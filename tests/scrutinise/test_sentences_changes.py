"""Changes as officers word them: each sentence with one figure mistyped is told of, and as it should be it is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from budget_monitor.pipeline.documents.scrutinising import scrutinise
from tests.support.typed_sentences import assert_told_only_of, scrutinised

CHANGES = [
    ("Visits were 12,410 compared with 12,300 last year, {110} more.", "101"),
    ("We made 4,860 visits against a target of 4,500 for the half year, {8.0%} above target.", "7.4%"),
    (
        "Absence was 4.1% in the quarter and 3.4% in the same quarter last year, a rise of {0.7} points.",
        "0.9",
    ),
    ("Occupancy was 82.4% and 79.9% the year before, an increase of {2.5} points.", "5.2"),
    ("Free reserves were £2.58m on 1 April and are £2.46m now, a fall of {£0.12m}.", "£0.12k"),
    ("Agency would cost £3.21m by March, {£1.39m} more than the annual plan of £1.82m.", "£1.39k"),
    ("Visits were 12,410, {110} visits more than the 12,300 of last year.", "101"),
    ("Visits were 12,410 (12,300 in 2023/24), an increase of {110}.", "101"),
    ("We made 2,310 visits against a target of 2,400, a shortfall of {90}.", "110"),
    ("We made 2,310 visits, which is {90} below the target of 2,400.", "190"),
    ("At 2,310, visits were {90} below the target of 2,400.", "190"),
    ("Visits were {90} below the target of 2,400, at 2,310.", "190"),
    ("Podiatry was {120} below plan (4,680 against 4,800).", "210"),
    ("Income fell by {£4,550} to £219,750 from £224,300.", "£5,450"),
    ("Income fell {£4,550} from £224,300 to £219,750.", "£5,450"),
    ("Income fell to £219,750 from £224,300, a fall of {£4,550}.", "£5,450"),
    ("Income has fallen from £224,300 to £219,750, that is to say by {£4,550}.", "£5,450"),
    ("The panels gave 1,870 MWh compared with 1,655 MWh, an extra {215} MWh.", "251"),
    ("A decision took 24 days, {3} days less than 27.", "13"),
    ("Collection was 94.2%, {1.8} points above the target of 92.4%.", "8.1"),
    ("Collection was 94.2%, {1.8} percentage points more than last year's 92.4%.", "8.1"),
    ("Turnover was 11.3%, down {1.2} percentage points from 12.5%.", "2.1"),
    ("The return was 6.4% compared with 6.9% for the benchmark, an underperformance of {0.5%}.", "5.0%"),
    ("The rate was 48.6% and has risen by {1.3} points to 49.9%.", "3.1"),
    ("In the quarter 297 joined and 141 left, a net increase of {156}.", "165"),
    ("Receipts of £12,630.90 less payments of £10,006.53 gave a surplus of {£2,624.37}.", "£2,642.37"),
    ("The reserve of £230,000 less the £45,000 for the boiler leaves {£185,000}.", "£158,000"),
    ("The surplus is {£91,400}, being income of £1,136,150 less costs of £1,044,750.", "£94,100"),
    ("Income was £5.24m against a budget of £5.00m, a surplus of {£0.24m}.", "£0.42m"),
    ("In the quarter 6,412 households were helped with their rent, up {7.5%} from 5,964 a year before.", "5.7%"),
    ("The wards saw {6,412} people being treated as urgent cases, up 7.5% from 5,964 a year before.", "6,214"),
    ("There were 6,412 calls, up 7.5% from {5,964} in the autumn and up 3.2% from 6,213 in the spring.", "5,694"),
    ("There were 6,412 calls, up 7.5% from 5,964 in the autumn and up {3.2%} from 6,213 in the spring.", "2.3%"),
    ("Crews attended 6,412 calls. This was a {7.5%} increase compared with the previous year (5,964).", "5.7%"),
    ("Crews attended 6,412 calls in the 12 months to March. This represents a rise of {448} from 5,964.", "484"),
    ("In May there were 6,412 calls. Compared to April (5,964), this figure represents an increase of {448}.", "484"),
    ("There were 6,412 calls (1,120 of them at night), compared with 5,964 last May, a rise of {448}.", "484"),
    ("5,964 people called in 2023, compared to 6,412 in 2024, a {7.5} per cent increase.", "5.7"),
    ("The team took 5,964 calls in 2023, rising {7.5%} to 6,412 in 2024.", "5.7%"),
    ("The forecast of £5.964m is an improvement of {£0.448m} on the £6.412m of June.", "£0.484m"),
    ("Spending is to be £5.037bn, an increase of £0.158bn ({3.2%}) on 2023-24.", "2.3%"),
    ("Spending is to be £5.037bn, an increase of {£0.158bn} (3.24%) on 2023-24.", "£0.185bn"),
    ("After use of {£0.560m} the reserve of £2.300m stands at £1.740m.", "£0.650m"),
    ("The reserve of £2.300m, after planned use of £0.560m, will be {£1.740m} in March.", "£1.470m"),
    ("Visits fell from 64,120 to 59,640, a fall of {4,480}.", "5,230"),
    ("Visits were {59,640}, which is 4,480 fewer than the 64,120 of last year.", "62,310"),
]


@pytest.mark.parametrize(("sentence", "typed"), CHANGES)
def test_a_change_mistyped_is_told_of_and_the_right_one_holds(tmp_path: Path, sentence: str, typed: str) -> None:
    assert_told_only_of(typed, sentence, tmp_path)


@pytest.mark.parametrize(
    "sentence",
    [
        "Income was £5.2m against a budget of £5.0m, a surplus of £0.2m.",
        "Sales are to grow by 5% to 6%, but earnings should still grow by 10%.",
        "Spending rose by £1.2m to £5.6m against a budget of £6.9m.",
        "Visits rose by 1,200 to 5,600 against a target of 6,900.",
        "The fund fell from £75m to a negative £400m.",
        "Of all grants 17.2% went to the largest 5% of charities, up from 16.9% in 2023.",
        "Lorries are limited to 27 an hour, down from 33 to 45 an hour on other days.",
        "The rate was 94.2%, and 18 points were made by those who answered above the 92.4% of last year.",
        "There were 1,870 calls, 251 of them at night, compared with 1,655 last year.",
        "Of 412 pupils 90 are below the age of 11 and 61 above 16.",
        "We saw 2,310 people, 90 more than planned, and 2,400 letters came.",
        "The grant is £1.2m, £0.4m of it for roads, against £0.9m before.",
        "The team has 41 staff, 9 on leave, and a target of 50.",
        "Growth in demand will slow to 1.5% this year from 2.4% in 2024.",
        "After use of £0.560m this year the reserve of £2.300m for roads is £0.100m below that for schools.",
        "The number of buses rose by 14 to 164, against 422 before the war.",
        "Reserves fell by £1.24m to £12.60m in May after falling £1.71m to £13.84m in April.",
        "Of 3,470 km of ditch 347 km were cleared, 35 more than in 2023/24, and 1,465 homes are better protected.",
        "Visits were 4,055. That is 132 fewer than in 2023/24 (4,187) though 143 more than in 2022/23 (3,912).",
        "The rate rose from 3.94% to 4.56% over the quarter and the longer one from 4.40% to 5.09%.",
        "Prices rose 1.6% in May, compared with a rise of 1.5% in April and one of 2.9% in March.",
        "There were 4,055 visits, a fall of 132 over the last 12 months.",
        "Shares of the fund closed 10.2 points lower at 2,179.1 in a list of 100.",
        "In 2023 there were 1,159 calls, so their number rose by 47 (4.1%).",
        "The rate was £340 in 2023/24, and has thus gone up by £12, or 3.5%.",
        "Usage rose by about a quarter to 408,000 from 325,000, and on the coast 25% to 326,000 from 261,000.",
        "Sales were 1,118, up 16.6% from more than 950.",
        "The grant was £1.20m, excluding £0.35m for roads, compared with £0.95m before.",
    ],
)
def test_a_sentence_that_only_looks_like_a_wrong_change_is_none(tmp_path: Path, sentence: str) -> None:
    assert [slip.sentence for slip in scrutinised(tmp_path, sentence).slips] == []


@pytest.mark.parametrize(
    "sentence",
    [
        "It forecasts £71.589m against a budget of £67.922m, with the underspend of £48.1m on grants kept.",
        "Staff came to £1,737k and the rest to £484k, which together are £20.1k under the £2,241k budgeted.",
        "Alone it is £27,000 over, i.e. 60.0% above its budget of £45,000.",
        "Elections moved from a £4.3m deficit to a £2.5m surplus, a turnaround of £6.8m.",
        "The variance went from (£5.7m) to £3.0m, an increase of £8.7m.",
        "Although volumes rose by 2%, postage fell from £27.7m to £23.8m.",
        "Coroners went from £16.6m to £19.4m, more than the planned rise of £1.8m.",
        "Property went from £19.2m to £23.1m, double the increase of £1.95m in 2022/23.",
        "The budget for catering went from £13.5m to £16.1m with a reduction in grant of £1.6m.",
        "Energy went from £10.7m to £18.2m over three years, an increase of £2.5m each year.",
        "People aged from 22 to 39 using libraries increased by 14.",
        "Calls from 29 to 33 a day were taken, an increase of 3 on May.",
        "In quarter 2 there were 182 visits, 81 more than in quarter 1.",
        "In period 6 there were 115 visits, 62 more than in period 3.",
        "Printing costs £13.6m (£17.1m less £3.5m).",
    ],
)
def test_a_change_of_other_figures_than_those_beside_it_is_none(tmp_path: Path, sentence: str) -> None:
    assert [slip.sentence for slip in scrutinised(tmp_path, sentence).slips] == []


def test_what_does_not_come_out_over_two_sentences_is_no_note(tmp_path: Path) -> None:
    text = "There were 5,120 visits against 4,310 last year. The rise is 3 points of the plan, with 97 to come."
    assert scrutinised(tmp_path, text).relations == ()


@pytest.mark.parametrize(
    ("ends", "typed", "meant"),
    [
        ("£4.10m to £4.15m", "£0.5m", "£0.05m"),
        ("£4.10m to £4.35m", "£2.5m", "£0.25m"),
        ("£4.12m to £4.36m", "£2.4m", "£0.2m"),
        ("£12.50m to £13.75m", "£2.5m", "£1.25m"),
    ],
)  # fmt: skip
def test_a_change_is_told_as_finely_as_it_takes(tmp_path: Path, ends: str, typed: str, meant: str) -> None:
    (told,) = scrutinised(tmp_path, f"The cash limit rose from {ends}, an increase of {typed}.").slips
    assert f"is a change of {meant}, " in told.sentence


def test_where_an_end_may_be_mistyped_as_well_no_percentage_is_proposed(tmp_path: Path) -> None:
    """From 870 to 722 it is 17%: two digits of 870 may have been exchanged."""
    path = tmp_path / "report.md"
    path.write_text("# Report\n\nVisits fell from 780 to 722, a decrease of 17%.\n", encoding="utf-8")
    (slip,) = scrutinise([path]).documents[0].wrong
    assert (slip.where.text, slip.proposed) == ("17%", "")
