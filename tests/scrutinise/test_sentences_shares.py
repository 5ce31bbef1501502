"""Shares as officers word them: each with one figure mistyped is told of, and as it should be it is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from budget_monitor.model.results.outcome import Verdict
from tests.support.typed_sentences import assert_told_only_of, scrutinised

SHARES = [
    ("In the quarter 829 requests out of 923, or {89.8%}, were answered.", "88.9%"),
    ("In the quarter 829 were answered out of the 923 received ({89.8%}).", "88.9%"),
    ("{19} (5.8%) of the 326 visits led to a warning.", "91"),
    ("Timber was down by 7,805 tonnes, or {8.1%}, from 96,720 tonnes.", "8.8%"),
    ("Fees fell by £2,400 ({4.8%}) from £50,000.", "5.0%"),
    ("Events are £25,780 below their budget of £214,500, a shortfall of {12.0%}.", "13.7%"),
    ("63 ({36.0%}) of the 175 were upheld.", "63.0%"),
    ("Youth work cost £102,050, or {84.2%} of the total of £121,245.", "48.2%"),
    ("Moorings earned £143,900, {12.7} per cent of income of £1,136,150.", "17.2"),
    ("Grants of £0.85m met {43.4%} of the £1.96m.", "34.4%"),
    ("Arrears are £38,315, {2.0%} of loans of £1,915,750.", "3.0%"),
    ("Lending grew by 18,250 to 79,480 and is now {19.1%} of all 416,555 loans.", "11.9%"),
    ("Grounds at £9,730 are {27.4%} of the total of £35,510.", "24.7%"),
    ("1,105 members ({34.4%} of 3,214) have a loan.", "43.4%"),
    ("Its income is £7.467m, just over half ({50.2%}) of £14.885m.", "52.0%"),
    ("£1,616k had been spent of the £2,325k, {69.5%}.", "65.9%"),
    ("In all £1.2m of £4.8m, or {25%}, was spent.", "52%"),
    ("Of the 377 leavers, 151 (40.1%) named the cost, 98 (26.0%) had moved and 128 ({34.0%}) gave no reason.", "43.0%"),
    ("214 samples were taken: 197 (92.1%) were good, 11 (5.1%) fair and 6 ({2.8%}) poor.", "8.2%"),
    ("Of 1,648 smokers who set a date 923 had quit at four weeks ({56.0%}).", "44.0%"),
    ("Spending is £104.9m, which is {32.4%} of the revised programme of £323.7m.", "34.2%"),
    ("Letters made up {40%} of the 182,850 messages that came in (73,140).", "45%"),
    ("Of the 52,900 callers of last year, {40%} (21,400) had a wrong number.", "45%"),
    ("There were 5,273 decisions, of which {33%} were grants (1,760), and 4% were stays (192).", "38%"),
    ("There were 5,273 decisions, of which 33% were grants (1,760), and {4.0%} were stays (209).", "4.7%"),
    ("282 forms came, with 120 accepted or 43%. Then 81 were refused, that's {28.7%}.", "27.8%"),
    ("The overspend is £1,925,000. This represents {0.33%} of the gross budget of £575,462,000.", "0.53%"),
    ("It answered 1,273 of 1,814 letters ({70.2%}) in time.", "29.8%"),
    ("Spending of £41.985m is £3.245m above budget, an overspend of {8.4%} on the budget of £38.740m.", "8.9%"),
    ("Special schools are £2.4m over, {6.3%} of their budget of £38.2m.", "9.0%"),
    ("Supply alone is £27,000 over, i.e. {60.0%} above its budget of £45,000.", "66.0%"),
    ("Interest of £1,496k is £446k better than the £1,050k of the budget, {42.5%} above the estimate.", "44.6%"),
    ("It brings the budget to £5,787k, of which £1,371k has been spent, {23.7%} of the total.", "32.7%"),
    ("37 of the 135 that were closed were proven, a rate of {27.4%}.", "24.7%"),
    ("New savings rise to £12.5m by then, which is {34.2%} of the gap of £36.6m.", "43.2%"),
]


@pytest.mark.parametrize(("sentence", "typed"), SHARES)
def test_a_share_mistyped_is_told_of_and_the_right_one_holds(tmp_path: Path, sentence: str, typed: str) -> None:
    assert_told_only_of(typed, sentence, tmp_path)


@pytest.mark.parametrize(
    "sentence",
    [
        "We visited 19 homes, and 40% of the 52 flats were let.",
        "Costs rose by £1.2m, and 58% of the £20.7m is for pay.",
        "There were 18 in a class where 20% of the 30 were ill.",
        "Between 18 - 20% of the 30 schools replied.",
        "Of the 377 leavers, 151 (40.1%) named the cost and 98 (26.0%) had moved, of whom 12 (12.2%) went abroad.",
        "Of 214 samples 197 (92.1%) were good, against 188 (90.4%) of 208 a year before.",
        "It made 1,962 (71.7%) of 2,735, up from 1,893 (70.4% of 2,690).",
        "The 326 visits were 12 more (3.8%) than the 314 of last year.",
        "The additional income is £14,500, an increase of 15.0% on £96,400.",
        "Costs were £25.2m, of which £3.1m was agency, a rise of 11.3%.",
        "Costs were £25.2m, of which £3.1m was agency, 11.3% more than last year.",
        "Spend was £1.4m under budget and 5.6% of the £30.2m is for pay.",
        "Spend is £1.2m over, 3% of the budget, against £38.0m last year.",
        "Debt is £1.4m more than in March, and 15% of the £10.2m is older than a year.",
        "It left 541 of 1,814 letters (70.2%) without an answer in time.",
        "541 of 1,814 letters missed their day (70.2%).",
        "There were 699,800 without work or 9.1% of the workforce, up from 671,400 in May.",
        "In May 5,273 people came, of whom 33% were young (1,100 of them at night).",
        "The budget of £4.8m is 3% more, or £0.14m, and 25% of the £1.2m of savings is late.",
    ],
)
def test_a_sentence_that_only_looks_like_a_wrong_share_is_none(tmp_path: Path, sentence: str) -> None:
    assert [slip.sentence for slip in scrutinised(tmp_path, sentence).slips] == []


def test_a_share_that_a_table_bears_out_leaves_the_count_as_what_is_wrong(tmp_path: Path) -> None:
    table = "| Indicator | Target | Result |\n|---|---|---|\n| Invoices paid in 30 days | 95.0% | 94.8% |\n\n"
    (told,) = scrutinised(tmp_path, f"{table}Of 1,240 invoices, 1,167 (94.8%) were paid within 30 days.").slips
    assert told.where.text == "1,167"
    assert told.proposed == "1,176"


def test_of_a_share_and_a_count_of_which_either_may_be_wrong_neither_is_proposed(tmp_path: Path) -> None:
    (told,) = scrutinised(tmp_path, "Of 1,240 invoices, 1,167 (94.8%) were paid within 30 days.").slips
    assert told.proposed == ""


VISITS = """| Measure | 2023/24 | 2024/25 |
|---|--:|--:|
| New birth visits | 2,688 | {} |
| Births | 2,960 | 2,878 |
"""


@pytest.mark.parametrize("made", [2655, 2656, 2657])
def test_a_share_whose_count_a_table_has_is_not_of_the_next_figure_of_its_sentence(tmp_path: Path, made: int) -> None:
    text = (
        "A visit within 14 days reached 92.3% of the 2,878 newborn; although fewer were made than in 2023/24 (2,688),"
        " the proportion was higher, 90.8% then."
    )
    found = scrutinised(tmp_path, f"# Report\n\n{VISITS.format(f'{made:,}')}\n{text}\n")
    assert [one.sentence for one in found.relations if one.verdict is Verdict.UNDECIDED] == []
    assert found.slips == ()
    found = scrutinised(tmp_path, f"# Report\n\n{VISITS.format('2,301')}\n{text}\n")
    assert [one.cells[0].text for one in found.relations if one.verdict is Verdict.UNDECIDED] == ["92.3%"]
