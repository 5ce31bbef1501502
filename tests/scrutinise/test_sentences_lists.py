"""Lists in which each part has its name before it: libraries £1.21m, parks £0.42m and roads £0.83m."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.typed_sentences import assert_told_only_of, scrutinised

LISTS = [
    ("Of the 33, the client owns {14}, the contractor 13 and the utilities companies 6.", "41"),
    ("There are 2,989 homes: Oakfield has {1,120} of them, St Anne's 728 and Westhill 1,141.", "1,210"),
    ("The overspend of £2,456k comes from libraries (£1,214k), parks ({£412k}) and roads (£830k).", "£421k"),
    ("The overspend of £2,456k relates to libraries (£1,214k), parks (£412k), and roads ({£830k}).", "£803k"),
    ("The overspend is £2,456k: libraries £1,214k, parks {£412k} and roads £830k.", "£421k"),
    ("Savings were £1,305k – care homes {£640k}, fostering £415k and transport £250k.", "£460k"),
    (
        "The pressure is £2,456k, of which libraries account for £1,214k, parks for £412k and roads for {£830k}.",
        "£380k",
    ),
    ("Libraries cost £1,214k, parks £412k and roads £830k, which adds up to {£2,456k}.", "£2,465k"),
    ("Rebates were £74,350 better and costs £30,375 lower, which adds up to {£104,725}.", "£104,275"),
    ("Savings of £640k in care, of £415k in schools and of £250k in transport give {£1,305k}.", "£1,035k"),
    ("54 decisions were late: 21 minors, 22 householders, {7} others and 4 majors.", "9"),
]


@pytest.mark.parametrize(("sentence", "typed"), LISTS)
def test_a_part_mistyped_is_told_of_and_the_right_ones_hold(tmp_path: Path, sentence: str, typed: str) -> None:
    assert_told_only_of(typed, sentence, tmp_path)


@pytest.mark.parametrize(
    "sentence",
    [
        "The overspend of £2,456k comes mainly from libraries (£1,241k), parks (£412k) and roads (£380k).",
        "The overspend is £2,456k, largely libraries £1,241k, parks £412k and roads £380k.",
        "The overspend of £2,456k relates to libraries (£1,241k, of which £300k is new), parks (£412k) and others.",
        "We have 2,456 members: last year there were 1,214, the year before 412 and in 2019 803.",
        "Fees are £245: for adults £121, for children £41 and for dogs £39.",
        "The budget is £2,456k: the target for libraries was £1,214k, for parks £412k and for roads £803k.",
        "Of the 33 risks, the board owns 14, the contractor 13 and the companies some.",
        "Of the £2,456k, libraries had £1,241k and parks £412k.",
        "Visits came to 2,456 in July: Monday had 1,214, Tuesday 412 and all other days more than 803.",
        "Care costs £10.7m (£14.2m gross, £3.5m income), and printing £13.6m (£17.1m less £3.5m).",
        "Regeneration grew by 56 staff (71 starters and 15 leavers).",
        "The pressure of £13.0m comprises £7.6m for property and £5.8m for tourism, partly offset by £0.4m for care.",
        "The movement of £4.8m is made up of an increase of £8.8m in voids and a decrease of £4.0m in repairs.",
        "The gap of £1.1m will be met from the reserve of £11.1m, leaving £10.0m.",
        "Grants of £1,214k and £412k give councils more than £2,465k.",
    ],
)
def test_lists_that_are_not_of_all_parts_are_none(tmp_path: Path, sentence: str) -> None:
    assert [slip.sentence for slip in scrutinised(tmp_path, sentence).slips] == []


NAMES = ("libraries", "parks and open spaces", "St Anne's", "the north", "adult care", "waste")
WORDS = (
    "The total is £{total:,}: {0} £{a:,}, {1} £{b:,} and {2} £{c:,}.",
    "Costs were £{total:,}, of which {0} took £{a:,}, {1} £{b:,} and {2} £{c:,}.",
    "The sum of £{total:,} went to {0} (£{a:,}), {1} (£{b:,}) and {2} (£{c:,}).",
)


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(WORDS),
    st.permutations(NAMES),
    st.tuples(*[st.integers(1_201, 98_999)] * 3),
)
def test_right_lists_hold_and_are_never_told_of(
    tmp_path: Path, words: str, names: list[str], parts: tuple[int, int, int]
) -> None:
    a, b, c = parts
    found = scrutinised(tmp_path, words.format(*names, total=sum(parts), a=a, b=b, c=c))
    assert ([slip.sentence for slip in found.slips], len(found.relations)) == ([], 1)


@pytest.mark.parametrize(
    ("text", "right", "typed"),
    [
        ("The pressures are:\n\n- £0.86m in adults\n- £0.38m in children\n- £{}m in total", "1.24", "1.42"),
        ("Reserves will be used for:\n\n- redundancy, £{}m\n- ICT, £0.35m\n- in all, £0.77m.", "0.42", "0.24"),
        ("Total capital receipts were £3.39m.\n\n- Land at Mill Lane: £2.15m\n- Old depot: £{}m", "1.24", "1.42"),
    ],
)
def test_a_total_in_the_last_item_or_alone_before_a_list_is_that_of_its_items(
    tmp_path: Path, text: str, right: str, typed: str
) -> None:
    assert scrutinised(tmp_path, text.format(right)).slips == ()
    assert len(scrutinised(tmp_path, text.format(typed)).wrong) == 1


@pytest.mark.parametrize(
    "text",
    [
        "The main savings within the £1.86m are:\n\n- £0.74m from vacancies\n- £0.62m from contracts",
        "The savings come to £1.86m in all, the largest being:\n\n- £0.74m from vacancies\n- £0.62m from contracts",
        "The budget gap of £4.2m is after:\n\n- council tax growth of £1.1m\n- savings of £2.3m",
        "The pressures are:\n\n- £0.86m in adults\n- £0.38m in children\n- £2.1m in total next year",
        "We plan:\n\n- Staffing £0.40m\n- Fleet £0.15m\n- less slippage £0.05m\n- Total £0.50m",
        "Total reserves are £21.6m.\n\n- General fund £6.2m\n- Schools £4.1m\n- see appendix B for the others",
    ],
)
def test_a_list_of_some_of_a_figure_is_not_held_against_it(tmp_path: Path, text: str) -> None:
    assert [slip.sentence for slip in scrutinised(tmp_path, text).slips] == []
