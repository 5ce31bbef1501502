"""Sentences about rows of a table: the figures beside the one that is wrong say which row it is of."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.typed_sentences import scrutinised

TABLES = """# Housing Portfolio: Mid-year 2026/27

## Revenue budget

Table 1: Revenue forecast (£000)

| Service | Budget | Forecast | Variance |
|---|--:|--:|--:|
| Homelessness | 4,250 | 4,480 | 230 |
| Repairs and maintenance | 5,130 | 5,065 | (65) |
| Regeneration | 1,870 | 1,850 | (20) |
| Strategy and support | 1,230 | 1,220 | (10) |
| Total | 12,480 | 12,615 | 135 |

## Reserves

Table 2: Reserves (£000)

| Reserve | Opening balance | Used | Closing balance |
|---|--:|--:|--:|
| Homelessness prevention | 640 | 210 | 430 |
| Regeneration fund | 1,375 | 350 | 1,025 |
| Repairs smoothing | 285 | 0 | 285 |
| Total | 2,300 | 560 | 1,740 |

"""
WRONG = [
    ("The largest is in Homelessness, where {£0.230m} more than the budget of £4.250m is forecast.", "£0.320m"),
    ("The largest is in Homelessness, where £0.230m more than the budget of {£4.250m} is forecast.", "£4,250m"),
    ("Homelessness has a budget of £4.250m and is forecast to spend {£4.480m}.", "£4.840m"),
    ("Homelessness is forecast to overspend its budget of £4.250m by {£230,000}.", "£320,000"),
    ("Repairs and maintenance is forecast at £5.065m, {£65,000} below its budget.", "£56,000"),
    ("Regeneration is forecast to spend £1.850m, an underspend of {£20,000}.", "£200,000"),
    ("The portfolio's cash limit is {£12.480m}.", "£12,480m"),
    ("The portfolio is forecast to overspend its budget of £12.480m by {£0.135m}.", "£0.153m"),
    ("The Regeneration fund opened the year with £1.375m, of which {£350,000} is to be used.", "£530,000"),
    ("The Regeneration fund will close at {£1.025m} after £350,000 is used.", "£1.052m"),
    (
        "Homelessness (£230,000) less underspends of {£65,000} in Repairs and maintenance and £20,000 in Regeneration.",
        "£56,000",
    ),
    ("We have £4.250m for Homelessness, £5.130m for Repairs and maintenance, {£1.870m} for Regeneration.", "£1.780m"),
    ("Spending is Homelessness {£4.480m}, Regeneration £1.850m, Strategy and support £1.220m.", "£4.840m"),
    ("Homelessness has spent £210,000 of its budget of {£4.250m}.", "£4,250m"),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "typed"), WRONG)
def test_what_differs_from_the_row_of_the_figures_beside_it_is_told(tmp_path: Path, sentence: str, typed: str) -> None:
    before, _, rest = sentence.partition("{")
    right, _, after = rest.partition("}")
    assert scrutinised(tmp_path, f"{TABLES}{before}{right}{after}").slips == ()
    (told,) = scrutinised(tmp_path, f"{TABLES}{before}{typed}{after}").slips
    assert told.where.text == typed
    assert told.proposed == right


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("Homelessness is forecast to overspend by £0.230m on its budget of £4.250m.", "underspend"),
        ("The portfolio is forecast to overspend by £0.135m on its budget of £12.480m.", "underspend"),
        ("Repairs and maintenance is £65,000 below its budget of £5.130m.", "above"),
        ("The portfolio forecasts an overspend of £0.135m.", "underspend"),
        ("Homelessness forecasts an overspend of £0.230m.", "underspend"),
    ],
)
def test_words_that_say_the_opposite_of_the_row_are_told(tmp_path: Path, right: str, wrong: str) -> None:
    assert scrutinised(tmp_path, TABLES + right).slips == ()
    said = next(word for word in ("overspend", "below") if word in right)
    (told,) = scrutinised(tmp_path, TABLES + right.replace(said, wrong)).slips
    assert told.title == "The words say the opposite of the table"


@pytest.mark.parametrize(
    "sentence",
    [
        *(Path(__file__).parent / "budget_look_alikes.txt").read_text(encoding="utf-8").splitlines(),
        "Homelessness spent £0.320m more than the budget of £4.250m before grants of £90,000.",
        "Last year Homelessness spent £0.320m more than the budget, which is now £4.250m.",
        "At quarter 1 the forecast for Homelessness was £0.320m over its budget of £4.250m.",
        "Homelessness has a budget of £4.250m, of which £0.203m is for hostels.",
        "Homelessness has a budget of £4.250m and agency staff cost £0.320m.",
        "The overspend in Homelessness (£0.230m of £4.250m) includes £0.023m for storage.",
        "The budget of £4.250m for Homelessness was £4.520m in 2024/25.",
        "Homelessness, Repairs and maintenance and Regeneration together have a budget of £11.250m.",
        "Nationally £12,840m is spent on homelessness.",
        "The Regeneration fund opened the year with £1.375m, and £530,000 of it is set aside for 2027/28.",
        "Of the £1.375m in the Regeneration fund, £530,000 is contractually committed to the town centre.",
        "Homelessness (£230,000), Regeneration (£20,000) and grants for Repairs and maintenance (£56,000) came up.",
        "Savings: £56,000 in Repairs and maintenance, £20,000 in Regeneration, £12,000 in Homelessness are planned.",
        "The budget is £4.3m for Homelessness, £5.1m for Repairs and maintenance and £1.9m for Regeneration.",
        "Homelessness is forecast at £4.5m, £0.2m over its budget of £4.250m.",
        "Regeneration is £25,000 under its budget of £1.870m before fees.",
        "The portfolio's forecast of £12.615m is £0.315m more than last year's outturn of £12.300m.",
    ],
)
def test_a_right_sentence_beside_a_table_is_not_told(tmp_path: Path, sentence: str) -> None:
    assert [slip.sentence for slip in scrutinised(tmp_path, TABLES + sentence).slips] == []


LISTED = [
    (
        "Homelessness forecasts an {over}spend of £0.230m, Repairs and maintenance an underspend of £0.065m and"
        " Regeneration an underspend of £0.020m."
    ),
    (
        "Homelessness forecasts an overspend of £0.230m, Repairs and maintenance an {under}spend of £0.065m and"
        " Regeneration an underspend of £0.020m."
    ),
    "Homelessness (£0.230m {over}spend) and Repairs and maintenance (£65,000 underspend) are the main variances.",
    "An {under}spend of £0.065m in Repairs and maintenance helps with the overspend of £0.230m in Homelessness.",
    "There is an {over}spend of £230,000 in Homelessness, besides underspends in all others.",
    "Homelessness is £0.230m over budget, and Repairs and maintenance £0.065m {under} budget.",
]


@pytest.mark.parametrize("sentence", LISTED)
def test_a_word_against_the_row_named_beside_it_is_told_in_a_list(tmp_path: Path, sentence: str) -> None:
    assert scrutinised(tmp_path, TABLES + sentence.replace("{", "").replace("}", "")).slips == ()
    (told,) = scrutinised(tmp_path, TABLES + sentence.replace("{over}", "under").replace("{under}", "over")).slips
    assert told.title == "The words say the opposite of the table"


@pytest.mark.parametrize(
    "sentence",
    [
        "At quarter 1 Homelessness had an underspend of £0.112m; it now forecasts an overspend of £0.230m.",
        "Savings of £0.065m in Repairs and maintenance offset the overspend in Homelessness of £0.230m.",
        "An underspend on pay of £0.230m and an overspend on hotels of £0.460m make up the position of Homelessness.",
        "Homelessness is over by £0.230m, after an underspend of £0.210m on storage.",
        "The shortfall of income in Homelessness of £0.230m is no underspend.",
        "Homelessness overspends by £0.230m; without the grant its overspend would be £0.330m.",
    ],
)
def test_words_about_something_else_of_a_row_are_not_told(tmp_path: Path, sentence: str) -> None:
    assert [slip.sentence for slip in scrutinised(tmp_path, TABLES + sentence).slips] == []


MOVED = [
    ("The Homelessness prevention reserve {falls} by £210,000 to £0.430m.", "rises"),
    ("The Homelessness prevention reserve falls by {£210,000} to £0.430m.", "£120,000"),
    ("The Regeneration fund is to fall by {£0.350m} to £1.025m.", "£0.530m"),
    ("The Regeneration fund will {fall} by £0.350m, to £1.025m.", "rise"),
    ("The Regeneration fund {decreases} by £350k to £1.025m, and nothing is used for repairs.", "increases"),
]


@pytest.mark.parametrize(("sentence", "typed"), MOVED)
def test_a_balance_moves_from_what_its_row_opens_with_to_what_it_closes_with(
    tmp_path: Path, sentence: str, typed: str
) -> None:
    before, _, rest = sentence.partition("{")
    right, _, after = rest.partition("}")
    assert scrutinised(tmp_path, f"{TABLES}{before}{right}{after}").slips == ()
    (told,) = scrutinised(tmp_path, f"{TABLES}{before}{typed}{after}").slips
    assert told.proposed in (right, "")


@pytest.mark.parametrize(
    "sentence",
    [
        "The Homelessness prevention reserve fell by £0.412m to £0.640m last year.",
        "Since quarter 1 the forecast of the Regeneration fund has risen by £0.050m to £1.025m.",
        "The Regeneration fund falls by £0.350m to £1.025m and by £0.500m to £0.525m in 2027/28.",
        "The target for the Regeneration fund rises by £0.100m to £1.475m.",
    ],
)
def test_a_balance_that_moves_at_another_time_is_not_told(tmp_path: Path, sentence: str) -> None:
    assert [slip.sentence for slip in scrutinised(tmp_path, TABLES + sentence).slips] == []


OUTTURNS = """# Report

| £000 | Cash limit | Expenditure | Appropriations | Outturn | Variance |
|---|--:|--:|--:|--:|--:|
| Libraries | 1,200 | 1,260 | (40) | 1,220 | 20 |
| Museums | 640 | 600 | 10 | 610 | (30) |
| Total | 1,840 | 1,860 | (30) | 1,830 | (10) |

"""


@pytest.mark.parametrize(
    ("where", "right"),
    [("Libraries expects", "an overspend of £20,000"), ("The portfolio expects", "an underspend of £10,000")],
)
def test_an_outturn_beside_the_expenditure_says_what_is_over(tmp_path: Path, where: str, right: str) -> None:
    assert scrutinised(tmp_path, f"{OUTTURNS}{where} {right}.").slips == ()
    turned = right.replace("under", "OVER").replace("over", "under").replace("OVER", "over")
    (told,) = scrutinised(tmp_path, f"{OUTTURNS}{where} {turned}.").slips
    assert told.title == "The words say the opposite of the table"


COSTS = """# Report

| £000 | This year | Last year | Change |
|---|--:|--:|--:|
| Dredging | 1,486 | 1,190 | 296 |
| Pilots | 934 | 1,018 | (84) |
| Crew | 4,215 | 4,032 | 183 |

"""


@pytest.mark.parametrize(
    ("sentence", "right", "wrong"),
    [
        ("Dredging {} by £296k to £1,486k.", "increased", "decreased"),
        ("Dredging {} by £0.296m to £1.486m because the bar was cleared twice.", "rose", "fell"),
        ("The cost of pilots {} by £84k, to £934k.", "fell", "rose"),
        ("Crew {} £183k to £4,215k.", "is up", "is down"),
    ],
)
def test_a_rise_that_the_row_has_as_a_fall_is_told(tmp_path: Path, sentence: str, right: str, wrong: str) -> None:
    assert scrutinised(tmp_path, COSTS + sentence.format(right)).slips == ()
    (told,) = scrutinised(tmp_path, COSTS + sentence.format(wrong)).wrong
    assert told.title == "The words say the opposite of the table"
    assert told.spots[1].text == ("1,486" if "Dredg" in sentence else "934" if "pilots" in sentence else "4,215")


@pytest.mark.parametrize(
    "sentence",
    ["Dredging fell by £296k to £894k.", "Dredging fell by £112k to £1,486k.", "Crew fell by £183k to £3,849k."],
)
def test_a_fall_to_another_figure_than_that_of_the_row_is_not_told(tmp_path: Path, sentence: str) -> None:
    assert [one.sentence for one in scrutinised(tmp_path, COSTS + sentence).slips] == []


def test_where_one_of_two_figures_bears_the_word_out_nothing_is_told(tmp_path: Path) -> None:
    rows = "| Dredging | 1,486 | 1,190 | 1,782 |\n| Crew | 90 | 80 | 70 |\n\n"
    text = f"# Report\n\n| £000 | Year | Before | Plan |\n|---|--:|--:|--:|\n{rows}"
    assert scrutinised(tmp_path, f"{text}Dredging fell by £296k to £1,486k.").slips == ()


def test_a_discount_that_falls_to_a_smaller_amount_is_one_taken_away(tmp_path: Path) -> None:
    rows = "| Discounts | (1,984) | (2,210) |\n| Crew | 90 | 80 |\n\n"
    text = f"# Report\n\n| £000 | Year | Before |\n|---|--:|--:|\n{rows}Discounts fell by £226k to £1,984k."
    assert scrutinised(tmp_path, text).slips == ()
