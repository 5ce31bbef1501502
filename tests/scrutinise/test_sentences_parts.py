"""Wholes and their parts as officers word them: with one figure mistyped they are told of, else they are not."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.typed_sentences import assert_told_only_of, scrutinised

WHOLES = [
    ("We employ 1,412 people (1,187 full-time and {225} part-time).", "252"),
    ("We employ 1,412 people ({1,187} full-time staff, and 225 part-time).", "1,817"),
    ("There are {843} services (731 cremations and 112 burials).", "834"),
    ("38 of 52 Saturdays were booked and {14} free.", "41"),
    ("38 of 52 Saturdays (73.1%) were booked and {14} (26.9%) were not.", "41"),
    ("38 of the 52 garages are let and the other {14} stand empty.", "15"),
    ("Of 212 moorings {197} are let and 15 vacant.", "179"),
    ("Of the 212 moorings, 197 are let, leaving {15} vacant.", "51"),
    ("Of 88 applications, 79 were approved, 7 refused and {2} withdrawn.", "12"),
    ("Of 88 applications, {79} were approved, seven refused and two withdrawn.", "97"),
    ("There were 88 applications, of which 79 were approved, 7 refused and {2} withdrawn.", "12"),
    ("We had 118 entrants, of whom 71 had been known before and {47} had not.", "74"),
    ("Of 1,862 missed bins, 1,644 were put right the next day and {218} later.", "281"),
    ("214 were new, so {398} of the 612 had been before.", "389"),
    ("3,418 homes meet the standard out of 3,560, which leaves {142} that do not.", "124"),
    ("Burials numbered 112: 61 in new graves and {51} in existing ones.", "15"),
    ("The Fund has 41,870 members: 14,210 contributors, 13,455 pensioners and {14,205} deferred.", "12,405"),
    ("Officers made 326 visits: 188 to pubs, 74 to takeaways, and {64} to shops.", "94"),
    ("A survey was answered by 2,046 readers; {1,903} were satisfied, 102 were neither and 41 were not.", "1,093"),
    ("240 children came before us, 189 boys (78.8%) and {51} girls (21.3%).", "15"),
    ("Of £9.055m approved, £3.915m has been spent and {£5.140m} remains.", "£5.410m"),
    ("It cost £4.86m: £3.12m for staff, £0.91m for buildings, £0.58m for stock and {£0.25m} for systems.", "£0.52m"),
    ("Admissions raised £212,480 and the shops £68,915, together {£281,395}.", "£281,935"),
    ("Food cost £1,412,500 and staff £1,688,000, {£3,100,500} together.", "£3,010,500"),
    ("Grants of £1.100m, borrowing of £0.900m and receipts of £0.325m pay for it, {£2.325m} in all.", "£2.235m"),
    ("It cost £1.284m, funded by {£512k} from the board, £604k from the council and £168k from partners.", "£521k"),
    ("Reserves were £742k; adding £116k takes them to {£858k}.", "£885k"),
    ("Balances were £164,300 on 1 April 2026 and, after adding £29,800, {£194,100} a year later.", "£149,100"),
    ("We added £5.783m. Of this: {£4.184m} came from grants; £1.234m from developers; and £0.365m from us.", "£4.814m"),
    ("In the spring 19,366 were helped ({2,505} with food only, 16,861 with a bed).", "2,605"),
    ("Roads are £2.435m over and parks £1.372m, giving an overall overspend of {£3.807m}.", "£3.801m"),
    ("The team has 8.5 posts, of which 7.0 are filled and {1.5} vacant.", "2.5"),
    (
        "Total spending was £1,647k (budget £1,719k), made up of £754k for pay, {£606k} for goods and £287k for rent.",
        "£660k",
    ),
    ("Spending of {£1,647k} against a budget of £1,719k comprises £754k for pay and £893k for goods.", "£1,674k"),
    ("Income of £1,647k, up from £1,583k in 2022/23, is made up of £754k of fees and {£893k} of grants.", "£839k"),
    (
        "Debt of £1,647k at 31 March 2024 (31 March 2023: £1,719k) comprises £754k of loans and {£893k} of bonds.",
        "£839k",
    ),
    ("The 42 councillors (48 before 2023) are made up of 20 Labour, {15} Conservative and 7 others.", "51"),
    ("Our 512 staff, 14 more than a year ago (498), comprise 300 in care, {112} in schools and 100 elsewhere.", "121"),
    ("There were {1,647} replies from 1,719 forms, made up of 754 from tenants and 893 from owners.", "1,674"),
    (
        "The programme, now £1,647k rather than £1,719k, consists of roads {£754k}, bridges £606k and paths £287k.",
        "£745k",
    ),
    ("Debtors fell from £1,719k to {£1,647k}, consisting of £754k of rents and £893k of fees.", "£1,674k"),
    ("Reserves of {£1,647k} (£1,719k at 1 April 2023) comprise £754k for schools and £893k for roads.", "£1,674k"),
    (
        "The grant was £1,647k, not the £1,719k applied for, and is split between Hull (£754k) and York ({£893k}).",
        "£839k",
    ),
    ("It cost £1,647k instead of £1,719k, funded by £754k of grant, {£606k} of loans and £287k of receipts.", "£660k"),
    ("The team dealt with {1,647} calls (the target was 1,719), made up of 754 on rents and 893 on repairs.", "1,674"),
]


@pytest.mark.parametrize(("sentence", "typed"), WHOLES)
def test_a_part_mistyped_is_told_of_and_the_right_ones_hold(tmp_path: Path, sentence: str, typed: str) -> None:
    assert_told_only_of(typed, sentence, tmp_path)


@pytest.mark.parametrize(
    "sentence",
    [
        "We employ 1,412 people (1,387 last year and 1,402 the year before).",
        "We employ 1,412 people (1,187 full-time).",
        "We gave 777,555 prizes, made up of 422,000 first ones, 258,000 second ones and 98,000 others.",
        "The 137,000 tonnes comprised 59,500 tonnes for Hull, 53,000 for Goole and 24,500 for Selby.",
        "There are 12 pumps (3 large and 8 small).",
        "Of 126 staff, 98 had their training, 45 gave first aid and 32 drove.",
        "Of 131 teachers 118 are qualified and 31 hold a master’s degree.",
        "Of 14 contracts 9 went to local firms and 6 were worth more than planned.",
        "Of 88 applications, 79 were approved, 7 of them with conditions, and 9 refused.",
        "Of 88 applications, 79 were approved, 7 refused and the rest withdrawn.",
        "Of 88 applications, 60 came by post, 28 by mail and 18 by both.",
        "Of the 100 members 60 are men, 40 women and 25 retired.",
        "19 of the 326 visits led to a warning and 5 to a closure.",
        "We had 1,846 visits, of which 1,689 were in person, compared with 1,701 in November.",
        "It costs £29 a day: £10.50 for meals, £9.50 for a bed, £7 for fuel and £2 for other things.",
        "We sent 1,200 letters, 900 emails and 300 texts.",
        "There were 731 comments: 98 on parking and 51 on bins.",
        "Of 52 Saturdays 38 were booked, and 14 weeks’ notice was given for 83 events.",
        "Of 3 wards 120 homes are in the first, 99 in the second and 31 in the third.",
        "About 1,400 people (1,187 full-time and 252 part-time) work here.",
        "Of 31 residents 26 were in favour and 4 against.",
        "Fees were £2m and rents £3m, together with £4m of grants.",
        "The budget was £4.2m; adding inflation of £0.3m takes it to £4.6m with the new posts.",
        "A buffer comprising 1 part of salt and 0.1 of lime is put on 10 pitches.",
    ],
)
def test_a_sentence_that_only_looks_like_a_wrong_sum_is_none(tmp_path: Path, sentence: str) -> None:
    assert [slip.sentence for slip in scrutinised(tmp_path, sentence).slips] == []


def test_the_gap_of_a_sum_is_told_in_the_unit_of_its_total(tmp_path: Path) -> None:
    said = "Overtime was £0.41m: £0.17m in waste, £0.19m in highways and £0.11m in parks."
    (slip,) = scrutinised(tmp_path, said).slips
    assert slip.sentence.endswith("come to £0.47m, but £0.41m is written; the gap is -£0.06m")


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(13, 9_999), min_size=3, max_size=5), st.integers(1, 4_000))
def test_a_list_that_leaves_a_part_out_is_no_alarm(tmp_path: Path, parts: list[int], missing: int) -> None:
    """Exchanged digits make a difference that nine divides; any other is a part that was not named."""
    listed = ", ".join(f"{one:,} kind {'abcde'[at]}" for at, one in enumerate(parts[:-1]))
    whole = sum(parts) + missing + (missing % 9 == 0)
    text = f"We had {whole:,} letters: {listed} and {parts[-1]:,} of another kind."
    assert scrutinised(tmp_path, text).slips == ()


OVER_TWO = [
    ("The quota is 480 movements. It was not exceeded: 442 were flown, leaving {38} unused.", "48"),
    ("The profit is £3.12m. £2.00m is paid as a dividend and £0.75m set aside, whereupon {£0.37m} is carried forward.",
     "£0.47m"),
    ("The hall has 412 seats. 318 were sold, leaving {94} empty.", "49"),
    ("The grant is £82,500. £41,300 went on staff and £18,700 on rent, leaving {£22,500} unspent.", "£25,200"),
    ("The fleet has 1,204 vehicles. 918 of diesel and 187 of petrol are in use, and the remaining {99} are electric.",
     "199"),
    ("We have 5,102 members. Of these 3,877 are full, 1,010 associate and {215} honorary.", "251"),
    ("We teach 5,102 pupils. Of these 3,877 learn only in groups, 1,010 only singly and {215} in both ways.", "251"),
    ("There are 1,412 members. Of these 840 only swim, 387 only use the gym and {185} do both.", "158"),
    ("Requests: 41,877 made. Met within ten days: 38,946. Later or not at all: {2,931}. All were free.", "2,391"),
    ("Invoices: 8,412. Paid in time: 7,970. Paid late: {442}.", "424"),
    ("Gifts of £18,400 and £27,650 made £46,050. Out of this we paid £41,099. There is {£4,951} left over.", "£4,851"),
    ("We paid £405,000 and for others we received £108,000, so the net cost was {£297,000}.", "£279,000"),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "typed"), OVER_TWO)
def test_what_is_left_of_the_figure_of_the_sentence_before_is_checked(
    tmp_path: Path, sentence: str, typed: str
) -> None:
    before, _, rest = sentence.partition("{")
    right, _, after = rest.partition("}")
    assert [one.sentence for one in scrutinised(tmp_path, f"{before}{right}{after}").slips] == []
    (told,) = scrutinised(tmp_path, f"{before}{typed}{after}").wrong
    assert any(spot.text.startswith(typed) for spot in told.spots)


@pytest.mark.parametrize(
    "text",
    [
        "We received 480 cases. 442 were decided, leaving 48 open.",
        "Ten were open at the start, and there were 480 more. 442 were decided, leaving 48 open.",
        "There are 480 cases. 442 were decided and 48 are open.",
        "There are 747 apprentices. Of these 391 are women and 508 under 25.",
        "There are 747 apprentices. Of these 391 are women, 208 over 60 and 163 disabled.",
        "The hall has 412 seats and the theatre 318. 210 were sold, leaving 108 empty.",
        "The hall has 412 seats. 318 people came in cars, leaving 49 without a place to park.",
        "The budget is £82,500. £41,300 was spent by June, leaving about £41,000.",
        "We brought forward £10,000. Gifts made £46,050. Out of this we paid £41,099. There is £14,951 left.",
        "There are 1,412 members. Of these 840 swim, 387 use the gym and 158 do both.",
        "There are 1,412 members. Of these 840 only swim, 387 use the gym and 158 do both.",
        "Requests: 41,877. Met within ten days: 38,946. Other letters: 2,391.",
        "Calls: 8,412. Answered: 7,970. Others by e-mail: 1,204.",
        "There are 400 homes. 120 were sold in 2019 and 130 in 2020, leaving 140 to be let and 10 for the warden.",
        "We saw 1,204 people. Of these 918 were over 60, 187 lived alone and 99 came twice; 45 came by taxi.",
    ],
)
def test_what_is_not_all_that_is_left_is_none(tmp_path: Path, text: str) -> None:
    assert [slip.sentence for slip in scrutinised(tmp_path, text).slips] == []
