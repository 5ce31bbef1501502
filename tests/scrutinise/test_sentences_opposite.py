"""Words against figures: each sentence is right with the first of its two words, and wrong with the second."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.support.typed_sentences import assert_told_only_of, scrutinised

OPPOSITES = [
    "The scheme will cost £129.9m, and is therefore £2.8m {over|under} the £127.1m approved.",
    "The wall is now put at £4.42m when complete. That is £120,000 {over|under} its budget of £4.3m.",
    "We handled 2,310 cases. This was 90 {fewer|more} than the 2,400 of last year.",
    "The reserve holds £3.1m. It is £0.4m {higher|lower} than the £2.7m of a year ago.",
    "In the year 5,009 customers joined and 5,103 left, as a result of which the number {fell|grew} by 94 to 32,333.",
    "In summer 41 tenants moved out and 52 moved in, so that the number has {risen|fallen} by 11 to 640.",
    "Changes took 6.3 days. They were {slower|quicker} by 0.4 than in 2023/24, when they took 5.9.",
    "A decision took 24 days. This was 3 days {quicker|slower} than the 27 of last year.",
    "So 80.7% were good. For 2023/24 the corresponding figure is 83.9%; there has been a {drop|rise} of 3.2 points.",
    "Arrears are £8,412: £3,150 new and £5,262 older. In May they were £9,077, so they have {fallen|risen} by £665.",
    "The caseload stood at 8,617. Twelve months before it had been 9,572. There has hence been a {fall|rise} of 955.",
    "The waiting list has 1,204 names. A year ago it was 1,116, so it has {grown|shrunk} by 88.",
    "Schools bought {less|more} than was expected, £191,780 rather than £205,000.",
    "Fees brought in {more|less} than budgeted, £768,350 against £742,000.",
    "Membership has {climbed|shrunk} from 18,300 to 19,120.",
    "Products, at 2,946, were 172 {down|up} on the 3,118 of last year.",
    "Sickness has {risen|fallen} from 9.9 days to 10.8 in a year.",
    "The average wait {rose|fell} from 12 weeks to 14 weeks.",
    "Spending of £5.4m {exceeds|is below} the budget of £5.2m.",
    "Spending was £5.4m, {over|under} the budget of £5.2m.",
    "Rent arrears of £438,000 are {higher|lower} than the £412,000 at this point last year.",
    "Headcount {increased|fell} to 430 from 412.",
    "The rate is 3.87%; in March it was 3.79%, so that it has {risen|fallen} by 0.08 percentage points.",
    "Income is £412k; a year ago it was £398k, so it has {grown|shrunk} by £14k.",
    "Calls took 3.2 minutes compared with 4.1 minutes last year, so callers waited 0.9 minutes {less|longer}.",
    "Letters took 8 days against 6 days in 2023, so that answers took 2 days {longer|shorter}.",
    "Attendance of 94.1% was {lower|higher} than the 95.2% of last year.",
]


@pytest.mark.parametrize("template", OPPOSITES)
def test_words_against_their_figures_are_told(tmp_path: Path, template: str) -> None:
    right, wrong = (re.sub(r"\{(.*?)\|(.*?)\}", rf"\{number}", template) for number in (1, 2))
    assert [one.sentence for one in scrutinised(tmp_path, right).slips] == []
    told = scrutinised(tmp_path, wrong).wrong
    assert [one.title for one in told] == ["The words say the opposite of the figures"]


OTHER_ENDS = [
    ("The price of a day has risen, from £168 to £179: by £11 or {6.5%}.", "6.1%"),
    ("Products, at 2,946, were 172 down on the 3,118 of last year, a reduction of {5.5%}.", "5.8%"),
    ("June had 577,400 passengers. In May there had been 541,700, so that growth over the month was {6.6%}.", "6.2%"),
    ("We sent 92 messages. A year ago it was 70. 22 more, then, or {31.4%}.", "23.9%"),
    ("Complaints leapt to 311 having been 176, an increase of 135 or {76.7%}.", "67.7%"),
    ("Staff costs rose by {11.2%}, from £3.66m to £4.07m.", "10.1%"),
    ("Lettings rose from 640 to 800, an increase of {25.0%}.", "20.0%"),
    ("The bill fell from £1,250 to £1,000, a fall of {20.0%}.", "25.0%"),
]


@pytest.mark.parametrize(("sentence", "typed"), OTHER_ENDS)
def test_a_rise_in_percent_is_that_of_what_was_before(tmp_path: Path, sentence: str, typed: str) -> None:
    assert_told_only_of(typed, sentence, tmp_path)


@pytest.mark.parametrize(
    "sentence",
    [
        "Visits were 172 up on the 3,118 of last year.",
        "Beech Lane had 42.2% of all visits and was 1,418 above its target of 95,000.",
        "On 31 March we looked after 384 children (369 a year earlier), 15 or 4.1% more.",
        "It is net of cover of £1,486k (£2,012k in 2023/24, so £526k or 26% less).",
        "Our rank rose from 12 to 9, and our grade from 4 to 3.",
        "Spending of £5.4m is £0.2m over the budget of £5.2m, and £0.4m was under the budget of £5.0m.",
        "Pay was £5.2m, over the year a rise of 3%; of the £5.2m, under the agreement of £6.1m, half is due.",
        "Grants of £3.1m were below the £3.4m expected, and fees above the £2.2m of last year.",
        "Visits grew to 5,100 from 18 libraries, and we moved to 4 floors from 6.",
        "Income of £100,000 compared with spending of £90,000 is a surplus of £10,000, or 10.0%.",
        "The bus carried 40 people. It is 3 more than the 37 that it has seats for.",
        "The deficit is £1.2m. Last year it was £1.5m, so it has improved by £0.3m.",
        "The net position is a deficit of £2.0m. In May it was £3.0m, so it has risen by £1.0m.",
        "The bus took 40 minutes. It was 5 slower than the 45 miles an hour of the other.",
        "Speeds were 24 miles an hour. This was 3 slower than the 27 of last year.",
        "Of the staff 41 left. In May it was 52 who joined, so the number has risen by 11.",
        "We have 41 staff. In September they were 52, and the budget has risen by £11,000.",
        "The road is 12 km long. In 2023 there were 15 accidents, and there has been a rise of 3 in bicycles.",
        "Income was £4.4m. For 2023/24 the budget was £4.1m and spending £4.6m, a rise of £0.3m on the year before.",
        "Fees were £250. In other boroughs they are £310, which is £60 more.",
        "In the year 12 shops opened and 15 closed, and in the whole county the number grew by 3 to 412.",
        "In the year 512 joined and 498 left, but 20 others came back, so that their number grew by 34 to 2,310.",
        "We bought more than expected, £4,100 against grants of £5,000.",
        "Costs were less than planned, £3.4m against £2.9m of income.",
        "A decision took 24 days. Staff worked for 12 hours, 3 longer than the 9 agreed.",
        "The price rose from £80 to £100, and 20% of it is tax.",
        "Rents rose from £800 to £1,000, or 20% of the income of a tenant.",
        "Visits were 12,410. Last year they were 12,300, which is 110 fewer.",
        "Visits were 12,410. Last year they were 12,300, 110 fewer.",
        "In April there were 120 cases. In June it was 150, so they have risen by 30.",
        "At first we had 412 calls. In October it was 465, so there has been a rise of 53.",
        "Arrears were £8,412 in May. In September they were £9,077, so they have risen by £665.",
        "The margin was £400,000 on sales of £1.6m, up from £300,000, a rise of 33.3%, or 25.0% of sales.",
        "Of the 204 carers 61 joined and 72 left after it, so that their number fell by 11 to 193.",
        "Fees rose from £40 to £50, an increase of 25.0%; that is 20.0% of the new fee.",
        "The average wait is 27 days. This is 3 days longer than the target of 24 days.",
        "The target is 90.0%. In May it was 92.4%, so we were 2.4 points above.",
    ],
)
def test_a_right_sentence_that_looks_like_one_is_none(tmp_path: Path, sentence: str) -> None:
    assert [slip.sentence for slip in scrutinised(tmp_path, sentence).slips] == []


@pytest.mark.parametrize("heading", ["Over/(under)", "(Under)/over", "Overspend / (underspend)", "Variance"])
def test_the_sign_of_a_variance_is_that_of_its_heading(tmp_path: Path, heading: str) -> None:
    table = f"Table 1: Forecast, £m\n\n| Heading | Budget | Forecast | {heading} |\n|---|--:|--:|--:|\n"
    table += "| Buses | 4.10 | 4.25 | 0.15 |\n| Taxis | 6.26 | 6.88 | 0.62 |\n| Total | 10.36 | 11.13 | 0.77 |\n\n"
    text = "An overspend of £0.77m is expected, 7.4% of the budget of £10.36m."
    assert scrutinised(tmp_path, table + text).slips == ()
    told = scrutinised(tmp_path, table + text.replace("over", "under")).slips
    assert [one.title for one in told] == ["The words say the opposite of the table"]


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("The service cost £12,900 more than the budget of £1,424,700, an overspend of 0.9%.", "underspend"),
        ("Roads are £40,000 below their budget of £2.1m, a net underspend of 1.9%.", "overspend"),
        ("Costs were £9,000 higher than the agreed budget of £450,000, or an overspend of 2%.", "underspend"),
    ],
)
def test_two_words_that_contradict_one_another_are_told(tmp_path: Path, right: str, wrong: str) -> None:
    assert scrutinised(tmp_path, right).slips == ()
    word = "overspend" if wrong == "underspend" else "underspend"
    told = scrutinised(tmp_path, right.replace(word, wrong)).slips
    assert [one.title for one in told] == ["Words say the opposite of one another"]
