"""Budgets and balances as officers word them: told of where a figure or a word is wrong, never as they should be."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from random import Random

import pytest

from tests.support.typed_sentences import scrutinised

BUDGETS = [
    "The portfolio's cash limit is {a} and the forecast outturn is {b}, an {over} of {c}.",
    "The forecast outturn of {b} against a cash limit of {a} is an {over} of {c}.",
    "Spending of {b} is forecast against the budget of {a}, giving an {over} of {c}.",
    "The service has a budget of {a} and expects to spend {b}, which is {c} {above} budget.",
    "An {over} of {c} is forecast against the approved budget of {a}, with spending of {b}.",
    "Net expenditure for the year was {b} compared with a revised budget of {a}, an {over} of {c}.",
    "The budget was {a}. Actual spending came to {b}, an {over} of {c}.",
    "We spent {b} against a budget of {a}, so we are {overt} by {c}.",
    "The directorate is projecting an {over} of {c} on its net budget of {a} (forecast: {b}).",
    "The {a} budget was {overt} by {c}, with actual costs of {b}.",
    "Adult social care's outturn was {b}, {c} {above} its {a} budget.",
    "The outturn position is {b}, which is {c} {above} the cash limit of {a}.",
    "The revised budget stands at {a} and projected expenditure at {b}, resulting in a projected {over} of {c}.",
    "Against a budget of {a}, the projected outturn is {b}: an {over} of {c}.",
    "The Council's net revenue budget for 2026/27 is {a}. The latest forecast is {b}, an {over} of {c}.",
    "At the end of September the forecast is {b}, {c} {above} the budget of {a}.",
    "The year-end position shows an {over} of {c} (budget {a}, actual {b}).",
    "Budget {a}, outturn {b}, {over} {c}.",
    "Total expenditure amounted to {b} against the cash limit of {a}; an {over} of {c}.",
    "Highways is forecast to {over} by {c} against its budget of {a}, spending {b} in all.",
    "Capital expenditure of {b} was incurred against a programme of {a}, an {over} of {c}.",
    "The cash limit is {a}, the projected outturn {b} and the {over} therefore {c}.",
    "Expenditure is projected to be {b} by year end. This compares with a budget of {a} and gives an {over} of {c}.",
    "The budget for children's services is {a}, while spending is expected to reach {b}, an {over} of {c}.",
    "The revenue outturn for the year was {b}, representing an {over} of {c} against the revised budget of {a}.",
    "Net spend of {b} is {c} {above} the budgeted {a}.",
    "The approved budget of {a} is expected to be {overt} by {c}, giving an outturn of {b}.",
    "The forecast at month 6 is net expenditure of {b} against budget of {a}, an {over} of {c}.",
    "It is forecast that {b} will be spent against a budget of {a}, an {over} of {c}.",
    "The portfolio reports an {over} of {c}: net expenditure of {b} on a cash limit of {a}.",
    "Against the {a} budget we now expect to spend {b}, so an {over} of {c} is likely.",
    "The provisional outturn shows spend of {b} against the budget of {a} (an {over} of {c}).",
    "The forecast variance is {c} {overt}, with spending of {b} against the {a} budget.",
    "The department will {over} its {a} budget by {c}, taking spending to {b}.",
    "This year's budget of {a} compares with likely spending of {b}, leaving an {over} of {c}.",
]
USED = [
    "Reserves stood at {a} on 1 April 2026, and {c} is to be used in the year, which leaves {b}.",
    "The reserve opened at {a}; after drawing down {c} it will close at {b}.",
    "The opening balance was {a}, {c} was used and the closing balance is {b}.",
    "The opening balance of {a} is reduced by planned use of {c} to a closing balance of {b}.",
    "General balances were {a} at 1 April. A drawdown of {c} leaves {b} at 31 March.",
    "{c} of the {a} reserve will be used this year, leaving {b}.",
    "The fund began the year with {a}, of which {c} has been spent, leaving a balance of {b}.",
    "The balance brought forward was {a} and {c} has been drawn down, so {b} is carried forward.",
    "Reserves of {a} were held at the start of the year; {c} is planned to be used and {b} will remain.",
    "The reserve is expected to fall from {a} to {b}, following use of {c}.",
    "Opening balance {a}, used {c}, closing balance {b}.",
    "The reserve held {a} at 1 April 2026. Use of {c} is planned, which will leave {b} at 31 March 2027.",
    "It is proposed to use {c} of the reserve of {a}, which would leave {b}.",
    "Of the reserve of {a}, {c} is to be drawn down in 2026/27, leaving {b}.",
    "The reserve stood at {a} at the start of the year, less {c} applied in the year, giving {b} at year end.",
    "The reserve's balance is {b}, having opened the year at {a} with {c} since withdrawn.",
    "{c} was released from the reserve, taking the balance from {a} to {b}.",
    "The balance on the reserve at 31 March will be {b} ({a} at 1 April, less {c} used).",
    "The transformation reserve has {a} available, {c} of which is committed, leaving {b} uncommitted.",
    "The reserve had {a} in it at the start of April and {b} will be left at the end of March after {c} is spent.",
    "We hold reserves of {a} and plan to draw down {c}, which will reduce them to {b}.",
    "The balance carried forward is {b} after {c} was taken from the {a} brought forward.",
    "Reserves fell by {c}, from {a} to {b}.",
    "From an opening balance of {a}, {c} was withdrawn to leave {b}.",
    "The year-end balance is forecast at {b}, based on an opening balance of {a} and planned drawdowns of {c}.",
]
ADDED = [
    "Reserves stood at {a} on 1 April 2026, and {c} is to be added in the year, which leaves {b}.",
    "The reserve opened at {a} and, with contributions of {c}, will close at {b}.",
    "The opening balance was {a}, {c} was added and the closing balance is {b}.",
    "A contribution of {c} takes the reserve from {a} to {b}.",
    "The insurance fund stood at {a}; {c} was paid in during the year and it closed at {b}.",
    "The balance brought forward was {a}, {c} was transferred in and {b} is carried forward.",
    "{c} was added to the reserve of {a}, bringing it to {b}.",
    "Adding {c} to the reserve increases it from {a} to {b}.",
]
LOOK_ALIKES = (Path(__file__).parent / "budget_look_alikes.txt").read_text(encoding="utf-8").splitlines()
"""Right sentences in which a budget or a balance stands that does not come out, or seems to."""
OVER = {"over": "overspend", "overt": "overspent", "above": "above"}
UNDER = {"over": "underspend", "overt": "underspent", "above": "below"}


def _told(folder: Path, template: str, words: dict[str, str], a: str, b: str, c: str) -> list[str]:
    return [slip.sentence for slip in scrutinised(folder, template.format(a=a, b=b, c=c, **words)).slips]


@pytest.mark.parametrize("template", BUDGETS)
def test_a_budget_with_its_outturn_and_variance_is_checked(tmp_path: Path, template: str) -> None:
    assert _told(tmp_path, template, OVER, "£12.480m", "£12.615m", "£0.135m") == []
    assert _told(tmp_path, template, UNDER, "£12.615m", "£12.480m", "£0.135m") == []
    assert len(_told(tmp_path, template, OVER, "£12.480m", "£12.615m", "£0.153m")) == 1
    assert len(_told(tmp_path, template, OVER, "£12.480m", "£12.165m", "£0.135m")) == 1
    assert len(_told(tmp_path, template, OVER, "£12.480m", "£12.615m", "£135m")) == 1
    (told,) = _told(tmp_path, template, UNDER, "£12.480m", "£12.615m", "£0.135m")
    assert told == "the words say an underspend, but £12.615m is more than £12.480m"


@pytest.mark.parametrize(
    ("template", "opening", "closing"),
    [*((one, "£2.300m", "£1.740m") for one in USED), *((one, "£1.740m", "£2.300m") for one in ADDED)],
)
def test_a_balance_with_what_moves_it_is_checked(tmp_path: Path, template: str, opening: str, closing: str) -> None:
    mistyped = closing[:3] + closing[4] + closing[3] + closing[5:]
    assert _told(tmp_path, template, {}, opening, closing, "£0.560m") == []
    assert len(_told(tmp_path, template, {}, opening, closing, "£0.650m")) == 1
    assert len(_told(tmp_path, template, {}, opening, closing, "£560m")) == 1
    assert len(_told(tmp_path, template, {}, opening, mistyped, "£0.560m")) == 1


@pytest.mark.parametrize("sentence", LOOK_ALIKES)
def test_a_right_sentence_that_only_looks_like_a_wrong_budget_is_none(tmp_path: Path, sentence: str) -> None:
    assert [slip.sentence for slip in scrutinised(tmp_path, sentence).slips] == []


@pytest.mark.parametrize(
    "sentence",
    [
        "The budget for adult care is £4.250m and the forecast £4.570m, an overspend of £0.230m in adult care.",
        "The budget is £4.250m and the forecast £4.570m, an overspend of £0.230m on the budget.",
        "The budget is £4.250m and the forecast £4.570m, an overspend of £0.230m for the year.",
        "The budget is £4.250m and the forecast £4.570m. The overspend of £0.230m is the largest.",
        "At quarter 1 the budget is £4.250m and the forecast £4.570m; an overspend of £0.230m was shown at quarter 1.",
        "The revised budget was £4.250m, the outturn £4.570m and the overspend against the revised budget £0.230m.",
        "The revised budget is £4.250m and the outturn £4.570m, an overspend of £0.230m on the revised budget.",
        "The net budget is £4.250m and net spending £4.570m, with an overspend of £0.230m.",
        "The budget is £4.250m and the forecast £4.570m, an overspend of £0.230m across the service.",
        "The budget is £4.250m and the forecast £4.570m, so an overspend of £0.230m is forecast.",
        "The budget is £4.250m and the outturn £4.570m, an overspend of £0.230m in 2023/24.",
        "The budget is £4.250m and the forecast £4.570m, an overspend of £0.230m due to agency staff.",
        "The budget is £4.250m and the forecast £4.570m, an overspend of £0.230m overall.",
        "The budget is £4.250m and the forecast £4.570m, an overspend of £0.230m, which was expected.",
    ],
)
def test_an_overspend_that_its_words_tie_to_nothing_else_is_that_of_the_budget(tmp_path: Path, sentence: str) -> None:
    (told,) = scrutinised(tmp_path, sentence).slips
    assert told.sentence == "from £4.250m to £4.570m is a change of £0.320m, but £0.230m is written"


def test_the_percentage_in_brackets_is_that_of_the_budget(tmp_path: Path) -> None:
    sentence = "The cash limit is £12.480m and the forecast outturn is £12.615m, an overspend of £0.135m ({p})."
    assert scrutinised(tmp_path, sentence.format(p="1.1%")).slips == ()
    (told,) = scrutinised(tmp_path, sentence.format(p="11%")).slips
    assert told.proposed == "1.1%"


def _written(thousands: int, style: str) -> str:
    if style == "£":
        return f"£{thousands * 1000:,}"
    if style == "£k":
        return f"£{thousands:,}k"
    decimals = int(style)
    return f"£{thousands / 1000:.{decimals}f}m"


def _exchanged(text: str, chance: Random) -> str:
    """A figure with two neighbouring digits exchanged, empty where none differ."""
    pairs = [
        at for at, two in enumerate(pairwise(text)) if "".join(two).isdecimal() and two[0] != two[1] != "0" != two[0]
    ]
    if not pairs:
        return ""
    at = chance.choice(pairs)
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]


def test_generated_budgets_never_fail_and_most_slips_in_them_are_told(tmp_path: Path) -> None:
    chance = Random(20261128)
    found = []
    for template in BUDGETS * 6:
        plan, variance, sign = chance.randint(300, 90_000), chance.randint(101, 2_500), chance.choice([1, -1])
        words, other = (OVER, UNDER) if sign > 0 else (UNDER, OVER)
        is_rounded = chance.random() < 0.4
        styles = chance.choices("123", k=3) if is_rounded else [chance.choice(["£", "£k", "3"])] * 3
        figures = [_written(*one) for one in zip((plan, plan + sign * variance, variance), styles, strict=True)]
        assert _told(tmp_path, template, words, *figures) == []
        if not is_rounded:
            found.append(bool(_told(tmp_path, template, other, *figures)))
            for at, figure in enumerate(figures):
                if changed := _exchanged(figure, chance):
                    slipped = [*figures[:at], changed, *figures[at + 1 :]]
                    found.append(bool(_told(tmp_path, template, words, *slipped)))
    assert sum(found) >= 0.95 * len(found)
